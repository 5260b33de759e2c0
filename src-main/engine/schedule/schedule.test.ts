import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RateMeter } from './rate-meter.ts'
import { backoffMs, isTransient, LONGEST_BACKOFF_MS, retryAfterMs } from './retry-policy.ts'
import { bytesByRate, subTransferBytes } from './sub-transfer-size.ts'

describe('the size of a sub-transfer', () => {
  it('is about a second at the connection’s own rate, within bounds', () => {
    expect(subTransferBytes(bytesByRate(10e6), 1e12, 8)).toBe(10e6)
    expect(subTransferBytes(bytesByRate(10e3), 1e12, 8)).toBe(256 * 1024)
    expect(subTransferBytes(bytesByRate(10e9), 1e12, 8)).toBe(64 * 1024 * 1024)
  })
  it('shrinks towards the end so that every connection has a share of the rest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 8 << 20, max: 1e9 }),
        fc.integer({ min: 2, max: 16 }),
        (wanted, connections) => {
          const bytes = subTransferBytes(1e9, wanted, connections)
          expect(bytes * connections).toBeLessThanOrEqual(wanted / 2 + connections * 256 * 1024)
        }
      )
    )
  })
})

describe('trying again', () => {
  it('waits longer each time, with jitter, up to a limit', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const wait = backoffMs(attempt, () => random)
          expect(wait).toBeGreaterThanOrEqual(250)
          expect(wait).toBeLessThanOrEqual(LONGEST_BACKOFF_MS)
        }
      )
    )
    expect(backoffMs(3, () => 0)).toBeGreaterThan(backoffMs(1, () => 0.99))
  })
  it('obeys Retry-After in seconds and as a date, within reason', () => {
    const now = Date.parse('2026-01-01T00:00:00Z')
    expect(retryAfterMs('7', now)).toBe(7000)
    expect(retryAfterMs('Thu, 01 Jan 2026 00:00:05 GMT', now)).toBe(5000)
    expect(retryAfterMs('Wed, 31 Dec 2025 00:00:05 GMT', now)).toBe(0)
    expect(retryAfterMs('999999999', now)).toBe(600_000)
    expect(retryAfterMs('soon', now)).toBeNull()
    expect(retryAfterMs(undefined, now)).toBeNull()
  })
  it('makes sense for a lost connection always, for a refused one only when it had worked', () => {
    expect(isTransient('connection-lost', false)).toBe(true)
    expect(isTransient('connection-refused', false)).toBe(false)
    expect(isTransient('connection-refused', true)).toBe(true)
    expect(isTransient('http-not-found', true)).toBe(false)
  })
})

it('measures a rate over a sliding window', () => {
  const meter = new RateMeter()
  for (let t = 0; t <= 5000; t += 100) meter.sample(t, t < 3000 ? t * 1000 : 3_000_000 + (t - 3000) * 2000)
  expect(meter.bytesPerSecond).toBeCloseTo(2_000_000, -4)
  meter.reset()
  expect(meter.bytesPerSecond).toBe(0)
})
