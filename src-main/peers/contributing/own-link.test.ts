import { describe, expect, it } from 'vitest'
import { OwnLink } from './own-link.ts'

describe('the own link', () => {
  it('has no rate before bytes came in two moments on end', () => {
    const link = new OwnLink()
    expect(link.bytesPerSecond(0)).toBeNull()
    link.add(1_000_000, 1000)
    expect(link.bytesPerSecond(1000)).toBeNull()
    link.add(5_000_000, 2000)
    expect(link.bytesPerSecond(2000)).toBe(5_000_000)
  })

  it('is as fast as it is while bytes come, whatever the pauses between', () => {
    const link = new OwnLink()
    for (const [bytes, atMs] of [
      [1_000_000, 1000],
      [6_000_000, 2000],
      [0, 3000],
      [0, 60_000],
      [10, 61_000],
      [6_000_000, 62_000]
    ] as const)
      link.add(bytes, atMs)
    expect(link.bytesPerSecond(62_000)).toBeCloseTo(6_000_000)
  })

  it('follows a link that has become slower', () => {
    const link = new OwnLink()
    for (let second = 1; second <= 60; second++) link.add(10_000_000, second * 1000)
    for (let second = 61; second <= 120; second++) link.add(1_000_000, second * 1000)
    expect(link.bytesPerSecond(120_000)).toBeLessThan(2_500_000)
  })

  it('is forgotten with time', () => {
    const link = new OwnLink()
    link.add(1, 1000)
    link.add(1, 2000)
    expect(link.bytesPerSecond(2000 + 8 * 24 * 3600 * 1000)).toBeNull()
  })
})
