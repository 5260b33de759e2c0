/** The page in a real browser: who gets in, with what, and what people see when nobody answers. */
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import type { Shoal } from '../desktop/app.ts'
import { passFirstRun } from '../desktop/pass-first-run.ts'
import { test } from '../desktop/test.ts'
import { contextOf, servedEnvironment, startServe } from './served.ts'

const MiB = 1 << 20

const add = async (shoal: Shoal, url: string): Promise<void> => {
  await shoal.page.getByRole('textbox').fill(url)
  await shoal.page.keyboard.press('Enter')
}
const tokenNeeded = (page: Page): Locator =>
  page.getByRole('heading', { name: 'Open the address that shoal serve printed' })
const shows = (page: Page, name: string, state: string): Promise<void> =>
  expect(page.getByRole('article', { name, exact: true })).toHaveAttribute('data-state', state)

test('the token leaves the address at once, and holds for this tab alone', async ({ shoal }) => {
  const { page } = shoal
  const address = page.url()
  expect(address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  await page.reload()
  await expect(page.getByText('Files go to')).toBeVisible()

  // Another tab of the same browser comes with the bare address, or with a token of its own invention.
  const other = await page.context().newPage()
  for (const tried of [address, `${address}#token=${'A'.repeat(43)}`]) {
    await other.goto(tried)
    await expect(tokenNeeded(other)).toBeVisible()
  }
  await other.close()
})

test('two pages show the same, and one that goes takes nothing along', async ({ shoal, originWith }) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: 4 * MiB })
  // A page opened by script has the tab's storage, as a duplicated tab does.
  const [second] = await Promise.all([
    page.context().waitForEvent('page'),
    page.evaluate(() => void window.open(location.href))
  ])
  await expect(second.getByText('Drop a link here')).toBeVisible()
  await add(shoal, origin.file('/shared.bin', { size: 64 * MiB }).url)
  await shows(second, 'shared.bin', 'running')
  await second.getByRole('button', { name: 'Pause', exact: true }).click()
  await shoal.reaches('shared.bin', 'paused')
  await second.close()
  await shoal.row('shared.bin').getByRole('button', { name: 'Resume' }).click()
  await shoal.reaches('shared.bin', 'running')
})

test('what only the desktop can do is not shown', async ({ shoal, originWith }) => {
  await add(shoal, (await originWith()).file('/here.bin', { size: MiB }).url)
  await shoal.reaches('here.bin', 'done')
  const { page } = shoal
  const row = shoal.row('here.bin')
  await expect(row.getByRole('button', { name: 'Details' })).toBeVisible()
  for (const name of ['Open', 'Show in folder'])
    await expect(row.getByRole('button', { name, exact: true })).toHaveCount(0)

  // Nor does the palette find it, which offers the rest of what this row can do.
  await page.getByRole('row', { name: 'here.bin' }).click()
  const palette = page.getByRole('dialog', { name: 'Find a command or a transfer' })
  await page.keyboard.press('Control+K')
  for (const [typed, said] of [
    ['remove', 'here.bin'],
    ['show in folder', 'Nothing by that name'],
    ['open file', 'Nothing by that name']
  ] as const) {
    await palette.getByRole('combobox').fill(typed)
    await expect(palette).toContainText(said)
  }
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()

  await page.getByRole('button', { name: 'Add with options' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add' })
  await expect(dialog.getByLabel('Folder')).toBeVisible()
  await expect(dialog.getByRole('button', { name: 'Choose…' })).toHaveCount(0)
  await expect(dialog.getByLabel('Offer links I copy')).toHaveCount(0)
  await page.keyboard.press('Escape')

  await page.keyboard.press('Control+,')
  const sections = page.getByRole('navigation').last().getByRole('button')
  await expect(sections.filter({ hasText: 'Appearance' })).toBeVisible()
  for (const name of ['Notifications', 'Desktop'])
    await expect(sections.filter({ hasText: name })).toHaveCount(0)
})

test('a foreign page gets nothing, not even with the token', async ({ shoal }) => {
  const { page } = shoal
  const address = page.url()
  const token = await page.evaluate(() => sessionStorage.getItem('shoal.token'))
  const stranger = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>stranger</title>')
  }).listen(0, '127.0.0.1')
  await once(stranger, 'listening')
  try {
    const foreign = await page.context().newPage()
    await foreign.goto(`http://127.0.0.1:${(stranger.address() as AddressInfo).port}/`)
    const seen = await foreign.evaluate(
      async ([from, known]) => {
        const socket = new WebSocket(from!.replace('http', 'ws'), ['shoal.1', `shoal.token.${known}`])
        const opened = await new Promise((resolve) => {
          socket.onopen = () => resolve(true)
          socket.onclose = () => resolve(false)
        })
        const read = await fetch(from!).then(
          () => true,
          () => false
        )
        const frame = document.body.appendChild(document.createElement('iframe'))
        frame.src = from!
        await new Promise((resolve) => (frame.onload = resolve))
        return { opened, read, framed: frame.contentDocument !== null }
      },
      [address, token]
    )
    expect(seen).toEqual({ opened: false, read: false, framed: false })
    expect(foreign.frames().some((frame) => frame.url() === address)).toBe(false)
    await foreign.close()
  } finally {
    stranger.close()
  }
})

test('a Shoal that ends is missed, and found again under the address of its next start', async ({
  openBrowser,
  originWith
}, testInfo) => {
  const [state, downloads] = [testInfo.outputPath('state'), testInfo.outputPath('downloads')]
  await mkdir(path.resolve(downloads), { recursive: true })
  const env = servedEnvironment(state, downloads)
  passFirstRun(state)
  const first = await startServe(env)
  const context = await contextOf(await openBrowser())
  const page = await context.newPage()
  await page.goto(first.url)
  const origin = await originWith({ bytesPerSecond: 2 * MiB })
  await page.getByRole('textbox').fill(origin.file('/survivor.bin', { size: 64 * MiB }).url)
  await page.keyboard.press('Enter')
  await shows(page, 'survivor.bin', 'running')
  const missed = page.getByText('Shoal’s engine is not answering.')
  expect(await first.stop()).toBe(0)
  await expect(missed).toBeVisible()

  const port = String(first.port)
  const second = await startServe(env, '--port', port)
  // Nothing but its fragment differs from what this tab shows.
  await page.goto(second.url)
  await shows(page, 'survivor.bin', 'running')
  await expect(missed).toHaveCount(0)
  await second.kill()
  await expect(missed).toBeVisible()

  const third = await startServe(env, '--port', port)
  try {
    // The token of the last run is worth nothing now, and the server says what is.
    await page.getByRole('button', { name: 'Reconnect' }).click()
    await expect(tokenNeeded(page)).toBeVisible()
    await page.screenshot({ path: testInfo.outputPath('token-needed.png') })
  } finally {
    await context.close()
    await third.kill()
  }
})
