/**
 * The ways to one peer: each of its addresses through each interface that shares a subnet with it, or by way of a
 * router, in the order of trying. A guess: what dialling shows decides.
 */
import type { PeerAddress } from '../../../src-shared/model/peer.ts'
import type { NetworkInterface } from '../ports/network-interfaces.ts'
import { onSubnetOf } from './addresses.ts'
import { byQuality, qualityClass } from './interface-quality.ts'

export interface Way {
  readonly key: string
  readonly address: PeerAddress
  /** Of this machine, to be dialled from; null: the system chooses. */
  readonly localAddress: string | null
  readonly interface: string | null
  /** Smaller is likely better; ways of one rank are told apart by measuring alone. */
  readonly rank: number
}

/** Behind a router: worse than any real link of this machine, better than its virtual ones. */
const ROUTED_RANK = 1.5
/** Of what one peer may have us dial. */
const MOST_WAYS = 16

export function waysTo(
  addresses: readonly PeerAddress[],
  interfaces: readonly NetworkInterface[],
  leftOut: readonly NetworkInterface[] = []
): readonly Way[] {
  const best = byQuality(interfaces)
  const ways = new Map<string, Way & { readonly place: number }>()
  for (const address of addresses) {
    const shared = best.flatMap((on, place) => {
      const own = onSubnetOf(address.host, on)
      return own === null ? [] : [{ on, own, place }]
    })
    // Where it was heard on one of several interfaces of the same subnet, it is reached through that one.
    const heard = shared.filter(({ on }) => on.name === address.interface)
    for (const { on, own, place } of heard.length > 0 ? heard : shared)
      add(address, own.address, on.name, qualityClass(on), place)
    // Whatever the system would choose by itself leads through an interface that its owner left out.
    const isLeftOut = leftOut.some((each) => onSubnetOf(address.host, each) !== null)
    if (shared.length === 0 && !isLeftOut) add(address, null, null, ROUTED_RANK, best.length)
  }
  return [...ways.values()].sort((a, b) => a.rank - b.rank || a.place - b.place).slice(0, MOST_WAYS)

  function add(
    address: PeerAddress,
    localAddress: string | null,
    name: string | null,
    rank: number,
    place: number
  ): void {
    const key = `${localAddress ?? '*'} > ${address.host} ${address.port}`
    if (!ways.has(key)) ways.set(key, { key, address, localAddress, interface: name, rank, place })
  }
}
