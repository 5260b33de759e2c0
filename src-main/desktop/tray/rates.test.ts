import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { followRates, LOOK_EVERY_MS, NOTHING_MOVES, type Rates } from './rates.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function set() {
  const heard: Rates[] = []
  const now = { sentBytes: 1_000_000, asked: 0 }
  const client = {
    call: () => {
      now.asked++
      return Promise.resolve({ bytesPerSecond: Float64Array.of(1e6, 2e6) })
    }
  }
  const moving = followRates({
    client: () => Promise.resolve(client as never),
    contributions: () => [{ plan: 'p', sentBytes: now.sentBytes }],
    hear: (rates) => heard.push(rates),
    nowMs: () => Date.now()
  })
  return { heard, now, moving }
}

test('at rest nothing is asked and no timer runs', async () => {
  const { heard, now, moving } = set()
  moving(false)
  await vi.advanceTimersByTimeAsync(60_000)
  expect({ heard, asked: now.asked, timers: vi.getTimerCount() }).toEqual({ heard: [], asked: 0, timers: 0 })
})

test('while something moves, what all of it brings and what is passed on is told every few seconds', async () => {
  const { heard, now, moving } = set()
  moving(true)
  moving(true)
  now.sentBytes += 600_000
  await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
  expect(heard).toEqual([{ downBytesPerSecond: 3e6, upBytesPerSecond: 200_000 }])
  await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
  expect(heard.at(-1)).toEqual({ downBytesPerSecond: 3e6, upBytesPerSecond: 0 })
  moving(false)
  expect(heard.at(-1)).toEqual(NOTHING_MOVES)
  expect(vi.getTimerCount()).toBe(0)
  expect(now.asked).toBe(2)
})

test('one who comes to be helped is no burst of all that was sent before', async () => {
  const heard: Rates[] = []
  const plans: { plan: string; sentBytes: number }[] = []
  const moving = followRates({
    client: () =>
      Promise.resolve({ call: () => Promise.resolve({ bytesPerSecond: new Float64Array() }) } as never),
    contributions: () => plans,
    hear: (rates) => heard.push(rates),
    nowMs: () => Date.now()
  })
  moving(true)
  plans.push({ plan: 'late', sentBytes: 9e9 })
  await vi.advanceTimersByTimeAsync(LOOK_EVERY_MS)
  expect(heard).toEqual([NOTHING_MOVES])
  moving(false)
})
