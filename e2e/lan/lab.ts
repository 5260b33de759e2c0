/**
 * A site in one machine: hosts on a fast LAN, each with a slow link of its own to a data server. Every one is a network
 * namespace; rates are kept by the kernel, and links can be slowed, cut and mended while programs run. Needs root.
 * Nothing of it has a name, and everything in it ends with the process that made it, so a crash leaves nothing behind.
 *
 *   const lab = await makeLan({ hosts: 4, wanBitsPerSecond: 50e6, lanBitsPerSecond: 1e9 })
 *   const file = await lab.origin.file(64 << 20)
 *   spawn(...lab.host(0).run('curl', '-O', file.url)) · await lab.host(1).cutWan() · await lab.close()
 */
import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { PAYLOAD_SHARE } from '../lab/link.ts'
import { startLanOrigin, type LanOrigin } from './lan-origin.ts'
import { holdNamespace, systemEnvironment, type Namespace } from './namespace.ts'

export interface LanOptions {
  readonly hosts: number
  /** Of each host's own link, towards the host. */
  readonly wanBitsPerSecond: number
  readonly lanBitsPerSecond: number
  /** Every host has a second interface, `slow`, on a LAN of its own with this rate. */
  readonly slowLanBitsPerSecond?: number
}

/** A host's interface on a LAN. */
export type LanInterface = 'lan' | 'slow'

export interface LanHost {
  readonly namespace: Namespace
  /** As the data server sees it. */
  readonly wanAddress: string
  readonly lanAddress: string
  /** Without a second interface nothing answers there. */
  readonly slowLanAddress: string
  /** The command, made to run on this host; it ends with this process, and its process id is the command's own. */
  run(...command: [string, ...string[]]): [string, ...string[]]
  wanReceivedBytes(): number
  lanReceivedBytes(on?: LanInterface): number
  /** Towards the host; what it sends goes at the same share of that as before. */
  setWanRate(bitsPerSecond: number): Promise<void>
  /** Of both directions. */
  setLanRate(bitsPerSecond: number, on?: LanInterface): Promise<void>
  /** Packets vanish in both directions without a word, as when a router somewhere has died. */
  cutWan(): Promise<void>
  restoreWan(): Promise<void>
  cutLan(on?: LanInterface): Promise<void>
  restoreLan(on?: LanInterface): Promise<void>
  /** The interface has no carrier any more, as when somebody trips over the cable. */
  unplugWan(): Promise<void>
  plugWan(): Promise<void>
  unplugLan(on?: LanInterface): Promise<void>
  plugLan(on?: LanInterface): Promise<void>
}

export interface Lan {
  readonly origin: LanOrigin
  readonly hosts: readonly LanHost[]
  host(index: number): LanHost
  close(): Promise<void>
}

/** Public, or contributors would rightly refuse to go there; it exists in these namespaces alone. */
const ORIGIN_ADDRESSES = { publicAddress: '11.22.33.44', privateAddress: '10.99.0.44' } as const
/** Shared address space (RFC 6598): what a provider gives a household. */
const WAN_NETWORK = '100.64.0'
const LAN_NETWORK = '192.168.77'
const SLOW_LAN_NETWORK = '192.168.78'
const MOST_HOSTS = 200

/** Enough for acknowledgements and requests; nothing else is sent that way. */
const UPLOAD_SHARE = 0.2
/** A bucket of 4 ms lets several segments pass in one piece, which spares the processor. */
const BURST_SECONDS = 0.004
const LEAST_BURST_BYTES = 2 * 1514
/** Holds the largest piece that TCP hands over at once, 64 KiB and its headers. */
const MOST_BURST_BYTES = 128 * 1024
/** A router's queue; short enough that a slowed link does not send for seconds at its old pace. */
const QUEUE_SECONDS = 0.05
const LEAST_QUEUE_BYTES = 64 * 1024

/** Payload bytes a second of full-sized TCP segments: the most that any client can see of such a link. */
export const ceilingBytesPerSecond = (bitsPerSecond: number): number => (bitsPerSecond / 8) * PAYLOAD_SHARE

/** Why no lab can be made here; null when it can. */
export function noLanBecause(): string | null {
  if (process.platform !== 'linux') return 'a LAN of namespaces needs Linux'
  if (process.getuid?.() !== 0) return 'a LAN of namespaces needs root'
  const missing = ['ip', 'tc', 'bridge', 'nsenter', 'setpriv', 'unshare', 'nginx'].filter(
    (name) => !isInstalled(name)
  )
  return missing.length === 0 ? null : `a LAN of namespaces needs ${missing.join(', ')}`
}

export async function makeLan(options: LanOptions): Promise<Lan> {
  const reason = noLanBecause()
  if (reason !== null) throw new Error(reason)
  if (options.hosts < 1 || options.hosts > MOST_HOSTS)
    throw new Error(`hosts: expected 1 to ${MOST_HOSTS}, received ${options.hosts}`)
  const held: Namespace[] = []
  const hold = async (): Promise<Namespace> => {
    const namespace = await holdNamespace()
    held.push(namespace)
    return namespace
  }
  const release = async (): Promise<void> => {
    await Promise.all(held.map((each) => each.end()))
  }
  try {
    const wires = await hold()
    const far = await hold()
    await layCables(wires, far, options)
    const hosts: LanHost[] = []
    for (let index = 0; index < options.hosts; index++)
      hosts.push(await connectHost(index, wires, await hold(), options))
    const origin = await startLanOrigin(far, ORIGIN_ADDRESSES)
    return {
      origin,
      hosts,
      host(index) {
        const host = hosts[index]
        if (!host) throw new Error(`the lab has ${hosts.length} hosts; there is no host ${index}`)
        return host
      },
      async close() {
        await origin.close()
        await release()
      }
    }
  } catch (thrown) {
    await release()
    throw thrown
  }
}

/** The switches, and the data server at the far end of one of them. */
async function layCables(wires: Namespace, far: Namespace, options: LanOptions): Promise<void> {
  const switches = ['wan', 'lan', ...(options.slowLanBitsPerSecond === undefined ? [] : ['slow'])]
  await wires.configure('ip', [
    // A switch that snoops forwards no multicast without a querier.
    ...switches.flatMap((name) => [`link add ${name} type bridge mcast_snooping 0`, `link set ${name} up`]),
    `link add origin type veth peer name wan netns ${far.pid}`,
    'link set origin master wan',
    'link set origin up'
  ])
  await far.configure('ip', [
    ...Object.values(ORIGIN_ADDRESSES).map((address) => `address add ${address}/32 dev wan`),
    'link set wan up',
    `route add ${WAN_NETWORK}.0/24 dev wan`
  ])
}

async function connectHost(
  index: number,
  wires: Namespace,
  host: Namespace,
  options: LanOptions
): Promise<LanHost> {
  const { wanBitsPerSecond, lanBitsPerSecond, slowLanBitsPerSecond } = options
  const addressIn = (network: string): string => `${network}.${index + 1}`
  /** The switch's end of this host's cable. */
  const port = (name: 'wan' | LanInterface): string => `${name}${index}`
  const cable = (name: 'wan' | LanInterface): string[] => [
    `link add ${port(name)} type veth peer name ${name} netns ${host.pid}`,
    `link set ${port(name)} master ${name}`,
    `link set ${port(name)} up`
  ]
  const hasSlow = slowLanBitsPerSecond !== undefined
  await wires.configure('ip', [
    ...cable('wan'),
    // Households of one provider do not see each other: what they share is the LAN alone.
    `link set ${port('wan')} type bridge_slave isolated on`,
    ...cable('lan'),
    ...(hasSlow ? cable('slow') : [])
  ])
  await host.configure('ip', [
    `address add ${addressIn(WAN_NETWORK)}/32 dev wan`,
    'link set wan up',
    'route add default dev wan',
    ...lanSide('lan', addressIn(LAN_NETWORK), 1),
    ...(hasSlow ? lanSide('slow', addressIn(SLOW_LAN_NETWORK), 2) : [])
  ])
  const towardsHost = (name: 'wan' | LanInterface, bitsPerSecond: number): Shaper =>
    shaper(wires, port(name), bitsPerSecond)
  const fromHost = (name: 'wan' | LanInterface, bitsPerSecond: number): Shaper =>
    shaper(host, name, bitsPerSecond)
  const shapers = {
    wan: [towardsHost('wan', wanBitsPerSecond), fromHost('wan', wanBitsPerSecond * UPLOAD_SHARE)],
    lan: [towardsHost('lan', lanBitsPerSecond), fromHost('lan', lanBitsPerSecond)],
    slow: hasSlow ? [towardsHost('slow', slowLanBitsPerSecond), fromHost('slow', slowLanBitsPerSecond)] : []
  }
  for (const each of Object.values(shapers).flat()) await each.add()
  const setRates = async (name: 'wan' | LanInterface, share: number): Promise<void> => {
    await Promise.all(shapers[name].map((each) => each.change(share)))
  }

  const carrier = (name: 'wan' | LanInterface, state: 'up' | 'down'): Promise<void> =>
    wires.configure('ip', [`link set ${port(name)} ${state}`])
  const pass = (name: 'wan' | LanInterface, state: number): Promise<void> =>
    wires.configure('bridge', [`link set dev ${port(name)} state ${state}`])
  return {
    namespace: host,
    wanAddress: addressIn(WAN_NETWORK),
    lanAddress: addressIn(LAN_NETWORK),
    slowLanAddress: addressIn(SLOW_LAN_NETWORK),
    run: (...command) => host.run(...command),
    wanReceivedBytes: () => host.receivedBytes('wan'),
    lanReceivedBytes: (on = 'lan') => host.receivedBytes(on),
    setWanRate: (bitsPerSecond) => setRates('wan', bitsPerSecond / wanBitsPerSecond),
    setLanRate: (bitsPerSecond, on = 'lan') =>
      setRates(on, bitsPerSecond / (on === 'lan' ? lanBitsPerSecond : (slowLanBitsPerSecond ?? NaN))),
    cutWan: () => pass('wan', DISABLED),
    restoreWan: () => pass('wan', FORWARDING),
    cutLan: (on = 'lan') => pass(on, DISABLED),
    restoreLan: (on = 'lan') => pass(on, FORWARDING),
    unplugWan: () => carrier('wan', 'down'),
    plugWan: () => carrier('wan', 'up'),
    unplugLan: (on = 'lan') => carrier(on, 'down'),
    plugLan: (on = 'lan') => carrier(on, 'up')
  }
}

/** States of a bridge's port (linux/if_bridge.h). */
const DISABLED = 0
const FORWARDING = 3

const lanSide = (name: LanInterface, address: string, metric: number): string[] => [
  `address add ${address}/24 dev ${name}`,
  `link set ${name} up`,
  `route add 224.0.0.0/4 dev ${name} metric ${metric}`
]

interface Shaper {
  add(): Promise<void>
  /** To that share of the rate it began with. */
  change(share: number): Promise<void>
}

/**
 * One direction of a cable. The bucket's depth never changes: a piece that waits in the queue and is larger than the
 * bucket has become would wait for ever, and everything behind it.
 */
function shaper(namespace: Namespace, networkInterface: string, firstBitsPerSecond: number): Shaper {
  const burst = Math.min(
    MOST_BURST_BYTES,
    Math.max(LEAST_BURST_BYTES, Math.round((firstBitsPerSecond / 8) * BURST_SECONDS))
  )
  const set = (verb: 'add' | 'change', bitsPerSecond: number): Promise<void> => {
    const queue = Math.max(LEAST_QUEUE_BYTES, Math.round((bitsPerSecond / 8) * QUEUE_SECONDS))
    const rate = `rate ${Math.round(bitsPerSecond)}bit burst ${burst} limit ${queue}`
    return namespace.configure('tc', [`qdisc ${verb} dev ${networkInterface} root tbf ${rate}`])
  }
  return {
    add: () => set('add', firstBitsPerSecond),
    change: (share) => set('change', firstBitsPerSecond * share)
  }
}

const isInstalled = (name: string): boolean =>
  (systemEnvironment()['PATH'] ?? '').split(':').some((folder) => {
    try {
      accessSync(path.join(folder, name), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
