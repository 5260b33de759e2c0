/**
 * Addresses that came in a packet, judged: which may be dialled at all, and which of this machine's interfaces share a
 * subnet with them. Whoever sends packets on a LAN must not be able to make this machine dial itself or the world.
 */
import { BlockList, isIP } from 'node:net'
import type { InterfaceAddress, NetworkInterface } from '../ports/network-interfaces.ts'

/** Nobody answers there, or nobody but this machine (RFC 6890). */
const NOT_DIALLED = blockList([
  ['0.0.0.0', 8],
  ['127.0.0.0', 8],
  ['224.0.0.0', 3],
  ['::', 96],
  ['64:ff9b::', 96],
  ['ff00::', 8],
  // Of no use without a scope, and neither a URL nor a remembered address has one.
  ['fe80::', 10]
])
const LOOPBACK = blockList([
  ['127.0.0.0', 8],
  ['::1', 128]
])
/** IPv4 in IPv6's clothes (::ffff:0:0/96): Node's lists match these against rules for IPv4. */
const MAPPED = blockList([['0.0.0.0', 0]])
/** Networks of sites: an address in one of these may be reached through a router of the same site. */
const PRIVATE = blockList([
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['169.254.0.0', 16],
  ['100.64.0.0', 10],
  ['fc00::', 7]
])

/**
 * What an address heard on `heardOn` is good for: `local`: on that interface's own subnet; `hint`: of a private network
 * elsewhere; `refused`: never dialled because a packet said so.
 */
export function judgeHeardAddress(address: string, heardOn: NetworkInterface): 'local' | 'hint' | 'refused' {
  const family = isIP(address)
  if (family === 0 || address.includes('%')) return 'refused'
  if (family === 6 && contains(MAPPED, address)) return 'refused'
  if (heardOn.kind === 'loopback') return contains(LOOPBACK, address) ? 'local' : 'refused'
  if (contains(NOT_DIALLED, address)) return 'refused'
  const own = onSubnetOf(address, heardOn)
  if (own !== null) return isBroadcast(address, own) ? 'refused' : 'local'
  return contains(PRIVATE, address) ? 'hint' : 'refused'
}

/** The interface's own address on the subnet of `address`; null: they share none. */
export function onSubnetOf(address: string, { addresses }: NetworkInterface): InterfaceAddress | null {
  const family = isIP(address)
  if (family === 0) return null
  return (
    addresses.find((own) => own.family === family && contains(blockList([subnetOf(own)]), address)) ?? null
  )
}

/** What this machine tells others of an interface: without loopback's and link-local IPv6 addresses. */
export const advertised = ({ kind, addresses }: NetworkInterface): readonly InterfaceAddress[] =>
  addresses.filter(({ address }) => kind === 'loopback' || !contains(NOT_DIALLED, address))

/** The last address of an IPv4 subnet speaks to everybody on it. */
function isBroadcast(address: string, { family, prefixLength }: InterfaceAddress): boolean {
  if (family === 6 || prefixLength >= 31) return false
  const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
  const hosts = 2 ** (32 - prefixLength)
  return number % hosts === hosts - 1 || number % hosts === 0
}

type Subnet = readonly [address: string, prefixLength: number]
const subnetOf = ({ address, prefixLength }: InterfaceAddress): Subnet => [address, prefixLength]

function blockList(subnets: readonly Subnet[]): BlockList {
  const list = new BlockList()
  for (const [address, prefixLength] of subnets)
    list.addSubnet(address, prefixLength, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}

const contains = (list: BlockList, address: string): boolean =>
  list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
