/**
 * Other machines as the engine tells of them, this machine among them, and the pairing under way. What only counts on
 * (history, measured rates, load) is kept apart from what a list shows, so that counting renders nothing but details.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { PeerChange } from '../../src-shared/contract/contract.ts'
import { problemOf } from '../../src-shared/errors/problem.ts'
import type { Membership } from '../../src-shared/model/membership.ts'
import type { PairingState } from '../../src-shared/model/pairing.ts'
import type { PeerSelf } from '../../src-shared/model/peer-self.ts'
import type { Peer, PeerId } from '../../src-shared/model/peer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export interface Nearby {
  /** asking: not known yet; off: this Shoal runs without peers. */
  readonly reach: 'asking' | 'on' | 'off'
  readonly self: PeerSelf | null
  /** Null until the engine has told. */
  readonly membership: Membership | null
  /** Everything, as it was heard last. */
  readonly heard: ReadonlyMap<PeerId, Peer>
  /** The same peers, each replaced only when something else than its counters is another. */
  readonly settled: ReadonlyMap<PeerId, Peer>
  readonly pairing: PairingState
  /** People have looked at a code in this window since the pairing began. */
  readonly compared: boolean
  /** What the pairing was begun with: an id or an address; null: whoever comes. */
  readonly target: string | null
}

export type NearbyStore = StoreApi<Nearby>

export const createNearbyStore = (): NearbyStore =>
  createStore(() => ({
    reach: 'asking',
    self: null,
    membership: null,
    heard: new Map(),
    settled: new Map(),
    pairing: { kind: 'idle' },
    compared: false,
    target: null
  }))

/** Changes that come within this time are drawn together. */
const TOGETHER_MS = 50

/** Keeps the store true to the engine. */
export function followNearby(client: Client, store: NearbyStore): void {
  let waiting: PeerChange[] = []
  const askSelf = (): void => {
    client.call('peers.self', null).then(
      (self) => store.setState({ self, reach: 'on' }),
      (thrown: unknown) => {
        if (problemOf(thrown).code === 'peers-off') store.setState({ self: null, reach: 'off' })
      }
    )
  }
  const settleWaiting = (): void => {
    const changes = waiting
    waiting = []
    if (changes.length > 0) store.setState((state) => withPeerChanges(state, changes))
  }
  client.subscribe('peers.changes', {
    snapshot(peers) {
      waiting = []
      store.setState((state) => withPeers(state, peers))
    },
    event(change) {
      if (waiting.length === 0) setTimeout(settleWaiting, TOGETHER_MS)
      waiting.push(change)
    }
  })
  const hearMembership = (membership: Membership): void => {
    store.setState({ membership })
    // Where it can be reached is another thing now.
    askSelf()
  }
  client.subscribe('membership.changes', { snapshot: hearMembership, event: hearMembership })
  client.subscribe('pairing.changes', {
    // How the last one ended is no news to a window that has just opened.
    snapshot: (pairing) =>
      store.setState((state) => withPairing(state, isOver(pairing) ? { kind: 'idle' } : pairing)),
    event: (pairing) => store.setState((state) => withPairing(state, pairing))
  })
}

export function withPeers(state: Nearby, peers: readonly Peer[]): Nearby {
  const heard = new Map(peers.map((peer) => [peer.id, peer]))
  return { ...state, heard, settled: new Map(peers.map((peer) => [peer.id, settle(state, peer)])) }
}

export function withPeerChanges(state: Nearby, changes: readonly PeerChange[]): Nearby {
  const heard = new Map(state.heard)
  const settled = new Map(state.settled)
  let differs = false
  for (const change of changes) {
    if (change.kind === 'removed') {
      heard.delete(change.id)
      differs = settled.delete(change.id) || differs
      continue
    }
    const { peer } = change
    const shown = settle({ settled }, peer)
    heard.set(peer.id, peer)
    if (settled.get(peer.id) !== shown) differs = true
    settled.set(peer.id, shown)
  }
  return { ...state, heard, settled: differs ? settled : state.settled }
}

const settle = ({ settled }: Pick<Nearby, 'settled'>, peer: Peer): Peer => {
  const before = settled.get(peer.id)
  return before && shownOf(before) === shownOf(peer) ? before : peer
}

/** All of it that a list shows, comparable. A round trip that differs a little is the same one. */
const shownOf = ({ name, trust, quarantine, terms, addresses, reached }: Peer): string =>
  JSON.stringify([
    name,
    trust,
    quarantine,
    terms,
    addresses,
    reached && [reached.host, reached.port, Math.round(reached.rttMs)]
  ])

export function withPairing(state: Nearby, pairing: PairingState): Nearby {
  const compared = pairing.kind === 'comparing' || (isOver(pairing) && state.compared)
  const target = pairing.kind === 'waiting' ? pairing.target : state.target
  return { ...state, pairing, compared, target }
}

export const isOver = ({ kind }: PairingState): boolean => kind === 'paired' || kind === 'failed'

export const isTrusted = ({ trust }: Pick<Peer, 'trust'>): boolean => trust === 'paired' || trust === 'group'

/** Here, as far as this machine can tell: it answers, or the network speaks of it now. */
export const isNear = ({ reached, addresses }: Pick<Peer, 'reached' | 'addresses'>): boolean =>
  reached !== null || addresses.some(({ from }) => from === 'discovered')
