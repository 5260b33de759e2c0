/**
 * Other machines in the real window: two that are paired by a code with the keyboard alone, one that asks to be paired
 * while something else is looked at, and two that bring a file while it is seen live. All of them over loopback.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endShoalProcesses, startShoalProcess } from '../fixtures/shoal-process.ts'
import type { Shoal } from './app.ts'
import { seriousFindings } from './findings.ts'
import { test } from './test.ts'

const MiB = 1 << 20
const HOSTILE = '<img src=x onerror=alert(1)>'

test.afterEach(endShoalProcesses)

const nearby = (page: Page) => page.getByRole('region', { name: 'Nearby' })
const strip = (page: Page) => page.locator('section[data-pairing="waiting"]')
const dialog = (page: Page) => page.getByRole('dialog')
const rowOf = (page: Page, name: string) => page.locator('[data-peer]', { hasText: name })

async function lookNearby({ page }: Shoal): Promise<void> {
  await page.getByRole('button', { name: 'Nearby' }).focus()
  await page.keyboard.press('Enter')
  await expect(nearby(page)).toBeVisible()
}

/** By the keyboard; `name` is on a button that can be reached with Tab. */
async function press(page: Page, name: string): Promise<void> {
  const button = page.getByRole('button', { name, exact: true })
  await expect(button).toBeVisible()
  // A question takes no press before it can have been read.
  await expect.poll(() => button.evaluate((element) => element.closest('[inert]') === null)).toBe(true)
  for (let step = 0; step < 40; step++) {
    if (await button.evaluate((element) => element === document.activeElement)) break
    await page.keyboard.press('Tab')
  }
  await expect(button).toBeFocused()
  await page.keyboard.press('Enter')
}

/** It joins the LAN and waits; resolves with where it can be reached. */
async function waitsForAnother(shoal: Shoal): Promise<string> {
  const { page } = shoal
  await lookNearby(shoal)
  await press(page, 'Pair a machine')
  await press(page, 'Join the LAN and wait')
  await expect(strip(page)).toContainText('Waiting for the other machine')
  return strip(page).locator('li').first().innerText()
}

const codeOn = (page: Page): Promise<string> => page.getByLabel(/^Code: /).innerText()

test('two windows are paired by a code with the keyboard alone, and unpaired', async ({
  place,
  shoal,
  newPlace
}) => {
  const otherPlace = await newPlace()
  const other = await otherPlace.start()
  const [here, there] = [shoal.page, other.page]
  const address = await waitsForAnother(other)
  expect(address).toMatch(/^127\.0\.0\.1/)
  await expect(there.locator('[data-membership]')).toHaveAttribute('data-membership', 'joined')

  await lookNearby(shoal)
  await expect(nearby(here)).toContainText('Others cannot find it, and it helps nobody.')
  await press(here, 'Pair a machine')
  await expect(here.getByLabel('Its address or id')).toBeFocused()
  await here.keyboard.type('not an address')
  await here.keyboard.press('Enter')
  await expect(dialog(here).getByRole('alert')).toContainText('neither an address nor an id')
  await here.keyboard.press('Control+a')
  await here.keyboard.type(address)
  await here.keyboard.press('Enter')

  for (const page of [here, there]) {
    await expect(dialog(page)).toContainText('Do both screens show this code?')
    // Also of who came unheard of.
    await expect(dialog(page).locator('dd').nth(1)).toHaveText(/^(127\.0\.0\.1|::1)$/)
    // Whatever was being typed when it came up answers nothing.
    expect(await page.evaluate(() => document.activeElement?.matches('button') ?? false)).toBe(false)
  }
  const code = await codeOn(here)
  expect(code.replace(/\s/g, '')).toMatch(/^\d{6}$/)
  expect(await codeOn(there)).toBe(code)
  await shoal.picture('pairing')
  expect(await seriousFindings(here)).toEqual([])

  // Another look at the window asks the same question again.
  await here.evaluate(() => localStorage.setItem('appearance', JSON.stringify({ theme: 'dark' })))
  await here.reload()
  await expect(dialog(here)).toBeVisible()
  expect(await codeOn(here)).toBe(code)
  expect(await seriousFindings(here)).toEqual([])
  await press(here, 'The codes are the same')
  await expect(dialog(here)).toContainText('You have said yes.')
  await expect(dialog(there)).toContainText('The other side has said yes.')
  await press(there, 'The codes are the same')
  for (const page of [here, there]) {
    await expect(dialog(page)).toContainText('The machines are paired')
    await press(page, 'Close')
  }

  await lookNearby(shoal)
  const row = here.locator('[data-section="trusted"] [data-peer]')
  await expect(row).toHaveAttribute('data-trust', 'paired')
  await expect(row).toContainText(/Here, at (127\.0\.0\.1|\[?::1)/)
  await press(here, 'Details of this machine')
  await expect(row.locator('[data-part="details"]')).toContainText('Fetches for others')
  await press(here, 'Test')
  await expect(row.locator('[data-step="identity"][data-ok="true"]')).toBeVisible()
  await expect(row.locator('[data-step="card"][data-ok="true"]')).toBeVisible()

  const helps = row.getByRole('switch', { name: 'Help it', exact: true })
  await expect(helps).toBeChecked()
  await helps.focus()
  await here.keyboard.press('Space')
  await expect(row.locator('[data-part="terms-badge"]')).toHaveText('Not helped')
  await expect(row.getByRole('group', { name: 'What you do for each other' })).toContainText(
    'It gets nothing from this machine'
  )
  await expect(row.getByRole('switch', { name: 'Ask it for help' })).toBeChecked()
  expect(await seriousFindings(here)).toEqual([])
  await here.keyboard.press('Space')
  await expect(row.locator('[data-part="terms-badge"]')).toHaveCount(0)

  await press(here, 'Unpair')
  await expect(dialog(here)).toContainText('Unpair this machine?')
  await press(here, 'Cancel')
  await expect(row).toHaveCount(1)
  await press(here, 'Unpair')
  await dialog(here).getByRole('button', { name: 'Unpair' }).press('Enter')
  await expect(row).toHaveCount(0)
  expect(place.stateDirectory).not.toBe(otherPlace.stateDirectory)
})

test('one that asks is seen wherever the person is, by a name that is only text; a no is told to both', async ({
  shoal,
  place
}) => {
  const { page } = shoal
  await lookNearby(shoal)
  await expect(nearby(page)).toContainText('No other machine yet')
  expect(await seriousFindings(page)).toEqual([])
  const address = await waitsForAnother(shoal)
  await page.getByRole('button', { name: 'All', exact: true }).click()
  await page.getByRole('textbox').first().focus()

  const stranger = path.join(path.dirname(place.stateDirectory), 'stranger')
  const near = ['--interface', 'lo', '--port', '0', '--json', '--yes']
  const asking = startShoalProcess(stranger, 'pair', address, '--name', HOSTILE, ...near)
  const { code } = await asking.line('code')
  await expect(dialog(page)).toContainText(HOSTILE)
  expect((await codeOn(page)).replace(/\s/g, '')).toBe(code)
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Space')
  await expect(dialog(page)).toContainText('The other side has said yes.')
  await press(page, 'They differ')
  await expect(dialog(page)).toContainText('The machines were not paired')
  await expect(dialog(page)).toContainText('somebody may be in between')
  await press(page, 'Close')
  await expect(dialog(page)).toHaveCount(0)
  expect((await asking.ended).code).toBe(6)

  // One that is not there is no dialog: the view says so, and can try again.
  await lookNearby(shoal)
  await press(page, 'Pair a machine')
  await page.keyboard.type('127.0.0.1:1')
  await page.keyboard.press('Enter')
  await expect(page.locator('[data-pairing="failed"]')).toContainText('cannot be reached')
  await press(page, 'Try again')
  await expect(page.locator('[data-pairing="failed"]')).toContainText('cannot be reached')
  await press(page, 'Close')
  await expect(page.locator('[data-pairing="failed"]')).toHaveCount(0)
})

test('two machines that bring a file are seen live: rows, map and table, without a render for a number @once', async ({
  place,
  originWith
}) => {
  const root = path.dirname(place.stateDirectory)
  const key = path.join(root, 'group.key')
  writeFileSync(key, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  const near = ['--group-key-file', key, '--interface', 'lo', '--json']
  const origin = await originWith()
  const names = ['anna', HOSTILE]
  for (const [index, name] of names.entries()) {
    const words = ['peer', '--port', '0', '--allow-private', '127.0.0.0/8', '--name', name, ...near]
    await startShoalProcess(path.join(root, `peer-${index}`), ...words).line('listening')
  }
  // The window knows them from a command of the same person's, which has proven the group's key to them.
  const small = origin.file('/small.bin', { size: 24 * MiB, bytesPerSecond: 2 * MiB })
  const first = startShoalProcess(place.stateDirectory, 'get', small.url, '-d', root, ...near)
  expect((await first.ended).code).toBe(0)

  const shoal = await place.start()
  const { page } = shoal
  await page.addInitScript(() => {
    const watched = { commits: 0 }
    const nothing = (): void => undefined
    Object.assign(window, {
      watched,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: () => watched.commits++,
        onCommitFiberUnmount: nothing,
        onPostCommitFiberRoot: nothing
      }
    })
  })
  await page.reload()
  const file = origin.file('/shared.bin', { size: 512 * MiB, bytesPerSecond: 768 * 1024 })
  await page.getByRole('textbox').first().fill(file.url)
  await page.keyboard.press('Enter')
  await shoal.reaches('shared.bin', 'running')
  await lookNearby(shoal)
  for (const name of names) {
    const row = rowOf(page, name)
    await expect(row).toHaveAttribute('data-trust', 'group')
    await expect(row.locator('[data-live="flow"]')).toHaveText(/^brings .*B\/s$/, { timeout: 30_000 })
  }
  expect(await page.locator('img[src="x"]').count()).toBe(0)
  const widths = (): Promise<readonly number[]> =>
    page
      .locator('[data-part="flow-map"] line[data-way="here"]')
      .evaluateAll((lines) => lines.map((line) => Number(line.getAttribute('stroke-width'))))
  await expect.poll(async () => (await widths()).filter((width) => width > 1).length).toBe(2)
  await page.locator('summary', { hasText: 'As a table' }).press('Enter')
  for (const name of names) {
    const line = nearby(page).getByRole('row', { name })
    await expect(line).toContainText('shared.bin')
    await expect(line.locator('[data-live="rate"]')).toHaveText(/B\/s/)
    await expect(line.locator('[data-live="bytes"]')).toHaveText(/B$/)
  }
  await rowOf(page, 'anna').getByRole('button', { name: 'Details of this machine' }).click()
  await expect(rowOf(page, 'anna').locator('[data-part="history"]')).toContainText('came from it')
  await shoal.picture('nearby')
  expect(await seriousFindings(page)).toEqual([])
  await rowOf(page, 'anna').getByRole('button', { name: 'Fewer details' }).click()

  const quietest = await page.evaluate(async () => {
    const { watched } = window as unknown as { watched: { commits: number } }
    const bytes = document.querySelector('[data-flow] [data-live="bytes"]')
    let ticks = 0
    new MutationObserver(() => ticks++).observe(bytes!, { childList: true })
    let least = { commits: Infinity, ticks: 0 }
    // Whoever comes or goes renders, and may: the quietest of some seconds shows what numbers do.
    for (let second = 0; second < 4; second++) {
      const before = watched.commits
      ticks = 0
      await new Promise((resolve) => setTimeout(resolve, 1100))
      const commits = watched.commits - before
      if (commits < least.commits) least = { commits, ticks }
    }
    return least
  })
  expect(quietest.commits).toBe(0)
  expect(quietest.ticks).toBeGreaterThan(0)
})
