/** The end of the program in the middle of a transfer, asked for or not, and the start after it. */
import path from 'node:path'
import { expect } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import type { OriginFile } from '../fixtures/origin.ts'
import type { Place, Shoal } from './app.ts'
import { test } from './test.ts'

const MiB = 1 << 20
const SIZE = 48 * MiB
const RATE = 8 * MiB
/** Half a second received, and what the origin's sockets and the last sub-transfers held. */
const FETCHED_AGAIN_LIMIT = RATE / 2 + 4 * MiB

async function halfway(shoal: Shoal, file: OriginFile): Promise<void> {
  await shoal.page.getByRole('textbox').fill(file.url)
  await shoal.page.keyboard.press('Enter')
  await expect.poll(() => file.bytesSent(), { timeout: 30_000 }).toBeGreaterThan(SIZE / 2)
}

async function finishesAfterwards(place: Place, file: OriginFile): Promise<void> {
  const again = await place.start()
  await again.reaches(path.basename(file.path), 'done')
  expect(await sha256File(path.join(place.downloadDirectory, path.basename(file.path)))).toBe(file.sha256())
  expect(file.bytesSent()).toBeLessThan(SIZE + FETCHED_AGAIN_LIMIT)
  await again.quit()
}

test('quit mid-way: the next start resumes by itself', async ({ place, originWith }) => {
  const file = (await originWith({ bytesPerSecond: RATE })).file('/quit.bin', { size: SIZE })
  const first = await place.start()
  await halfway(first, file)
  await first.quit()
  await finishesAfterwards(place, file)
})

test('the last window closed mid-way: the same', async ({ place, originWith }) => {
  const file = (await originWith({ bytesPerSecond: RATE })).file('/closed.bin', { size: SIZE })
  const first = await place.start()
  await halfway(first, file)
  const ended = new Promise((resolve) => first.electron.process().once('exit', resolve))
  await first.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().forEach((each) => each.close())
  )
  expect(await ended).toBe(0)
  await finishesAfterwards(place, file)
})

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} mid-way, twice: a clean end, and the same`, async ({ place, originWith }) => {
    const file = (await originWith({ bytesPerSecond: RATE })).file(`/${signal}.bin`, { size: SIZE })
    const first = await place.start()
    await halfway(first, file)
    const ended = new Promise((resolve) => first.electron.process().once('exit', resolve))
    first.electron.process().kill(signal)
    first.electron.process().kill(signal)
    expect(await ended).toBe(0)
    await finishesAfterwards(place, file)
  })
}

test('kill -9 mid-way: the next start resumes by itself', async ({ place, originWith }) => {
  const file = (await originWith({ bytesPerSecond: RATE })).file('/killed.bin', { size: SIZE })
  const first = await place.start()
  await halfway(first, file)
  await first.kill()
  await finishesAfterwards(place, file)
})

test('a paused transfer stays paused over a restart', async ({ place, originWith }) => {
  const file = (await originWith({ bytesPerSecond: RATE })).file('/waiting.bin', { size: SIZE })
  const first = await place.start()
  await halfway(first, file)
  await first.row('waiting.bin').getByRole('button', { name: 'Pause' }).click()
  await first.reaches('waiting.bin', 'paused')
  await first.quit()
  const asked = file.requests().length
  const again = await place.start()
  await again.reaches('waiting.bin', 'paused')
  await again.page.waitForTimeout(500)
  expect(file.requests()).toHaveLength(asked)
})
