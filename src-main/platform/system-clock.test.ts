import { expect, test } from 'vitest'
import { systemClock } from './system-clock.ts'

const never = new AbortController().signal

test('a sleep lasts as long as asked', async () => {
  const before = systemClock.nowMs()
  await systemClock.sleep(30, never)
  expect(systemClock.nowMs() - before).toBeGreaterThanOrEqual(29)
})

test('an aborted sleep rejects at once with the reason, and leaves no listener', async () => {
  const abort = new AbortController()
  const reason = new Error('enough')
  const before = systemClock.nowMs()
  const sleep = systemClock.sleep(60_000, abort.signal)
  abort.abort(reason)
  await expect(sleep).rejects.toBe(reason)
  await expect(systemClock.sleep(60_000, abort.signal)).rejects.toBe(reason)
  expect(systemClock.nowMs() - before).toBeLessThan(1_000)
})

test('ticks come until they are stopped', async () => {
  let ticks = 0
  const stop = systemClock.every(5, () => ticks++)
  await systemClock.sleep(60, never)
  stop()
  const counted = ticks
  expect(counted).toBeGreaterThanOrEqual(3)
  await systemClock.sleep(30, never)
  expect(ticks).toBe(counted)
})
