/** Peers of memory, for tests of what is asked of peers and what is said about them. */
import type { PeerChange } from '../../../src-shared/contract/contract.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { HelpNow } from '../../../src-shared/model/help-now.ts'
import type { Membership } from '../../../src-shared/model/membership.ts'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { PeerTestResult } from '../../../src-shared/model/peer-self.ts'
import { USUAL_PEER_TERMS, type Peer } from '../../../src-shared/model/peer.ts'
import type { PeersPort } from './peers-port.ts'

const ID = 'MFZWI3D-BONSGYC-YLTMRWG-C43ENR5-QXGZDMM-FZWI3DP-BONSGYY-LTMRWAD'
export const OTHER_ID = 'P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BT-BBZ4TJX-ZWICQ2D'

export const aPeer = (over: Partial<Peer> = {}): Peer => ({
  id: OTHER_ID,
  name: 'Attic',
  trust: 'paired',
  quarantine: null,
  terms: USUAL_PEER_TERMS,
  addresses: [{ host: '192.0.2.7', port: 7490, from: 'discovered', interface: 'eth0' }],
  reached: { host: '192.0.2.7', port: 7490, rttMs: 0.42 },
  card: null,
  bandwidth: null,
  history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null },
  ...over
})

export const aContribution = (over: Partial<ContributionNow> = {}): ContributionNow => ({
  plan: '0'.repeat(32),
  peer: OTHER_ID,
  name: 'Attic',
  uri: 'https://example.org/a.iso',
  revision: 1,
  state: 'fetching',
  bytesPerSecond: 1_000_000,
  connections: 4,
  problem: null,
  fetchedBytes: 5_000_000,
  sentBytes: 4_000_000,
  ended: false,
  ...over
})

/** `listensAt`: null for one that does not listen. */
export function memoryPeers(listensAt: number | null = 7490) {
  const asked: string[] = []
  const changeListeners = new Set<(change: PeerChange) => void>()
  const pairingListeners = new Set<(state: PairingState) => void>()
  const membershipListeners = new Set<(membership: Membership) => void>()
  let membership: Membership =
    listensAt === null ? { kind: 'out', problem: null } : { kind: 'joined', port: listensAt, problem: null }
  let pairing: PairingState = { kind: 'idle' }
  let policy: PeerPolicy = DEFAULT_PEER_POLICY
  const state = {
    asked,
    peers: [] as Peer[],
    helping: [] as readonly HelpNow[],
    contributions: [] as readonly ContributionNow[],
    tests: [] as readonly PeerTestResult[],
    cachedBytes: 3_000_000_000,
    /** What a pairing comes to once it has begun. */
    onPair: (_target: string | null): void => undefined,
    onConfirm: (_code: string): void => undefined,
    change(change: PeerChange): void {
      state.peers = state.peers.filter(
        ({ id }) => id !== (change.kind === 'removed' ? change.id : change.peer.id)
      )
      if (change.kind !== 'removed') state.peers.push(change.peer)
      for (const hear of changeListeners) hear(change)
    },
    isIn(next: Membership): void {
      membership = next
      for (const hear of membershipListeners) hear(next)
    },
    pairs(next: PairingState): void {
      pairing = next
      for (const hear of pairingListeners) hear(next)
    }
  }
  const known = (id: string): void => {
    if (!state.peers.some((peer) => peer.id === id)) throw fail('peer-not-listed', { peer: id })
  }
  const cache = () => ({ contents: 2, bytes: state.cachedBytes, mostBytes: policy.cacheBytes })
  const peers: PeersPort = {
    membership: () => membership,
    onMembership: (hear) => void membershipListeners.add(hear),
    join: () => Promise.resolve(state.isIn({ kind: 'joined', port: 7490, problem: null })),
    leave: () => Promise.resolve(state.isIn({ kind: 'out', problem: null })),
    network: () => ({ interfaces: [], named: null }),
    self: () => ({
      id: ID,
      name: 'Study',
      addresses: [{ host: '192.0.2.1', interface: 'eth0' }],
      port: listensAt,
      contributing: listensAt !== null,
      policy
    }),
    list: () => state.peers,
    onChange: (hear) => void changeListeners.add(hear),
    addAddress: ({ host, port }) => Promise.resolve(void asked.push(`add ${host} ${port}`)),
    async unpair(id) {
      known(id)
      await Promise.resolve(asked.push(`unpair ${id}`))
    },
    async forgive(id) {
      known(id)
      await Promise.resolve(asked.push(`forgive ${id}`))
    },
    async agree(id, terms) {
      known(id)
      await Promise.resolve(asked.push(`agree ${id} ${JSON.stringify(terms)}`))
    },
    test: (id) => Promise.resolve((asked.push(`test ${id}`), state.tests)),
    pair(target) {
      asked.push(`pair ${target}`)
      state.pairs({ kind: 'waiting', target })
      setTimeout(() => state.onPair(target), 1)
      return Promise.resolve()
    },
    pairing: () => pairing,
    onPairing: (hear) => void pairingListeners.add(hear),
    async confirmPairing(code) {
      await Promise.resolve(asked.push(`confirm ${code}`))
      if (pairing.kind !== 'comparing' || pairing.code !== code) throw fail('pairing-ended')
      state.onConfirm(code)
    },
    cancelPairing: () => Promise.resolve(void asked.push('cancel')),
    policy: () => policy,
    async changePolicy(change) {
      await Promise.resolve()
      policy = {
        ...policy,
        ...Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined))
      }
    },
    helping: () => state.helping,
    contributions: () => state.contributions,
    cache: () => Promise.resolve(cache()),
    clearCache() {
      state.cachedBytes = 0
      return Promise.resolve(cache())
    }
  }
  return Object.assign(state, { port: peers })
}
