/** A window that is open and has nothing to tell costs nothing: no picture is drawn while nothing changes. */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect } from '@playwright/test'
import type { Place, Shoal } from './app.ts'
import { test } from './test.ts'

const WATCHED_MS = 2_000

/** How many pictures the windows' compositor drew in two seconds, by Chromium's own account. */
async function picturesDrawn({ electron }: Shoal, { stateDirectory }: Place): Promise<number> {
  const file = path.join(path.dirname(stateDirectory), 'trace.json')
  await electron.evaluate(({ contentTracing }) =>
    contentTracing.startRecording({ included_categories: ['viz'] })
  )
  await new Promise((resolve) => setTimeout(resolve, WATCHED_MS))
  await electron.evaluate(({ contentTracing }, to) => contentTracing.stopRecording(to), file)
  const { traceEvents } = JSON.parse(await readFile(file, 'utf8')) as {
    traceEvents: readonly { readonly name: string; readonly ph: string }[]
  }
  return traceEvents.filter(({ name, ph }) => name === 'Display::DrawAndSwap' && ph !== 'E').length
}

test('nothing is painted while nothing changes, neither in an empty list nor beside a finished file', async ({
  shoal,
  place,
  originWith
}) => {
  const rests = async (): Promise<void> => {
    await shoal.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur())
    await expect.poll(() => picturesDrawn(shoal, place), { timeout: 20_000 }).toBe(0)
  }
  // What moves can be seen: without it a trace that names nothing would pass.
  await shoal.page.evaluate(() => document.body.animate({ opacity: [1, 0.9] }, 3_000))
  expect(await picturesDrawn(shoal, place)).toBeGreaterThan(10)
  await rests()

  const origin = await originWith()
  await shoal.page.getByRole('textbox').fill(origin.file('/rests.bin', { size: 1 << 20 }).url)
  await shoal.page.keyboard.press('Enter')
  await shoal.reaches('rests.bin', 'done')
  await rests()
})
