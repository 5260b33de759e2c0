/** The contract's calls about peers. Where Shoal runs without peers each of them says so. */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { MethodHandlers } from '../../../src-shared/rpc/server.ts'
import type { PeersPort } from './peers-port.ts'

type PeerMethods = Pick<
  MethodHandlers,
  Extract<keyof MethodHandlers, `${'membership' | 'peers' | 'pairing' | 'contributions' | 'cache'}.${string}`>
>

export function peerMethodsOf(given: PeersPort | null): PeerMethods {
  const peers = (): PeersPort => {
    if (given === null) throw fail('peers-off')
    return given
  }
  return {
    async 'membership.join'() {
      await peers().join()
      return null
    },
    async 'membership.leave'() {
      await peers().leave()
      return null
    },
    'peers.self': () => peers().self(),
    'peers.network': () => peers().network(),
    'peers.list': () => peers().list(),
    async 'peers.addAddress'(address) {
      await peers().addAddress(address)
      return null
    },
    async 'peers.unpair'({ id }) {
      await peers().unpair(id)
      return null
    },
    async 'peers.forgive'({ id }) {
      await peers().forgive(id)
      return null
    },
    async 'peers.agree'({ id, terms }) {
      await peers().agree(id, terms)
      return null
    },
    'peers.test': ({ id }) => peers().test(id),
    async 'peers.pair'({ target }) {
      await peers().pair(target)
      return null
    },
    async 'pairing.confirm'({ code }) {
      await peers().confirmPairing(code)
      return null
    },
    async 'pairing.cancel'() {
      await peers().cancelPairing()
      return null
    },
    'peers.policy.get': () => peers().policy(),
    async 'peers.policy.set'(change) {
      await peers().changePolicy(change)
      return null
    },
    'peers.helping': () => peers().helping(),
    'contributions.list': () => peers().contributions(),
    'cache.info': () => peers().cache(),
    'cache.clear': () => peers().clearCache()
  }
}
