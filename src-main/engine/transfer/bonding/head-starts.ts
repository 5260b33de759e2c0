/**
 * What peers are asked to begin with in the very message that offers them the plan: their own links carry bytes while
 * they still show the file and are being connected to. Until then nobody else is asked for these bytes, unless nothing
 * else is left; a peer that does not come for its own loses it.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import type { Ledger } from '../../ledger/ledger.ts'

/** Who can bring the file has joined by then. */
const KEPT_FOR_MS = 3000
/** The rest is for those who are at work already. */
const MOST_SHARE = 0.5

interface HeadStart {
  readonly range: ByteRange
  readonly untilMs: number
}

export class HeadStarts {
  readonly #ledger: Pick<Ledger, 'wanted' | 'wantedBytes'>
  readonly #nowMs: () => number
  readonly #kept = new Map<PeerId, HeadStart>()

  constructor(ledger: Pick<Ledger, 'wanted' | 'wantedBytes'>, nowMs: () => number) {
    this.#ledger = ledger
    this.#nowMs = nowMs
  }

  /** The first `bytes` among these (null: all) that nobody has been asked for; null when there are not enough for that. */
  give(peer: PeerId, bytes: number, among: readonly ByteRange[] | null): ByteRange | null {
    this.#kept.delete(peer)
    const others = this.otherThan(peer)
    const given = others.reduce((sum, { start, end }) => sum + end - start, 0)
    if (given + bytes > this.#ledger.wantedBytes * MOST_SHARE) return null
    const free = new IntervalSet(this.#ledger.wanted)
    for (const range of others) free.remove(range)
    const places = among ? among.flatMap((range) => free.within(range)) : free.ranges
    const place = places.find(({ start, end }) => end - start >= bytes)
    if (!place) return null
    const range = { start: place.start, end: place.start + bytes }
    this.#kept.set(peer, { range, untilMs: this.#nowMs() + KEPT_FOR_MS })
    return range
  }

  of(peer: PeerId): readonly ByteRange[] {
    const own = this.#current.find(([id]) => id === peer)
    return own ? [own[1].range] : []
  }

  /** What is kept for others than this peer; null: for anybody. */
  otherThan(peer: PeerId | null): readonly ByteRange[] {
    return this.#current.filter(([id]) => id !== peer).map(([, { range }]) => range)
  }

  end(peer: PeerId): void {
    this.#kept.delete(peer)
  }

  get #current(): readonly (readonly [PeerId, HeadStart])[] {
    if (this.#kept.size === 0) return []
    const nowMs = this.#nowMs()
    return [...this.#kept].filter(([, { untilMs }]) => untilMs > nowMs)
  }
}
