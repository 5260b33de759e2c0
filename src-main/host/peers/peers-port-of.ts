/** What the contract asks of peers, answered by those that run. */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerChange } from '../../../src-shared/contract/contract.ts'
import type { CacheInfo } from '../../../src-shared/model/contribution-now.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { PeerNetwork } from '../../../src-shared/model/peer-network.ts'
import type { Peers } from '../../peers/peers.ts'
import type { PeersPort } from '../contract/peers-port.ts'

/** Whether this machine is in the LAN is its owner's to say (membership.ts), and what they bring is the engine's. */
export function peersPortOf(
  peers: Peers,
  network: () => PeerNetwork
): Omit<PeersPort, 'membership' | 'onMembership' | 'join' | 'leave' | 'helping'> {
  const { directory, cache, pairing } = peers
  const listed = (id: PeerId): void => {
    if (!directory.peer(id)) throw fail('peer-not-listed', { peer: id })
  }
  const info = (): CacheInfo => ({ ...cache.info(), mostBytes: peers.policy().cacheBytes })
  return {
    self: () => peers.self(),
    network,
    list: () => directory.peers(),
    onChange(hear) {
      const known = new Set(directory.peers().map(({ id }) => id))
      directory.onChange((id) => {
        const peer = directory.peer(id)
        const change: PeerChange | null = peer
          ? { kind: known.has(id) ? 'changed' : 'added', peer }
          : known.has(id)
            ? { kind: 'removed', id }
            : null
        if (peer) known.add(id)
        else known.delete(id)
        if (change) hear(change)
      })
    },
    async addAddress({ host, port }) {
      await peers.addAddress(host, port)
    },
    async unpair(id) {
      listed(id)
      directory.unpair(id)
    },
    async forgive(id) {
      listed(id)
      directory.release(id)
    },
    async agree(id, terms) {
      listed(id)
      directory.agree(
        id,
        Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== undefined))
      )
    },
    async test(id) {
      if (id !== null) listed(id)
      return peers.test(id)
    },
    async pair(target) {
      peers.pair(target)
    },
    pairing: () => pairing.state(),
    onPairing: (hear) => void pairing.onChange(hear),
    async confirmPairing(code) {
      pairing.confirm(code)
    },
    async cancelPairing() {
      pairing.cancel()
    },
    policy: () => peers.policy(),
    async changePolicy(change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      await peers.changePolicy(Object.fromEntries(given))
    },
    contributions: () => peers.contributions(),
    async cache() {
      return info()
    },
    async clearCache() {
      await cache.clear()
      return info()
    }
  }
}
