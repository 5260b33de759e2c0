/** What can happen to a machine in the middle of a transfer, for tests and benches alike. */
import type { LanHost } from './lab.ts'
import type { Site } from './site.ts'

export interface Trouble {
  readonly name: string
  /** Befalls the requester and the last of the peers. */
  befall(site: Site, wanBitsPerSecond: number): Promise<void>
  /** What is left of all links together afterwards, with so many hosts, as a number of links. */
  linksLeft(hosts: number): number
}

export const THROTTLED_SHARE = 0.05

const one = (hosts: number): number => hosts - 1
const lastHost = ({ lab }: Site): LanHost => lab.host(lab.hosts.length - 1)
const lastPeer = ({ peers }: Site): Site['peers'][number] => {
  const peer = peers.at(-1)
  if (!peer) throw new Error('there is no peer that something could happen to')
  return peer
}

export const TROUBLES: readonly Trouble[] = [
  { name: 'a peer is killed', befall: (site) => lastPeer(site).end('SIGKILL'), linksLeft: one },
  { name: 'a peer is asked to stop', befall: (site) => lastPeer(site).end('SIGTERM'), linksLeft: one },
  { name: 'a peer is cut off the LAN', befall: (site) => lastHost(site).cutLan(), linksLeft: one },
  { name: 'a peer’s LAN is unplugged', befall: (site) => lastHost(site).unplugLan(), linksLeft: one },
  { name: 'a peer’s own link is cut', befall: (site) => lastHost(site).cutWan(), linksLeft: one },
  {
    name: 'a peer’s own link is throttled to 5 %',
    befall: (site, wanBitsPerSecond) => lastHost(site).setWanRate(wanBitsPerSecond * THROTTLED_SHARE),
    linksLeft: (hosts) => hosts - 1 + THROTTLED_SHARE
  },
  { name: 'the requester’s own link is cut', befall: ({ lab }) => lab.host(0).cutWan(), linksLeft: one }
]
