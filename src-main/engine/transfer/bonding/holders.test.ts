import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { IntervalSet } from '../../ledger/interval-set.ts'
import { allowedRanges, eachByteOnce, type Holder } from './holders.ts'

const LENGTH = 1000
const holder = (isDelivering: boolean, ...ranges: readonly (readonly [number, number])[]): Holder => ({
  held: () => ranges.map(([start, end]) => ({ start, end })),
  isDelivering
})

describe('what may be asked of whom', () => {
  it('is everything while nobody holds anything', () => {
    expect(allowedRanges(LENGTH, [], null)).toBeNull()
    expect(allowedRanges(LENGTH, [holder(true)], null)).toBeNull()
  })

  it('leaves what a peer holds to that peer', () => {
    const one = holder(true, [0, 300], [800, 1000])
    expect(allowedRanges(LENGTH, [one], null)).toEqual([{ start: 300, end: 800 }])
    expect(allowedRanges(LENGTH, [one], one)).toBeNull()
  })

  it('is not held up by a holder that does not deliver', () => {
    expect(allowedRanges(LENGTH, [holder(false, [0, LENGTH])], null)).toBeNull()
  })

  it('lets each of two holders bring what both hold', () => {
    const one = holder(true, [0, 600])
    const other = holder(true, [400, 1000])
    expect(allowedRanges(LENGTH, [one, other], one)).toEqual([{ start: 0, end: 600 }])
    expect(allowedRanges(LENGTH, [one, other], other)).toEqual([{ start: 400, end: 1000 }])
    expect(allowedRanges(LENGTH, [one, other], null)).toEqual([])
  })

  it('takes no account of what lies beyond the file', () => {
    expect(allowedRanges(LENGTH, [holder(true, [900, 1001])], null)).toBeNull()
  })

  it('is never denied to everybody', () => {
    const range = fc
      .tuple(fc.nat(LENGTH - 1), fc.integer({ min: 1, max: LENGTH }))
      .map(([start, bytes]): [number, number] => [start, Math.min(LENGTH, start + bytes)])
    const held = fc.array(range, { maxLength: 4 }).map((ranges) => {
      const set = new IntervalSet(ranges.map(([start, end]) => ({ start, end })))
      return set.ranges.map(({ start, end }): [number, number] => [start, end])
    })
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), held), { maxLength: 4 }), (given) => {
        const holders = given.map(([isDelivering, ranges]) => holder(isDelivering, ...ranges))
        const everybody = new IntervalSet()
        for (const asker of [null, ...holders])
          for (const each of allowedRanges(LENGTH, holders, asker) ?? [{ start: 0, end: LENGTH }])
            everybody.add(each)
        expect(everybody.total).toBe(LENGTH)
      })
    )
  })
})

it('asks a peer for each byte once, in the order of its connections', () => {
  const asked = [
    { start: 500, end: 700 },
    { start: 0, end: 100 },
    { start: 600, end: 800 },
    { start: 40, end: 60 }
  ]
  expect(eachByteOnce(asked)).toEqual([asked[0], asked[1], { start: 700, end: 800 }])
})
