/**
 * Everything this machine knows of other Shoals: who they are, where they were found, whether they are trusted and why
 * not, what they carried. Peers that were trusted once are journaled; strangers are remembered for as long as there is
 * room. It knows no sockets: others tell it what they heard, reached and measured.
 */
import {
  USUAL_PEER_TERMS,
  type Peer,
  type PeerAddress,
  type PeerCard,
  type PeerId,
  type PeerTerms,
  type PeerTrust
} from '../../../src-shared/model/peer.ts'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { DirectoryStore, PeerRecord } from '../ports/directory-store.ts'
import { KnownPeer, type ReachedAddress } from './known-peer.ts'

/** Anybody on the network can invent ids; a few megabytes are all they get. */
export const MOST_STRANGERS = 2_000
/** How soon what another Shoal of this user journaled, a pairing say, is noticed here; and how often counters are kept. */
const LOOK_EVERY_MS = 1_000

export interface Directory {
  peers(): readonly Peer[]
  /** Null for one that was never heard of. */
  peer(id: PeerId): Peer | null
  /** 'none' for a peer that was never heard of. Looks at the journal only each second. */
  trustOf(id: PeerId): PeerTrust
  /** The usual ones for a peer that was never heard of. As fresh as `trustOf`. */
  termsOf(id: PeerId): PeerTerms
  /** Calls `listener` with the id of each peer that changed, until the returned function is called. */
  onChange(listener: (changed: PeerId) => void): () => void

  /** An address of it was announced, or typed by a person. */
  heard(id: PeerId, address: PeerAddress): void
  /** The network took its announcement back; `networkInterface` null: on all. */
  unheard(id: PeerId, networkInterface: string | null): void
  /** It answered there, and is who it says. */
  reached(id: PeerId, at: ReachedAddress): void
  /** No address of it works any more. */
  lost(id: PeerId): void
  /** What it said of itself, over a channel that proves who it is. */
  introduced(card: PeerCard): void

  /** `name`: what it called itself, until its card is read. Recorded durably before it returns. A quarantine outlives it. */
  trust(id: PeerId, how: 'paired' | 'group', name?: string): void
  /** Throws ShoalError `peer-not-trusted` when there is nothing to take back. */
  unpair(id: PeerId): void
  /** Recorded durably before it returns. Throws ShoalError `peer-not-trusted`: there are none with a stranger. */
  agree(id: PeerId, terms: Partial<PeerTerms>): void
  /** It gave wrong bytes. Recorded durably before it returns, also for a peer that is not trusted. */
  quarantine(id: PeerId, reason: string): void
  /** A person says it may be asked again. Throws ShoalError `peer-not-quarantined`. */
  release(id: PeerId): void

  /** Bytes that came from it; `held`: it had them before it was asked. */
  measured(id: PeerId, bytes: number, tookMs: number, held: boolean): void
  sent(id: PeerId, bytes: number): void
  failed(id: PeerId): void
  /** Journals what was counted. */
  close(): void
}

/** Throws ShoalError: `journal-unwritable`, `journal-corrupt`. */
export function createDirectory(store: DirectoryStore, clock: Clock): Directory {
  const known = new Map<PeerId, KnownPeer>()
  const listeners = new Set<(changed: PeerId) => void>()
  let version = store.version()

  const tell = (id: PeerId): void => {
    for (const listener of listeners) listener(id)
  }

  const peerOf = (id: PeerId): KnownPeer => {
    const found = known.get(id)
    if (found) return found
    const made = new KnownPeer(blank(id, clock.unixMs()), false, clock.nowMs())
    known.set(id, made)
    forgetStrangers(known, made)
    return made
  }

  /** Changes the journal's row as it stands there, and this picture with it. */
  const revise = (id: PeerId, change: (found: PeerRecord) => PeerRecord | null): void => {
    const peer = peerOf(id)
    const nowMs = clock.unixMs()
    const put = store.revise(id, (found) => change(peer.withNews(found ?? blank(id, nowMs))))
    peer.settle(put ?? { ...peer.record, trust: 'none', quarantine: null })
    peer.isJournaled = put !== null
    tell(id)
  }

  /** Counters of peers that the journal has; it never brings back one that another process forgot. */
  const keepCounters = (): void => {
    for (const peer of known.values()) {
      if (!peer.hasNews || !peer.isJournaled) continue
      const put = store.revise(peer.id, (found) => found && peer.withNews(found))
      if (!put) continue
      peer.settle(put)
      tell(peer.id)
    }
  }

  const readAgain = (): void => {
    const rows = new Map(store.all().map((record) => [record.id, record]))
    for (const [id, record] of rows) {
      const peer = known.get(id)
      if (!peer) known.set(id, new KnownPeer(record, true, clock.nowMs()))
      else if (JSON.stringify(peer.record) === JSON.stringify(record)) continue
      else {
        peer.record = record
        peer.isJournaled = true
      }
      tell(id)
    }
    for (const peer of known.values()) {
      if (!peer.isJournaled || rows.has(peer.id)) continue
      peer.isJournaled = false
      peer.record = { ...peer.record, trust: 'none', quarantine: null }
      tell(peer.id)
    }
  }

  const look = (): void => {
    try {
      const now = store.version()
      if (now !== version) {
        version = now
        readAgain()
      }
      keepCounters()
    } catch (thrown) {
      // A journal that is locked or full for a moment: what was counted stays counted, and is tried again.
      if (!(thrown instanceof ShoalError)) throw thrown
    }
  }

  readAgain()
  const stopLooking = clock.every(LOOK_EVERY_MS, look)

  return {
    peers: () => [...known.values()].map((peer) => peer.picture(clock.unixMs())),
    peer: (id) => known.get(id)?.picture(clock.unixMs()) ?? null,
    trustOf: (id) => known.get(id)?.trust ?? 'none',
    termsOf: (id) => known.get(id)?.record.terms ?? USUAL_PEER_TERMS,
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },

    heard(id, address) {
      const peer = peerOf(id)
      peer.heardAtMs = clock.nowMs()
      peer.hear(address)
      tell(id)
    },
    unheard(id, networkInterface) {
      const peer = known.get(id)
      if (!peer) return
      peer.unhear(networkInterface)
      tell(id)
    },
    reached(id, at) {
      peerOf(id).work(at, clock.unixMs())
      tell(id)
    },
    lost(id) {
      const peer = known.get(id)
      if (!peer?.reached) return
      peer.reached = null
      tell(id)
    },
    introduced(card) {
      const peer = peerOf(card.id)
      peer.card = card
      peer.see(clock.unixMs())
      tell(card.id)
    },

    trust: (id, how, name = '') =>
      revise(id, (found) => ({
        ...found,
        name: found.name || name,
        // Who compared a code has said more than who holds the key of the group.
        trust: found.trust === 'paired' ? 'paired' : how
      })),
    unpair(id) {
      if ((known.get(id)?.record.trust ?? 'none') === 'none') throw fail('peer-not-trusted', { peer: id })
      // A quarantine stays, or proof of the group's key would wash it off.
      revise(id, (found) => (found.quarantine ? { ...found, trust: 'none' } : null))
    },
    agree(id, terms) {
      if ((known.get(id)?.record.trust ?? 'none') === 'none') throw fail('peer-not-trusted', { peer: id })
      revise(id, (found) => ({ ...found, terms: { ...found.terms, ...terms } }))
    },
    quarantine: (id, reason) =>
      revise(id, (found) => ({ ...found, quarantine: found.quarantine ?? { atMs: clock.unixMs(), reason } })),
    release(id) {
      if (!known.get(id)?.record.quarantine) throw fail('peer-not-quarantined', { peer: id })
      revise(id, (found) => (found.trust === 'none' ? null : { ...found, quarantine: null }))
    },

    measured(id, bytes, tookMs, held) {
      known.get(id)?.receive(bytes, tookMs, held ? 'lan' : 'origin', clock.unixMs())
    },
    sent(id, bytes) {
      known.get(id)?.send(bytes, clock.unixMs())
    },
    failed(id) {
      known.get(id)?.fail()
    },
    close() {
      stopLooking()
      keepCounters()
    }
  }
}

const blank = (id: PeerId, nowMs: number): PeerRecord => ({
  id,
  name: '',
  trust: 'none',
  quarantine: null,
  terms: USUAL_PEER_TERMS,
  addresses: [],
  originRate: null,
  lanRate: null,
  history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null },
  firstSeenAtMs: nowMs
})

/** Those heard longest ago go first; `latest` has just come. */
function forgetStrangers(known: Map<PeerId, KnownPeer>, latest: KnownPeer): void {
  if (known.size <= MOST_STRANGERS) return
  const strangers = [...known.values()].filter((peer) => peer.isStranger && peer !== latest)
  // A tenth at once, so that a flood of names does not sort the list for each of them.
  const surplus = strangers.length - MOST_STRANGERS
  if (surplus < 0) return
  strangers.sort((a, b) => a.heardAtMs - b.heardAtMs)
  for (const peer of strangers.slice(0, surplus + MOST_STRANGERS / 10)) known.delete(peer.id)
}
