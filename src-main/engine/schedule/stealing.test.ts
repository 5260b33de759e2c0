import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestTheft } from './stealing.ts'

const victim = (lane: string, remainingBytes: number, bytesPerSecond: number) => ({
  lane,
  remainingBytes,
  bytesPerSecond
})

describe('an idle connection', () => {
  it('halves the range of one as fast as itself', () => {
    const theft = bestTheft([victim('a', 8e6, 1e6)], 1e6, 0)
    expect(theft).toEqual({ lane: 'a', bytes: 4e6, savedSeconds: 4 })
  })

  it('takes from the one that would finish last, not from the one with most left', () => {
    expect(bestTheft([victim('fast', 8e6, 8e6), victim('slow', 1e6, 1e5)], 1e6, 0.02)?.lane).toBe('slow')
  })

  it('takes everything from one that stands still', () => {
    expect(bestTheft([victim('a', 5e5, 0)], 1e6, 0.05)).toMatchObject({ bytes: 5e5, savedSeconds: Infinity })
  })

  it('asks for nothing twice because of a moment’s delay between equals', () => {
    expect(bestTheft([victim('a', 20e3, 60e3)], 100e3, 0)).toBeNull()
    expect(bestTheft([victim('a', 20e3, 10e3)], 100e3, 0)).toMatchObject({ bytes: 20e3 })
  })

  it('lets be what is nearly done, and what it could not help with', () => {
    expect(bestTheft([victim('a', 1e5, 1e6)], 1e6, 0.02)).toBeNull()
    expect(bestTheft([victim('a', 1e6, 1e6)], 1e6, 5)).toBeNull()
    expect(bestTheft([], 1e6, 0)).toBeNull()
  })

  it('never takes more than there is, and both then finish together, earlier than before', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e9 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.integer({ min: 1, max: 1e8 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (remaining, theirs, ours, start) => {
          const theft = bestTheft([victim('a', remaining, theirs)], ours, start)
          if (!theft) return
          expect(theft.bytes).toBeGreaterThan(0)
          expect(theft.bytes).toBeLessThanOrEqual(remaining)
          const mine = start + theft.bytes / ours
          const theirsEnd = (remaining - theft.bytes) / theirs
          expect(Math.max(mine, theirsEnd)).toBeLessThan(remaining / theirs + (16 * 1024) / ours)
        }
      )
    )
  })
})
