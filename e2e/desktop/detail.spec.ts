/**
 * The detail of a transfer in the real window, from a real engine: what limits it, who brings which part, every connection,
 * and two other machines (processes of the suite) that help.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { endShoalProcesses, startShoalProcess } from '../fixtures/shoal-process.ts'
import type { Shoal } from './app.ts'
import { test } from './test.ts'

const MiB = 1 << 20

async function add(shoal: Shoal, url: string): Promise<void> {
  await shoal.page.getByRole('textbox').fill(url)
  await shoal.page.keyboard.press('Enter')
}

const panelOf = (page: Page, name: string) => page.getByRole('region', { name: `Details of ${name}` })

/** What is painted of the map: how many colours beside that of bytes nobody has asked for. */
const paintedColours = (page: Page): Promise<number> =>
  page.evaluate(() => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-part="delivery-map"] canvas')
    const context = canvas?.getContext('2d')
    if (!canvas || !context || canvas.width === 0) return 0
    const row = context.getImageData(0, Math.floor(canvas.height / 2), canvas.width, 1).data
    const seen = new Set<string>()
    for (let at = 0; at < row.length; at += 4) seen.add(`${row[at]} ${row[at + 1]} ${row[at + 2]}`)
    return seen.size
  })

test('the detail says what limits a transfer, who brings it over which connections, and closes with Escape', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith()
  const file = origin.file('/big.bin', { size: 512 * MiB, bytesPerSecond: 2 * MiB })
  await add(shoal, file.url)
  await shoal.reaches('big.bin', 'running')
  const opener = shoal.row('big.bin').getByRole('button', { name: 'Details' })
  await opener.focus()
  await page.keyboard.press('Enter')
  const panel = panelOf(page, 'big.bin')
  await expect(panel).toBeFocused()
  await expect(panel.locator('[data-live="why"]')).toContainText(
    /Still finding the pace|connections|brought nothing more/
  )
  const host = new URL(file.url).host
  const row = panel.locator(`[data-source="${host}"]`)
  await expect(row).toContainText(host)
  await expect(row.locator('[data-live="rate"]')).toHaveText(/MB\/s/)
  await expect.poll(() => paintedColours(page)).toBeGreaterThanOrEqual(2)

  // The keyboard steps through the map, part by part.
  const map = panel.getByRole('slider')
  await map.focus()
  await expect(map).toHaveAttribute('aria-valuetext', new RegExp(`^0\\u00a0B to .*from ${host}`))
  await page.keyboard.press('End')
  await expect(map).toHaveAttribute('aria-valuetext', /not asked for yet/)

  // A limit explains itself within a moment.
  await page.getByLabel('Speed limit').selectOption({ label: '500\u00a0kB/s' })
  await expect(panel.locator('[data-live="why"]')).toHaveText(
    'The speed limit for all transfers of 500\u00a0kB/s holds it back.'
  )
  await page.getByLabel('Speed limit').selectOption('none')

  await panel.getByRole('tab', { name: 'Overview' }).focus()
  await page.keyboard.press('ArrowRight')
  await expect(panel.getByRole('tab', { name: 'Connections' })).toHaveAttribute('aria-selected', 'true')
  const connections = panel.locator('[data-connection]')
  await expect.poll(() => connections.count()).toBeGreaterThanOrEqual(8)
  await expect(panel.locator('[data-connection="1"]')).toContainText('active')
  await expect(panel.locator('[data-connection="1"] [data-live="rate"]')).toHaveText(/B\/s/)
  await expect(panel.locator('[data-connection="1"] [data-live="criterion"]')).toHaveText(/B\/s/)

  await panel.getByRole('tab', { name: 'Log' }).click()
  await expect(panel.getByText('Connection 1 is active', { exact: false })).toBeVisible()
  await panel.getByRole('tab', { name: 'File and request' }).click()
  await expect(panel.locator('[data-part="request"]')).toContainText('can be asked for one by one')

  await panel.getByRole('tab', { name: 'Overview' }).click()
  await panel.getByRole('button', { name: 'Pause' }).click()
  await expect(panel.locator('[data-live="why"]')).toHaveText('Nothing: it is not running.')
  await expect(panel.getByText('Paused')).toBeVisible()

  await page.keyboard.press('Escape')
  await expect(panel).toHaveCount(0)
  await expect(opener).toBeFocused()

  await add(shoal, origin.file('/gone.bin', { status: 404 }).url)
  await shoal.reaches('gone.bin', 'failed')
  await shoal.row('gone.bin').dblclick({ position: { x: 200, y: 12 } })
  await expect(panelOf(page, 'gone.bin').locator('[data-part="why"]')).toContainText('no such file (404)')
})

test('Enter on a row opens its detail in any size of window and language, and Escape leads back to that row', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  await add(shoal, origin.file('/one.bin', { size: 256 * MiB }).url)
  // The field takes the next when the engine has taken this one.
  await shoal.reaches('one.bin', 'running')
  await add(shoal, origin.file('/two.bin', { size: 256 * MiB }).url)
  await shoal.reaches('two.bin', 'running')
  const row = page.getByRole('row', { name: 'one.bin' })
  const panel = page.locator('[data-part="detail"]')
  for (const [width, height, showsBoth] of [
    [720, 480, false],
    [1280, 1000, true]
  ] as const) {
    await shoal.resize(width, height)
    await row.press('Enter')
    await expect(panel).toBeFocused()
    if (showsBoth) await expect(row).toBeVisible()
    else await expect(row).toBeHidden()
    await page.keyboard.press('Escape')
    await expect(panel).toHaveCount(0)
    await expect(row).toBeFocused()
  }

  // Everything in it follows the language and the theme that were chosen.
  await page.evaluate(() => localStorage.setItem('appearance', '{"language":"ar","theme":"dark"}'))
  await page.reload()
  await row.press('Enter')
  await expect(panel.getByRole('tab').first()).toHaveText('نظرة عامة')
  await expect(panel.locator('[data-live="why"]')).toHaveText(/[\u0600-\u06ff]/)
  await expect(panel.locator('[data-source] [data-live="rate"]')).toHaveText(/ب\/ث/)
  await expect
    .poll(() =>
      page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--source-1'))
    )
    .toBe('#f3a54a')

  // What is removed has no detail.
  await row.press('Delete')
  await page.getByRole('dialog').getByRole('button').nth(1).click()
  await expect(panel).toHaveCount(0)
})

test('only an open detail that is seen asks for its data, and nothing in it renders for a number @once', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  await page.addInitScript(() => {
    const watched = { commits: 0, asked: 0 }
    Object.assign(window, {
      watched,
      __REACT_DEVTOOLS_GLOBAL_HOOK__: {
        supportsFiber: true,
        inject: () => 1,
        onCommitFiberRoot: () => {
          watched.commits++
        },
        onCommitFiberUnmount: () => undefined,
        onPostCommitFiberRoot: () => undefined
      }
    })
  })
  await page.reload()
  const origin = await originWith({ bytesPerSecond: 6 * MiB })
  await add(shoal, origin.file('/one.bin', { size: 256 * MiB }).url)
  await shoal.reaches('one.bin', 'running')
  await shoal.row('one.bin').dblclick({ position: { x: 200, y: 12 } })
  const panel = panelOf(page, 'one.bin')
  await expect(panel.locator('[data-source] [data-live="bytes"]')).toHaveText(/MB/)
  const seen = await page.evaluate(async () => {
    const { watched } = window as unknown as { watched: { commits: number } }
    let ticks = 0
    const rate = document.querySelector('[data-source] [data-live="bytes"]')
    const observer = new MutationObserver(() => ticks++)
    if (rate) observer.observe(rate, { characterData: true, childList: true, subtree: true })
    const least = { commits: Infinity, ticks: 0 }
    // A change of who is there renders, and may: the quietest of some seconds shows what numbers do.
    for (let second = 0; second < 4; second++) {
      const before = watched.commits
      ticks = 0
      await new Promise((resolve) => setTimeout(resolve, 1000))
      if (watched.commits - before < least.commits) {
        least.commits = watched.commits - before
        least.ticks = ticks
      }
    }
    return least
  })
  expect(seen.ticks).toBeGreaterThan(2)
  expect(seen.commits).toBe(0)
})

test('two machines that help have rows of their own, live, with what they were asked for and what they say', async ({
  place,
  originWith
}) => {
  const root = path.dirname(place.stateDirectory)
  const key = path.join(root, 'group.key')
  writeFileSync(key, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  const near = ['--group-key-file', key, '--interface', 'lo', '--json']
  const origin = await originWith()
  const file = origin.file('/shared.bin', { size: 256 * MiB, bytesPerSecond: 768 * 1024 })
  try {
    for (const name of ['anna', 'ben']) {
      const words = ['peer', '--port', '0', '--allow-private', '127.0.0.0/8', '--name', name, ...near]
      await startShoalProcess(path.join(root, name), ...words).line('listening')
    }
    // The window knows them from a command of the same person's, which has proven the group's key to them.
    const small = origin.file('/small.bin', { size: 24 * MiB, bytesPerSecond: 2 * MiB })
    const first = startShoalProcess(
      place.stateDirectory,
      'get',
      small.url,
      '-d',
      place.downloadDirectory,
      ...near
    )
    expect((await first.ended).code).toBe(0)

    const shoal = await place.start()
    await add(shoal, file.url)
    await shoal.reaches('shared.bin', 'running')
    await shoal.row('shared.bin').getByRole('button', { name: 'Details' }).click()
    const panel = panelOf(shoal.page, 'shared.bin')
    for (const name of ['anna', 'ben']) {
      const row = panel.locator('[data-source][data-kind="peer"]', { hasText: name })
      await expect(row).toHaveAttribute('data-state', 'delivering', { timeout: 30_000 })
      await expect(row.locator('[data-live="rate"]')).toHaveText(/[kM]B\/s/)
      await expect(row.locator('[data-live="plan"]')).toHaveText(/Planned: .* in \d ranges? .*revision \d+/)
      await expect(row.locator('[data-live="status"]')).toHaveText(/It fetches, .*B\/s over \d+ connection/)
    }
    await expect(panel.locator('[data-part="plan"]')).toContainText('anna was asked for')
    await expect(panel.locator('[data-live="why"]')).toHaveText(
      /Every source gives what it can: .* from 2 peers/,
      {
        timeout: 20_000
      }
    )
    // Three sources: three looks on the map.
    await expect.poll(() => paintedColours(shoal.page)).toBeGreaterThanOrEqual(4)
    await shoal.picture('detail-peers')
  } finally {
    endShoalProcesses()
  }
})
