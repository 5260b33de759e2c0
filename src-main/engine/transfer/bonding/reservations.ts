/**
 * Whose bytes are whose in one fetch, all in all: what peers hold, what they were asked to begin with, and what one
 * source alone is asked for while it is disputed.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { HeadStarts } from './head-starts.ts'
import { allowedRanges, type Holder } from './holders.ts'

/** One source alone is asked for a disputed piece for so long. */
const APART_MS = 5000

export interface PeerThatHolds extends Holder {
  readonly id: PeerId
}

interface Apart {
  readonly range: ByteRange
  /** Null: the data server and its mirrors. */
  readonly by: PeerId | null
  readonly untilMs: number
}

export class Reservations {
  readonly #ledger: Ledger
  readonly #peers: readonly PeerThatHolds[]
  readonly #nowMs: () => number
  readonly #headStarts: HeadStarts
  #apart: Apart[] = []

  /** `peers` is a live view. */
  constructor(ledger: Ledger, peers: readonly PeerThatHolds[], nowMs: () => number) {
    this.#ledger = ledger
    this.#peers = peers
    this.#nowMs = nowMs
    this.#headStarts = new HeadStarts(ledger, nowMs)
  }

  /** What a peer should be asked for first. */
  ownOf(peer: PeerThatHolds): readonly ByteRange[] {
    return without(this.#apartFrom(peer.id), [...this.#headStarts.of(peer.id), ...peer.held()])
  }

  /** What `asker` (null: the data server) may be asked for beside what others hold or will bring; null: all. */
  openTo(asker: PeerThatHolds | null): readonly ByteRange[] | null {
    const id = asker?.id ?? null
    return this.#leaving(this.#headStarts.otherThan(id), this.#allowed(id, asker))
  }

  /** What a peer that is being asked to help may begin with before it has joined. */
  headStart(id: PeerId, bytes: number): readonly ByteRange[] {
    const range = this.#headStarts.give(id, bytes, this.#allowed(id, null))
    return range ? [range] : []
  }

  endHeadStart(id: PeerId): void {
    this.#headStarts.end(id)
  }

  /** Only `by` (null: the data server) is asked for this for a while, or for as long as it is here. */
  keepApart(range: ByteRange, by: PeerId | null): void {
    this.#apart.push({ range, by, untilMs: this.#nowMs() + APART_MS })
  }

  /** Whether `asker` (null: the data server) must leave some of these bytes to one other source. */
  isApartFrom(asker: PeerId | null, { start, end }: ByteRange): boolean {
    return this.#apartFrom(asker).some((range) => range.start < end && range.end > start)
  }

  #allowed(id: PeerId | null, asker: PeerThatHolds | null): readonly ByteRange[] | null {
    const allowed = allowedRanges(this.#ledger.length, this.#peers, asker)
    const apart = this.#apartFrom(id)
    return apart.length === 0 ? allowed : without(apart, allowed ?? this.#all)
  }

  #apartFrom(asker: PeerId | null): readonly ByteRange[] {
    if (this.#apart.length === 0) return []
    const nowMs = this.#nowMs()
    const isHere = (by: PeerId | null): boolean => by === null || this.#peers.some(({ id }) => id === by)
    this.#apart = this.#apart.filter(({ untilMs, by }) => untilMs > nowMs && isHere(by))
    return this.#apart.filter(({ by }) => by !== asker).map(({ range }) => range)
  }

  /** Without what is left to peers that will join, if that leaves anything that is wanted. */
  #leaving(others: readonly ByteRange[], among: readonly ByteRange[] | null): readonly ByteRange[] | null {
    if (others.length === 0) return among
    const rest = without(others, among ?? this.#all)
    return rest.some((range) => this.#ledger.wantsAnyOf(range)) ? rest : among
  }

  get #all(): readonly ByteRange[] {
    return [{ start: 0, end: this.#ledger.length }]
  }
}

function without(taken: readonly ByteRange[], among: readonly ByteRange[]): readonly ByteRange[] {
  if (taken.length === 0) return among
  const rest = new IntervalSet(among)
  for (const range of taken) rest.remove(range)
  return rest.ranges
}
