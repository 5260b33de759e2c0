import { expect, it } from 'vitest'
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { Ledger } from '../../ledger/ledger.ts'
import { Reservations, type PeerThatHolds } from './reservations.ts'

const range = (start: number, end: number): ByteRange => ({ start, end })
const peer = (id: string, ...held: readonly ByteRange[]): PeerThatHolds => ({
  id,
  held: () => held,
  isDelivering: true
})

/** 1000 bytes, of which nothing has been asked for. */
const begun = (...peers: PeerThatHolds[]) => {
  const ledger = new Ledger(1000)
  const now = { ms: 0 }
  return { ledger, now, peers, of: new Reservations(ledger, peers, () => now.ms) }
}

it('a peer gets its own head start first, though an earlier one has become free', () => {
  const [one, other] = [peer('A'), peer('B')]
  const { ledger, of } = begun(one, other)
  expect(of.headStart('A', 100)).toEqual([range(0, 100)])
  expect(of.headStart('B', 100)).toEqual([range(100, 200)])
  of.endHeadStart('A')
  expect(ledger.claim({}, 300, of.ownOf(other))).toEqual(range(100, 200))
  expect(ledger.claim({}, 300, of.ownOf(one))).toBeNull()
})

it('others keep off a head start unless nothing else is left', () => {
  const one = peer('A')
  const { ledger, of } = begun(one, peer('B'))
  of.headStart('B', 400)
  expect(of.openTo(one)).toEqual([range(400, 1000)])
  expect(of.openTo(null)).toEqual([range(400, 1000)])
  ledger.claimRange({}, range(400, 1000))
  expect(of.openTo(one)).toBeNull()
})

it('what a peer holds is its own after its head start, and nobody else’s', () => {
  const [holds, other] = [peer('A', range(500, 600)), peer('B')]
  const { of } = begun(holds, other)
  of.headStart('A', 100)
  expect(of.ownOf(holds)).toEqual([range(0, 100), range(500, 600)])
  expect(of.openTo(other)).toEqual([range(100, 500), range(600, 1000)])
})

it('a disputed piece is asked of one source alone, whoever holds it', () => {
  const [liar, other] = [peer('A', range(0, 1000)), peer('B')]
  const { of } = begun(liar, other)
  of.keepApart(range(100, 200), 'B')
  expect(of.ownOf(liar)).toEqual([range(0, 100), range(200, 1000)])
  expect(of.isApartFrom('A', range(0, 101))).toBe(true)
  expect(of.isApartFrom(null, range(0, 101))).toBe(true)
  expect(of.isApartFrom('B', range(0, 101))).toBe(false)
  expect(of.isApartFrom('A', range(200, 300))).toBe(false)
})

it('… for a while, and while that source is here', () => {
  const first = begun(peer('A'))
  first.of.keepApart(range(0, 100), null)
  expect(first.of.isApartFrom('A', range(0, 1))).toBe(true)
  first.now.ms += 5000
  expect(first.of.isApartFrom('A', range(0, 1))).toBe(false)

  const second = begun(peer('A'), peer('B'))
  second.of.keepApart(range(0, 100), 'B')
  expect(second.of.openTo(null)).toEqual([range(100, 1000)])
  second.peers.pop()
  expect(second.of.openTo(null)).toBeNull()
})
