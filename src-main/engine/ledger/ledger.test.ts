import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { Ledger } from './ledger.ts'

const OWNERS = [{ name: 'a' }, { name: 'b' }, { name: 'c' }] as const

type Step =
  | { readonly do: 'claim'; readonly owner: number; readonly bytes: number }
  | { readonly do: 'receive'; readonly owner: number; readonly share: number; readonly fromEnd: boolean }
  | { readonly do: 'release'; readonly owner: number }
  | { readonly do: 'hand'; readonly owner: number; readonly to: number; readonly share: number }
  | { readonly do: 'settle' }
  | { readonly do: 'demand'; readonly shares: readonly number[] }

const owner = fc.nat(OWNERS.length - 1)
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant('claim' as const), owner, bytes: fc.integer({ min: 1, max: 400 }) }),
  fc.record({
    do: fc.constant('receive' as const),
    owner,
    share: fc.double({ min: 0.01, max: 1, noNaN: true }),
    fromEnd: fc.boolean()
  }),
  fc.record({ do: fc.constant('release' as const), owner }),
  fc.record({
    do: fc.constant('hand' as const),
    owner,
    to: owner,
    share: fc.double({ min: 0, max: 0.99, noNaN: true })
  }),
  fc.record({ do: fc.constant('settle' as const) }),
  fc.record({
    do: fc.constant('demand' as const),
    shares: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 6 })
  })
)

/** Ranges of a file, between shares of it; in no order, and they may overlap. */
const rangesBetween = (length: number, shares: readonly number[]): ByteRange[] =>
  shares.slice(1).flatMap((share, at) => {
    const ends = [share, shares[at] as number].map((each) => Math.floor(each * length)) as [number, number]
    const range = { start: Math.min(...ends), end: Math.max(...ends) }
    return range.end > range.start ? [range] : []
  })

const isWithin = (offset: number, ranges: readonly ByteRange[]): boolean =>
  ranges.some(({ start, end }) => offset >= start && offset < end)

describe('the ledger', () => {
  it('tiles the file whatever happens in whatever order (invariant 3)', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.array(step, { maxLength: 80 }), (length, steps) => {
        const ledger = new Ledger(length)
        const held = OWNERS.map((): ByteRange[] => [])
        let demanded: readonly ByteRange[] = [{ start: 0, end: length }]
        for (const each of steps) {
          switch (each.do) {
            case 'claim': {
              const range = ledger.claim(OWNERS[each.owner] as object, each.bytes)
              if (range) {
                held[each.owner]?.push(range)
                // Nothing is fetched that nobody wants.
                expect(isWithin(range.start, demanded) && isWithin(range.end - 1, demanded)).toBe(true)
              } else expect(ledger.wantedBytes).toBe(0)
              break
            }
            case 'receive': {
              const range = held[each.owner]?.pop()
              if (!range) break
              const bytes = Math.max(1, Math.floor((range.end - range.start) * each.share))
              const part = each.fromEnd
                ? { start: range.end - bytes, end: range.end }
                : { start: range.start, end: range.start + bytes }
              ledger.receive(OWNERS[each.owner] as object, part)
              const rest = each.fromEnd
                ? { start: range.start, end: part.start }
                : { start: part.end, end: range.end }
              if (rest.end > rest.start) held[each.owner]?.push(rest)
              break
            }
            case 'release': {
              const bytes = held[each.owner]?.reduce((sum, range) => sum + range.end - range.start, 0)
              expect(ledger.release(OWNERS[each.owner] as object)).toBe(bytes)
              held[each.owner] = []
              break
            }
            case 'hand': {
              const range = held[each.owner]?.pop()
              if (!range) break
              const at = range.start + Math.floor((range.end - range.start) * each.share)
              ledger.hand(OWNERS[each.owner] as object, OWNERS[each.to] as object, {
                start: at,
                end: range.end
              })
              held[each.to]?.push({ start: at, end: range.end })
              if (at > range.start) held[each.owner]?.push({ start: range.start, end: at })
              break
            }
            case 'settle': {
              const before = ledger.receivedBytes
              ledger.settle(ledger.unsettled)
              expect(ledger.durableBytes).toBe(before)
              break
            }
            case 'demand':
              demanded = rangesBetween(length, each.shares)
              ledger.demand(demanded)
          }
          expect(ledger.flaw()).toBeNull()
        }
      })
    )
  })

  it('never hands one byte to two owners', () => {
    const ledger = new Ledger(100)
    const first = ledger.claim(OWNERS[0], 60)
    const second = ledger.claim(OWNERS[1], 60)
    expect([first, second]).toEqual([
      { start: 0, end: 60 },
      { start: 60, end: 100 }
    ])
    expect(ledger.claim(OWNERS[2], 1)).toBeNull()
  })

  it('refuses bytes from an owner they were not handed to', () => {
    const ledger = new Ledger(100)
    ledger.claim(OWNERS[0], 50)
    expect(() => ledger.receive(OWNERS[1], { start: 0, end: 10 })).toThrow('not in flight')
    expect(() => ledger.receive(OWNERS[0], { start: 40, end: 60 })).toThrow('not in flight')
  })

  it('counts bytes that two owners bring only once', () => {
    const ledger = new Ledger(100)
    ledger.claim(OWNERS[0], 60)
    ledger.hand(OWNERS[0], OWNERS[2], { start: 20, end: 60 })
    expect(ledger.receiveOnce([OWNERS[0], OWNERS[2]], { start: 10, end: 30 })).toBe(20)
    expect(ledger.receiveOnce([OWNERS[1], OWNERS[2]], { start: 20, end: 40 })).toBe(10)
    expect(ledger.inFlightBytes(OWNERS[2])).toBe(20)
    expect(ledger.receiveOnce([OWNERS[0], OWNERS[2]], { start: 30, end: 60 })).toBe(20)
    expect(ledger.inFlightBytes(OWNERS[2])).toBe(0)
    expect(ledger.flaw()).toBeNull()
    expect(ledger.receivedBytes).toBe(50)
  })

  it('wants durable bytes again that were found wrong, and no others', () => {
    const ledger = new Ledger(100, [{ start: 0, end: 60 }])
    ledger.revoke({ start: 10, end: 20 })
    expect(ledger.durable).toEqual([
      { start: 0, end: 10 },
      { start: 20, end: 60 }
    ])
    expect(ledger.claim(OWNERS[0], 50)).toEqual({ start: 10, end: 20 })
    expect(ledger.flaw()).toBeNull()
    expect(() => ledger.revoke({ start: 5, end: 11 })).toThrow('not durable')
    expect(() => ledger.revoke({ start: 60, end: 70 })).toThrow('not durable')
  })

  it('hands out what is demanded, in the order in which it is, and nothing else', () => {
    const ledger = new Ledger(100)
    ledger.demand([
      { start: 60, end: 80 },
      { start: 0, end: 10 }
    ])
    expect(ledger.wantedBytes).toBe(30)
    expect(ledger.claim(OWNERS[0], 15)).toEqual({ start: 60, end: 75 })
    expect(ledger.claim(OWNERS[1], 15)).toEqual({ start: 75, end: 80 })
    expect(ledger.firstWanted).toBe(0)
    ledger.demand([{ start: 5, end: 20 }])
    expect(ledger.claim(OWNERS[2], 100)).toEqual({ start: 5, end: 20 })
    expect(ledger.claim(OWNERS[2], 100)).toBeNull()
    // What comes back when it is demanded no more waits until it is.
    expect(ledger.release(OWNERS[0])).toBe(15)
    expect(ledger.wantedBytes).toBe(0)
    ledger.demand([{ start: 0, end: 100 }])
    expect(ledger.wantedBytes).toBe(80)
    expect(ledger.flaw()).toBeNull()
    expect(() => ledger.demand([{ start: 0, end: 101 }])).toThrow(RangeError)
  })

  it('tells how far it reaches without a gap, synced or not', () => {
    const ledger = new Ledger(100, [{ start: 10, end: 30 }])
    expect(ledger.claim(OWNERS[0], 10)).toEqual({ start: 0, end: 10 })
    ledger.receive(OWNERS[0], { start: 0, end: 4 })
    expect([ledger.reach(0), ledger.reach(4), ledger.reach(12), ledger.reach(30)]).toEqual([4, 4, 30, 30])
    ledger.receive(OWNERS[0], { start: 4, end: 10 })
    expect(ledger.reach(0)).toBe(30)
    expect(ledger.here).toEqual([{ start: 0, end: 30 }])
  })

  it('goes on from what an earlier run left, and refuses what cannot be true', () => {
    const ledger = new Ledger(100, [
      { start: 10, end: 20 },
      { start: 90, end: 100 }
    ])
    expect(ledger.firstWanted).toBe(0)
    expect(ledger.claim(OWNERS[0], 1000)).toEqual({ start: 0, end: 10 })
    expect(ledger.claim(OWNERS[0], 1000)).toEqual({ start: 20, end: 90 })
    expect(() => new Ledger(100, [{ start: 90, end: 101 }])).toThrow(RangeError)
  })

  it('is complete from the start when the file is empty', () => {
    expect(new Ledger(0).isComplete).toBe(true)
  })
})
