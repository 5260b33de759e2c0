import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { Ledger } from '../../ledger/ledger.ts'
import { LiveCounters } from '../live-counters.ts'
import { planOf } from './plan-view.ts'

const SOURCES = ['files.example:443', 'PEER-ONE', 'PEER-TWO'] as const
type Step =
  | { readonly do: 'claim' | 'receive' | 'release'; readonly source: number; readonly bytes: number }
  | { readonly do: 'settle' | 'revoke' }

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constantFrom('claim' as const, 'receive' as const, 'release' as const),
    source: fc.nat(SOURCES.length - 1),
    bytes: fc.integer({ min: 1, max: 300 })
  }),
  fc.record({ do: fc.constantFrom('settle' as const, 'revoke' as const) })
)

const counters = (): LiveCounters =>
  new LiveCounters({ sources: [], retransmittedBytes: 0, refetchedBytes: 0 })

describe('the plan as others see it', () => {
  it('tiles the file without gap or overlap at every instant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(step, { maxLength: 60 }), (length, steps) => {
        const live = counters()
        const ledger = (live.ledger = new Ledger(length, length > 10 ? [{ start: 2, end: 7 }] : []))
        const claims: { owner: { source: string }; range: ByteRange }[] = []
        for (const each of steps) {
          if (each.do === 'claim') {
            const owner = { source: SOURCES[each.source] as string }
            const range = ledger.claim(owner, each.bytes)
            if (range) claims.push({ owner, range })
          } else if (each.do === 'receive') {
            const claim = claims.pop()
            if (!claim) continue
            const { owner, range } = claim
            const part = { start: range.start, end: Math.min(range.end, range.start + each.bytes) }
            live.provenance.note(owner.source, part)
            ledger.receive(owner, part)
            if (part.end < range.end) claims.push({ owner, range: { start: part.end, end: range.end } })
          } else if (each.do === 'release') {
            const claim = claims.shift()
            if (claim) ledger.release(claim.owner)
          } else if (each.do === 'settle') ledger.settle(ledger.unsettled)
          else {
            const [first] = ledger.durable
            if (!first) continue
            ledger.revoke({ ...first })
            for (const source of SOURCES) live.provenance.forget(source, first)
          }
          const plan = planOf(live)
          let at = 0
          for (const tile of plan?.tiles ?? []) {
            expect(tile.start).toBe(at)
            expect(tile.end).toBeGreaterThan(tile.start)
            at = tile.end
          }
          expect(at).toBe(length)
          const bytesIn = (state: string): number =>
            (plan?.tiles ?? []).reduce(
              (sum, tile) => (tile.state === state ? sum + rangeLength(tile) : sum),
              0
            )
          expect(bytesIn('wanted')).toBe(ledger.wantedBytes)
          expect(bytesIn('durable')).toBe(ledger.durableBytes)
        }
      })
    )
  })

  it('names who has been asked and who has delivered, and nobody for what an earlier run left', () => {
    const live = counters()
    const ledger = (live.ledger = new Ledger(100, [{ start: 0, end: 10 }]))
    const owner = { source: 'PEER-ONE' }
    ledger.claim(owner, 40)
    live.provenance.note('PEER-ONE', { start: 10, end: 30 })
    ledger.receive(owner, { start: 10, end: 30 })
    expect(planOf(live)?.tiles).toEqual([
      { start: 0, end: 10, state: 'durable', source: null },
      { start: 10, end: 30, state: 'received', source: 'PEER-ONE' },
      { start: 30, end: 50, state: 'inFlight', source: 'PEER-ONE' },
      { start: 50, end: 100, state: 'wanted', source: null }
    ])
  })

  it('is none before the length is known', () => {
    expect(planOf(counters())).toBeNull()
  })
})
