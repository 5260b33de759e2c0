/**
 * How many connections to the data server each peer of a plan may have: the origin's budget holds over all of them and
 * this machine's own together (invariant 7), in equal shares.
 */
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import type { HostBudgets } from '../../schedule/host-budgets.ts'

/** More add little on a link of one machine's own. */
const MOST_A_PEER = 4
/** Places that are kept for peers who may never come: no more than half a budget. */
const MOST_EXPECTED = 8

export class PeerPlaces {
  readonly #hosts: HostBudgets
  readonly #origin: string
  readonly #allow: (peer: PeerId, connections: number) => void
  readonly #held = new Map<PeerId, { readonly holder: object; places: number }>()
  readonly #expected = new Map<PeerId, object>()

  /** `origin` is host and port; `allow` hears every change. */
  constructor(hosts: HostBudgets, origin: string, allow: (peer: PeerId, connections: number) => void) {
    this.#hosts = hosts
    this.#origin = origin
    this.#allow = allow
  }

  /** These may join soon: what will be theirs is not given to others first. Any others are expected no more. */
  expect(peers: readonly PeerId[]): void {
    const coming = new Set(peers.filter((peer) => !this.#held.has(peer)).slice(0, MOST_EXPECTED))
    for (const [peer, holder] of this.#expected) {
      if (coming.has(peer)) continue
      this.#expected.delete(peer)
      this.#hosts.release(this.#origin, holder)
    }
    for (const peer of coming) {
      if (this.#expected.has(peer)) continue
      const holder = {}
      this.#hosts.take(this.#origin, holder)
      this.#expected.set(peer, holder)
    }
  }

  join(peer: PeerId): void {
    if (this.#held.has(peer)) return
    const expected = this.#expected.get(peer)
    this.#expected.delete(peer)
    const holder = expected ?? {}
    if (!expected) this.#hosts.take(this.#origin, holder)
    this.#held.set(peer, { holder, places: 1 })
    this.#allow(peer, 1)
    this.look()
  }

  leave(peer: PeerId): void {
    const held = this.#held.get(peer)
    this.#held.delete(peer)
    for (let at = 0; held && at < held.places; at++) this.#hosts.release(this.#origin, held.holder)
  }

  /** Call now and then: shares change when others come and go. */
  look(): void {
    for (const [peer, held] of this.#held) {
      const before = held.places
      while (held.places > 1 && this.#hosts.exceedsShare(this.#origin, held.holder)) {
        this.#hosts.release(this.#origin, held.holder)
        held.places--
      }
      while (held.places < MOST_A_PEER && this.#hosts.take(this.#origin, held.holder)) held.places++
      if (held.places !== before) this.#allow(peer, held.places)
    }
  }

  end(): void {
    this.expect([])
    for (const peer of [...this.#held.keys()]) this.leave(peer)
  }
}
