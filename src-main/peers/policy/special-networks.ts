/**
 * Networks that are not the public internet, and what each is. From the IANA special-purpose address registries for IPv4
 * and IPv6 (RFC 6890 and what followed it), the multicast registries, and what clouds put beside them. Where a network
 * carries addresses of another (translation, tunnels), all of it is refused: what stands inside would be reached unseen.
 */
import { parseNetwork, type IpAddress, isIn, type Network } from './ip-address.ts'

const SPECIAL: readonly (readonly [network: string, kind: string])[] = [
  // Single addresses that hand out keys to whoever asks, before the networks they are in.
  ['169.254.169.254/32', 'the metadata service of a cloud'],
  ['169.254.170.2/32', 'the metadata service of a cloud'],
  ['100.100.100.200/32', 'the metadata service of a cloud'],
  ['168.63.129.16/32', 'the metadata service of a cloud'],
  ['192.0.0.192/32', 'the metadata service of a cloud'],
  ['fd00:ec2::254/128', 'the metadata service of a cloud'],
  ['fd20:ce::254/128', 'the metadata service of a cloud'],

  ['0.0.0.0/8', 'an address of this machine or network'],
  ['10.0.0.0/8', 'a private address'],
  ['100.64.0.0/10', 'an address behind a carrier’s NAT'],
  ['127.0.0.0/8', 'this machine itself'],
  ['169.254.0.0/16', 'a link-local address'],
  ['172.16.0.0/12', 'a private address'],
  ['192.0.0.0/24', 'reserved for protocols'],
  ['192.0.2.0/24', 'reserved for documentation'],
  ['192.31.196.0/24', 'reserved for name servers (AS112)'],
  ['192.52.193.0/24', 'reserved for tunnels (AMT)'],
  ['192.88.99.0/24', 'a relay between IPv6 and IPv4 (6to4)'],
  ['192.168.0.0/16', 'a private address'],
  ['192.175.48.0/24', 'reserved for name servers (AS112)'],
  ['198.18.0.0/15', 'reserved for benchmarks'],
  ['198.51.100.0/24', 'reserved for documentation'],
  ['203.0.113.0/24', 'reserved for documentation'],
  ['224.0.0.0/4', 'a multicast address'],
  ['255.255.255.255/32', 'the broadcast address'],
  ['240.0.0.0/4', 'reserved'],

  ['::/128', 'an address of this machine or network'],
  ['::1/128', 'this machine itself'],
  ['::ffff:0:0/96', 'an IPv4 address in the form of IPv6'],
  ['::ffff:0:0:0/96', 'an IPv4 address in the form of IPv6'],
  ['::/96', 'an IPv4 address in the form of IPv6'],
  ['64:ff9b::/96', 'a translated IPv4 address (NAT64)'],
  ['64:ff9b:1::/48', 'a translated IPv4 address (NAT64)'],
  ['100::/64', 'a black hole for traffic'],
  ['100:0:0:1::/64', 'reserved'],
  ['2001::/32', 'a tunnel through IPv4 (Teredo)'],
  ['2001:2::/48', 'reserved for benchmarks'],
  ['2001:10::/28', 'a key’s hash and no place (ORCHID)'],
  ['2001:20::/28', 'a key’s hash and no place (ORCHID)'],
  ['2001:db8::/32', 'reserved for documentation'],
  ['2001::/23', 'reserved for protocols'],
  ['2002::/16', 'a tunnel through IPv4 (6to4)'],
  ['2620:4f:8000::/48', 'reserved for name servers (AS112)'],
  ['3fff::/20', 'reserved for documentation'],
  ['5f00::/16', 'reserved for segment routing'],
  ['fc00::/7', 'a private address'],
  ['fe80::/10', 'a link-local address'],
  ['fec0::/10', 'a private address (site-local)'],
  ['ff00::/8', 'a multicast address']
]

const NETWORKS: readonly { readonly network: Network; readonly kind: string }[] = SPECIAL.map(
  ([text, kind]) => ({ network: parseNetwork(text, 'special network'), kind })
)

/** All that IANA has given out for unicast in IPv6; the rest has no owner yet (RFC 4291 section 2.4). */
const GLOBAL_UNICAST = parseNetwork('2000::/3', 'special network')

/** What an address is when it is not a public one; null: it is public. */
export function specialKind(address: IpAddress): string | null {
  const found = NETWORKS.find(({ network }) => isIn(address, network))
  if (found) return found.kind
  return address.family === 6 && !isIn(address, GLOBAL_UNICAST) ? 'reserved' : null
}
