import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Clock } from '../ports/clock.ts'
import { RateLimits, type Tap, type Valve } from './rate-limits.ts'

const KiB = 1024
const MiB = 1024 * KiB

/** Time that stands still until it is told to go on. */
function heldClock(): Clock & { advance(ms: number): void } {
  let nowMs = 0
  const ticking = new Set<{ readonly ms: number; nextMs: number; readonly tick: () => void }>()
  return {
    nowMs: () => nowMs,
    unixMs: () => nowMs,
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
    every(ms, tick) {
      const timer = { ms, nextMs: nowMs + ms, tick }
      ticking.add(timer)
      return () => ticking.delete(timer)
    },
    advance(ms) {
      nowMs += ms
      for (const timer of [...ticking]) {
        if (!ticking.has(timer) || timer.nextMs > nowMs) continue
        // As timers do: late ones come once.
        timer.nextMs = nowMs + timer.ms
        timer.tick()
      }
    }
  }
}

/** A connection that reads whatever it may of what its path has brought. */
class Reader {
  readonly #tap: Tap
  readonly #pathBytesPerMs: number
  /** Bytes a read brings over its room, as TLS does. */
  readonly #excessBytes: number
  #arrivedBytes = 0
  #mayRead = false
  bytes = 0

  constructor(valve: Valve, pathBytesPerSecond = Infinity, excessBytes = 0) {
    this.#tap = valve.tap()
    this.#pathBytesPerMs = pathBytesPerSecond / 1000
    this.#excessBytes = excessBytes
    this.#mayRead = this.#tap.spend(0)
    if (!this.#mayRead) this.#tap.whenReady(() => (this.#mayRead = true))
  }

  step(ms: number): void {
    this.#arrivedBytes += this.#pathBytesPerMs * ms
    while (this.#mayRead && this.#arrivedBytes >= 1) {
      // Without a limit, as much as a buffer takes, once a step.
      const room = Math.min(this.#tap.roomBytes, 512 * KiB) + this.#excessBytes
      const count = Math.floor(Math.min(room, this.#arrivedBytes))
      this.#arrivedBytes -= count
      this.bytes += count
      this.#mayRead = this.#tap.spend(count)
      if (!this.#mayRead) this.#tap.whenReady(() => (this.#mayRead = true))
      if (this.#tap.roomBytes === Infinity) return
    }
  }

  close(): void {
    this.#mayRead = false
    this.#tap.close()
  }
}

function scene(limitBytesPerSecond: number | null) {
  const clock = heldClock()
  const limits = new RateLimits(clock)
  limits.limit(limitBytesPerSecond)
  const readers: Reader[] = []
  return {
    limits,
    /** Connections of one new transfer. */
    transfer(connections: number, own: number | null = null, pathBytesPerSecond?: number, excess?: number) {
      const valve = limits.valve(own)
      const made = Array.from({ length: connections }, () => new Reader(valve, pathBytesPerSecond, excess))
      readers.push(...made)
      return { valve, readers: made }
    },
    /** Bytes each reader gets in this time. Steps have uneven lengths, as timers on a busy machine. */
    run(seconds: number, stepMs = 7): number[] {
      const before = readers.map(({ bytes }) => bytes)
      const end = clock.nowMs() + seconds * 1000
      for (let step = 0; clock.nowMs() < end; step++) {
        const ms = Math.min(end - clock.nowMs(), step % 10 === 9 ? stepMs * 5 : stepMs)
        clock.advance(ms)
        for (const reader of readers) reader.step(ms)
      }
      return readers.map(({ bytes }, index) => bytes - (before[index] ?? 0))
    }
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0)
const within = (found: number, expected: number, share = 0.05): void => {
  expect(found).toBeGreaterThan(expected * (1 - share))
  expect(found).toBeLessThan(expected * (1 + share))
}

it('a limit holds within 5 % in each 5 s, whatever the rate and the number of connections', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 20 * KiB, max: 200 * MiB }),
      fc.array(fc.integer({ min: 1, max: 16 }), { minLength: 1, maxLength: 4 }),
      (rate, transfers) => {
        const { transfer, run } = scene(rate)
        for (const connections of transfers) transfer(connections)
        for (let window = 0; window < 3; window++) within(sum(run(5)), 5 * rate)
      }
    ),
    { numRuns: 40 }
  )
})

it('transfers share it equally, however many connections each has', () => {
  const { transfer, run } = scene(5 * MiB)
  transfer(1)
  transfer(8)
  const [alone = 0, ...eight] = run(5)
  within(alone, 12.5 * MiB)
  within(sum(eight), 12.5 * MiB)
  // And within a transfer its connections, but for a grant or two, which are larger when a timer was late.
  for (const bytes of eight) within(bytes, (12.5 * MiB) / 8, 0.2)
})

it('transfers share it equally on a machine whose timers come late', () => {
  const { transfer, run } = scene(5 * MiB)
  transfer(1)
  transfer(8)
  transfer(8, 2 * MiB)
  const [alone = 0, ...others] = run(10, 40)
  within(alone, (50 / 3) * MiB)
  within(sum(others.slice(0, 8)), (50 / 3) * MiB)
})

it('a transfer that waits for its own limit does not slow another with its own', () => {
  const { transfer, run } = scene(null)
  transfer(8, 20 * KiB)
  transfer(1, 2 * MiB)
  within(run(10, 40).at(-1) ?? 0, 20 * MiB)
})

it('what one transfer cannot use goes to the others (max-min)', () => {
  const { transfer, run } = scene(6 * MiB)
  transfer(2, null, 0.5 * MiB) // its path brings 1 MiB/s
  transfer(4, 2 * MiB) // its own limit
  transfer(4)
  const bytes = run(5)
  within(sum(bytes.slice(0, 2)), 5 * MiB)
  within(sum(bytes.slice(2, 6)), 10 * MiB)
  within(sum(bytes.slice(6)), 15 * MiB)
})

it('a transfer’s own limit holds without a limit for all', () => {
  const { transfer, run } = scene(null)
  transfer(8, 300 * KiB)
  const [limited, free] = [transfer(4, 2 * MiB), transfer(1, null, 10 * MiB)]
  const bytes = run(5)
  within(sum(bytes.slice(0, 8)), 5 * 300 * KiB)
  within(sum(bytes.slice(8, 8 + limited.readers.length)), 10 * MiB)
  within(bytes.at(-free.readers.length) ?? 0, 50 * MiB)
})

it('a newcomer gets its share at once, and no more for having been away', () => {
  const { transfer, run } = scene(4 * MiB)
  transfer(4)
  run(60)
  transfer(4)
  const bytes = run(2)
  within(sum(bytes.slice(0, 4)), 4 * MiB, 0.1)
  within(sum(bytes.slice(4)), 4 * MiB, 0.1)
})

it('a change holds at once: lowered, raised, lifted and set again', () => {
  const { limits, transfer, run } = scene(null)
  transfer(8, null, 20 * MiB)
  expect(sum(run(1))).toBeGreaterThan(100 * MiB)
  // What was on its way into buffers when the limit came is forgiven: half a MiB a connection.
  limits.limit(100 * KiB)
  expect(sum(run(1))).toBeLessThan(8 * 512 * KiB + 200 * KiB)
  within(sum(run(5)), 500 * KiB)
  limits.limit(8 * MiB)
  within(sum(run(5)), 40 * MiB)
  limits.limit(null)
  expect(sum(run(1))).toBeGreaterThan(100 * MiB)
  limits.limit(MiB)
  run(1)
  within(sum(run(5)), 5 * MiB)
})

it('a transfer’s own limit changes while it runs', () => {
  const { transfer, run } = scene(null)
  const { valve } = transfer(4, MiB)
  within(sum(run(5)), 5 * MiB)
  valve.limit(3 * MiB)
  within(sum(run(5)), 15 * MiB)
  valve.limit(100 * KiB)
  run(1)
  within(sum(run(5)), 500 * KiB)
})

it('a slow limit is smooth: every one of eight connections reads something each second', () => {
  const { transfer, run } = scene(50 * KiB)
  transfer(8)
  run(2)
  for (let second = 0; second < 5; second++)
    for (const bytes of run(1)) expect(bytes).toBeGreaterThanOrEqual(3 * KiB)
})

it('what a read brings over its room is paid back before anybody reads again', () => {
  const { transfer, run } = scene(200 * KiB)
  transfer(8, null, undefined, 64 * KiB)
  within(sum(run(30)), 30 * 200 * KiB)
})

it('an idle time saves up a quarter of a second and no more', () => {
  const { transfer, run } = scene(MiB)
  run(60)
  transfer(4)
  expect(sum(run(1))).toBeLessThanOrEqual(1.26 * MiB)
})

it('a connection that closes gives back what it has not used, and nobody waits for it', () => {
  const { transfer, run } = scene(MiB)
  for (let round = 0; round < 50; round++) {
    const { readers } = transfer(4)
    const bytes = run(0.1)
    for (const reader of readers) reader.close()
    expect(sum(bytes)).toBeLessThan(0.4 * MiB)
  }
  const { readers } = transfer(1)
  const bytes = run(5)
  within(bytes.at(-readers.length) ?? 0, 5 * MiB, 0.06)
})

it('nothing ticks while nobody waits', () => {
  let timers = 0
  const clock: Clock = {
    ...heldClock(),
    every: () => {
      timers++
      return () => timers--
    }
  }
  const limits = new RateLimits(clock)
  const tap = limits.valve(null).tap()
  expect(tap.spend(1e9)).toBe(true)
  expect(tap.roomBytes).toBe(Infinity)
  expect(tap.isHeldBack).toBe(false)
  limits.limit(MiB)
  expect(timers).toBe(0)
  expect(tap.spend(10)).toBe(false)
  tap.whenReady(() => undefined)
  expect(timers).toBe(1)
  expect(tap.isHeldBack).toBe(true)
  tap.close()
  expect(timers).toBe(0)
})
