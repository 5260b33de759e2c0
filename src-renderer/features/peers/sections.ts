/** Which machines are shown under which heading, and in which order: those that are here first, then by name. */
import type { Peer } from '../../../src-shared/model/peer.ts'
import { isNear, isTrusted } from '../../stores/nearby.ts'
import { LANGUAGE } from '../../ui/strings.ts'

/** Anybody on a network can call out a thousand names; a person reads a few of them. */
export const MOST_STRANGERS_SHOWN = 30

export interface Sections {
  readonly trusted: readonly Peer[]
  readonly quarantined: readonly Peer[]
  /** Only those that are near: of others without trust there is nothing to say. */
  readonly strangers: readonly Peer[]
  readonly strangersLeftOut: number
}

export function sectionsOf(peers: Iterable<Peer>): Sections {
  const all = [...peers]
  const order = new Intl.Collator(LANGUAGE, { numeric: true })
  const sorted = (some: readonly Peer[]): readonly Peer[] =>
    [...some].sort(
      (a, b) =>
        Number(isNear(b)) - Number(isNear(a)) || order.compare(a.name, b.name) || (a.id < b.id ? -1 : 1)
    )
  const strangers = sorted(all.filter((peer) => peer.trust === 'none' && isNear(peer)))
  return {
    trusted: sorted(all.filter(isTrusted)),
    quarantined: sorted(all.filter(({ trust }) => trust === 'quarantined')),
    strangers: strangers.slice(0, MOST_STRANGERS_SHOWN),
    strangersLeftOut: Math.max(0, strangers.length - MOST_STRANGERS_SHOWN)
  }
}
