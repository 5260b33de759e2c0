import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { IntervalSet } from './interval-set.ts'

const SIZE = 64
const range = fc
  .tuple(fc.nat(SIZE - 1), fc.integer({ min: 1, max: SIZE }))
  .map(([start, length]): ByteRange => ({ start, end: Math.min(start + length, SIZE) }))
const steps = fc.array(fc.record({ add: fc.boolean(), range }), { maxLength: 40 })

/** The same steps on an array of booleans: slow and obviously right. */
function model(done: readonly { add: boolean; range: ByteRange }[]): boolean[] {
  const bytes = new Array<boolean>(SIZE).fill(false)
  for (const step of done) bytes.fill(step.add, step.range.start, step.range.end)
  return bytes
}

describe('an interval set', () => {
  it('holds the same bytes as a plain array after any adds and removes', () => {
    fc.assert(
      fc.property(steps, range, (done, probe) => {
        const set = new IntervalSet()
        for (const step of done) {
          if (step.add) set.add(step.range)
          else set.remove(step.range)
        }
        const bytes = model(done)
        const held = new Array<boolean>(SIZE).fill(false)
        for (const { start, end } of set.ranges) held.fill(true, start, end)
        expect(held).toEqual(bytes)
        expect(set.total).toBe(bytes.filter(Boolean).length)
        expect(set.covers(probe)).toBe(bytes.slice(probe.start, probe.end).every(Boolean))
        const within = new Array<boolean>(SIZE).fill(false)
        for (const { start, end } of set.within(probe)) within.fill(true, start, end)
        expect(within).toEqual(bytes.map((held, at) => held && at >= probe.start && at < probe.end))
      })
    )
  })

  it('keeps its intervals sorted, apart and not empty', () => {
    fc.assert(
      fc.property(steps, (done) => {
        const set = new IntervalSet()
        for (const step of done) {
          if (step.add) set.add(step.range)
          else set.remove(step.range)
        }
        set.ranges.forEach(({ start, end }, index) => {
          expect(start).toBeLessThan(end)
          const next = set.ranges[index + 1]
          if (next) expect(end).toBeLessThan(next.start)
        })
      })
    )
  })

  it.each([
    { start: 5, end: 5 },
    { start: 5, end: 4 },
    { start: -1, end: 4 },
    { start: 0.5, end: 4 },
    { start: 0, end: Number.NaN },
    { start: 0, end: 2 ** 60 }
  ])('refuses $start-$end', (bad) => {
    expect(() => new IntervalSet([bad])).toThrow(RangeError)
  })
})
