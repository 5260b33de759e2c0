import { describe, expect, it } from 'vitest'
import { ActiveSubset, type SubsetChange } from './active-subset.ts'

const TICK_MS = 100

/** Runs a subset over a path whose rate depends on how many connections work. */
function run(
  most: number,
  rate: (connections: number, nowMs: number) => number,
  seconds: number,
  remainingBytes = Infinity
) {
  const subset = new ActiveSubset(most)
  const changes: SubsetChange[] = []
  let bytes = 0
  for (let nowMs = 0; nowMs < seconds * 1000; nowMs += TICK_MS) {
    const change = subset.observe(nowMs, bytes, remainingBytes)
    if (change) changes.push(change)
    bytes += (rate(subset.size, nowMs) * TICK_MS) / 1000
  }
  return { subset, changes, bytes }
}

describe('the number of active connections', () => {
  it('grows to all there may be where each adds its share', () => {
    expect(run(16, (n) => n * 1e6, 10).subset.size).toBe(16)
  })

  it('does not exceed what the user allowed', () => {
    expect(run(5, (n) => n * 1e6, 20).subset.size).toBe(5)
    expect(run(1, () => 1e6, 20)).toMatchObject({ subset: { size: 1 }, changes: [] })
  })

  it('shrinks where a few fill the path, and keeps enough to compare', () => {
    expect(run(16, () => 12e6, 40).subset.size).toBe(3)
  })

  it('stops where the next ones add little', () => {
    const { subset } = run(16, (n) => Math.min(n, 9) * 1e6, 40)
    expect(subset.size).toBeGreaterThanOrEqual(8)
    expect(subset.size).toBeLessThanOrEqual(12)
  })

  it('loses no more than a few per cent in all, however many small steps it takes', () => {
    // Each connection fewer costs 2 %: tolerable once, not five times.
    const { subset } = run(8, (n) => 10e6 * (1 - 0.02 * (8 - n)), 60)
    expect(subset.size).toBeGreaterThanOrEqual(6)
  })

  it('asks less and less often when nothing is better', () => {
    const { changes } = run(8, (n) => n * 1e6, 600)
    expect(changes.length).toBeGreaterThan(2)
    expect(changes.length).toBeLessThan(14)
    expect(changes.every(({ reason }) => reason === 'trying fewer' || reason === 'fewer were slower')).toBe(
      true
    )
  })

  it('does not try fewer right after more have helped', () => {
    expect(run(16, (n) => n * 1e6, 25).changes.map(({ reason }) => reason)).toEqual([
      'trying more',
      'trying more'
    ])
  })

  it('begins no trial that the rest of the file could not pay for', () => {
    expect(run(16, (n) => n * 1e6, 20, 10e6).changes).toEqual([])
    expect(run(8, () => 12e6, 20, 60e6).changes).toEqual([])
  })

  it('starts measuring again when something disturbed it', () => {
    const subset = new ActiveSubset(16)
    subset.observe(0, 0, Infinity)
    subset.observe(1000, 1e6, Infinity)
    subset.disturb(1900)
    expect(subset.observe(2500, 2e6, Infinity)).toBeNull()
    expect(subset.observe(2900, 3e6, Infinity)).toBeNull()
    expect(subset.observe(3900, 4e6, Infinity)).toMatchObject({ from: 8, to: 12, reason: 'trying more' })
  })
})
