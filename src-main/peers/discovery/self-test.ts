/**
 * Why a peer is not found or not reached, step by step: interfaces, multicast, TCP, identity, card. Each step says
 * what it saw, and one that does not work says what a person can do about it. It changes nothing.
 */
import type { PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { NetworkInterface } from '../ports/network-interfaces.ts'
import { waysTo, type Way } from './dial-order.ts'
import type { Dial } from './dialler.ts'
import type { HeardPeer, LinkReport } from './discovery.ts'
import { byQuality } from './interface-quality.ts'

export interface SelfTestLine {
  readonly step: 'interfaces' | 'multicast' | 'tcp' | 'identity' | 'card'
  readonly works: boolean
  /** One sentence: what was seen. */
  readonly saw: string
  /** One sentence: what to do; null: nothing. */
  readonly advice: string | null
}

export interface SelfTestReport {
  readonly machine: readonly SelfTestLine[]
  readonly peers: readonly { readonly id: PeerId; readonly lines: readonly SelfTestLine[] }[]
}

export interface SelfTestOptions {
  readonly interfaces: readonly NetworkInterface[]
  /** Up, and excluded by the owner. */
  readonly leftOut: readonly NetworkInterface[]
  readonly links: readonly LinkReport[]
  readonly heard: readonly HeardPeer[]
  readonly peers: readonly { readonly id: PeerId; readonly addresses: readonly PeerAddress[] }[]
  /** Each step includes those before it, connects anew and hangs up. */
  readonly steps: { readonly tcp: Dial; readonly identity: Dial; readonly card: Dial }
  readonly clock: Clock
  readonly signal: AbortSignal
}

const STEP_TIMEOUT_MS = 5000

export async function selfTest(options: SelfTestOptions): Promise<SelfTestReport> {
  const { interfaces, leftOut, links, peers } = options
  const tested = peers.map(async ({ id, addresses }) => ({
    id,
    lines: [isHeard(id, options), ...(await reached(waysTo(addresses, interfaces, leftOut), options))]
  }))
  return { machine: [interfacesLine(interfaces), ...links.map(linkLine)], peers: await Promise.all(tested) }
}

function interfacesLine(interfaces: readonly NetworkInterface[]): SelfTestLine {
  const step = 'interfaces'
  if (interfaces.length === 0)
    return {
      ...{ step, works: false, saw: 'No network interface with an address is up.' },
      advice:
        'Connect to a network; if some were chosen (in the settings or by --interface), check that these are the right ones.'
    }
  const names = byQuality(interfaces).map(({ name, kind }) => `${name} (${kind})`)
  const isVirtual = interfaces.every(({ kind }) => kind === 'virtual')
  return {
    ...{ step, works: true, saw: `In use, best first: ${names.join(', ')}.` },
    advice: isVirtual
      ? 'All of them are virtual (VPN, containers): if this machine has a real one, connect it.'
      : null
  }
}

function linkLine({ interface: name, kind, family, ...counts }: LinkReport): SelfTestLine {
  const step = 'multicast'
  const where = `${name} over IPv${family}`
  const { sent, heardOwn, heardOthers, problem } = counts
  if (heardOthers > 0)
    return {
      step,
      works: true,
      saw: `Other machines are heard on ${where} (${heardOthers} packets).`,
      advice: null
    }
  if (heardOwn === 0)
    return {
      ...{ step, works: false },
      saw: `Nothing can be heard on ${where}, not even this machine itself (${sent} packets sent${problem === null ? '' : `; ${problem}`}).`,
      advice:
        'Allow UDP port 5353 in the firewall, and look for another program that keeps that port to itself.'
    }
  return {
    ...{ step, works: false, saw: `${sent} packets were sent on ${where}, and no other machine was heard.` },
    advice:
      kind === 'wireless'
        ? 'If others should be there: allow UDP port 5353 in the firewalls, and switch off client isolation (guest mode) in the Wi-Fi.'
        : kind === 'virtual'
          ? 'Tunnels and VPNs seldom carry multicast: type the address of the peer, or leave the VPN.'
          : 'If others should be there: allow UDP port 5353 in the firewalls of both machines.'
  }
}

function isHeard(id: PeerId, { heard }: SelfTestOptions): SelfTestLine {
  const found = heard.find((each) => each.id === id)
  if (found === undefined)
    return {
      ...{ step: 'multicast', works: false, saw: 'It was not heard on any network of this machine.' },
      advice: 'Start Shoal there; if it is on a different subnet or behind a VPN, type its address.'
    }
  const where = [...new Set(found.addresses.map((address) => address.interface ?? 'another subnet'))]
  return { step: 'multicast', works: true, saw: `It was heard on ${where.join(', ')}.`, advice: null }
}

/** The steps of the first way that works to the end, or else those of the one that came furthest. */
async function reached(ways: readonly Way[], options: SelfTestOptions): Promise<readonly SelfTestLine[]> {
  if (ways.length === 0)
    return [
      {
        ...{ step: 'tcp', works: false, saw: 'No address of it is known.' },
        advice: 'Type its address and port, as Shoal shows them on the other machine.'
      }
    ]
  let furthest: readonly SelfTestLine[] = []
  for (const lines of await Promise.all(ways.map((way) => walk(way, options)))) {
    if (lines.every(({ works }) => works)) return lines
    if (lines.length > furthest.length) furthest = lines
  }
  return furthest
}

async function walk(way: Way, { steps, clock, signal }: SelfTestOptions): Promise<readonly SelfTestLine[]> {
  const { host, port } = way.address
  const place = `${host.includes(':') ? `[${host}]` : host}:${port}${way.interface === null ? '' : ` through ${way.interface}`}`
  const lines: SelfTestLine[] = []
  for (const step of ['tcp', 'identity', 'card'] as const) {
    try {
      const { rttMs } = await withinTime(steps[step], way, clock, signal)
      lines.push({
        step,
        works: true,
        saw: `${WORKS[step]} ${place} (${rttMs.toFixed(1)} ms).`,
        advice: null
      })
    } catch (thrown) {
      const reason = thrown instanceof Error ? thrown.message : String(thrown)
      lines.push({
        step,
        works: false,
        saw: `${FAILS[step]} ${place}: ${reason}.`,
        advice: ADVICE[step](way)
      })
      break
    }
  }
  return lines
}

async function withinTime(
  dial: Dial,
  { address, localAddress }: Way,
  clock: Clock,
  signal: AbortSignal
): ReturnType<Dial> {
  const attempt = new AbortController()
  const abandon = (): void => attempt.abort(signal.reason)
  signal.addEventListener('abort', abandon, { once: true })
  const late = clock.sleep(STEP_TIMEOUT_MS, attempt.signal).then(() => {
    throw new Error(`no answer within ${STEP_TIMEOUT_MS / 1000} s`)
  })
  try {
    return await Promise.race([dial(address, localAddress, attempt.signal), late])
  } finally {
    signal.removeEventListener('abort', abandon)
    attempt.abort(new Error('no longer waited for'))
  }
}

const WORKS = {
  tcp: 'A connection was made to',
  identity: 'The other end proved to be this peer at',
  card: 'Its card was read from'
} as const
const FAILS = {
  tcp: 'No connection to',
  identity: 'The other end did not prove to be this peer at',
  card: 'Its card could not be read from'
} as const
const ADVICE = {
  tcp: ({ interface: name, address }: Way) =>
    name === null
      ? 'It is on a different subnet: check that a router connects the two, and that no VPN takes the way.'
      : `Allow TCP port ${address.port} in the firewall of the other machine, and check that Shoal runs there; on Wi-Fi, switch off client isolation.`,
  identity: () =>
    'Another program or another device has this address now: wait until it is found anew, or type its present address.',
  card: () =>
    'Pair the two machines, or give both the same group key; and run the same version of Shoal on both.'
} as const
