/**
 * Finding other Shoals on this machine's LANs by DNS-SD, and being found. It listens and speaks on every interface that
 * is up and follows them as they come and go. What it tells is a hint: who a peer is shows in the TLS handshake alone.
 */
import type { PeerAddress, PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { InterfaceChange, NetworkInterface, NetworkInterfaces } from '../ports/network-interfaces.ts'
import { advertised, onSubnetOf } from './addresses.ts'
import { heardServices, type HeardServices } from './heard-services.ts'
import { byQuality } from './interface-quality.ts'
import {
  MULTICAST_PORT,
  openMulticastLink,
  type Answer,
  type HeardPacket,
  type MulticastLink,
  type OpenLink,
  type OutgoingPacket,
  type Sender
} from './multicast-link.ts'
import {
  announcement,
  answerTo,
  conflictOf,
  goodbye,
  probe,
  SERVICE_TYPE,
  type OwnService
} from './own-service.ts'
import type { ServiceText } from './service-text.ts'

export interface DiscoveryOptions {
  readonly interfaces: NetworkInterfaces
  readonly clock: Clock
  /** This device: what is heard under this id is itself. */
  readonly id: PeerId
  /** null: it looks for others and is not to be found, until it is told to be. */
  readonly advertise: Advertised | null
  /** An id in its one form; null: it is none. */
  readonly readId: (text: string) => PeerId | null
  readonly openLink?: OpenLink
}

/** What others are told. */
export type Advertised = Omit<ServiceText, 'id'> & { readonly port: number }

export interface HeardPeer extends ServiceText {
  /** Local ones first. Those of other subnets have no interface. */
  readonly addresses: readonly PeerAddress[]
}

export interface Discovery {
  start(): void
  /** Can be found as this from now on; null: says goodbye, and looks for others all the same. */
  advertise(what: Advertised | null): void
  /** Calls with everything that is known of a peer whenever that changes. Returns what ends it. */
  onHeard(listener: (heard: HeardPeer) => void): () => void
  /** It said goodbye, its time ran out, or the interface it was heard on went. */
  onGone(listener: (id: PeerId) => void): () => void
  /** Those who are there now. */
  heard(): readonly HeardPeer[]
  /** Asks now, and some more times soon: a transfer waits. */
  query(): void
  /** How multicast fares on each interface, for the self-test. */
  links(): readonly LinkReport[]
  /** Says goodbye. Resolves when all sockets are closed. */
  close(): Promise<void>
}

export interface LinkReport {
  readonly interface: string
  readonly kind: NetworkInterface['kind']
  readonly family: 4 | 6
  /** Packets. */
  readonly sent: number
  /** Own packets that came back: the socket works. */
  readonly heardOwn: number
  readonly heardOthers: number
  /** What went wrong last; null: nothing. */
  readonly problem: string | null
}

/** When a round of asking sends its queries, counted from its start: dense at first, since a transfer waits. */
const QUERIES_AT_MS = [0, 50, 250, 1000, 3000, 9000, 27_000, 60_000]
/** Afterwards: those who come announce themselves; this is for announcements that were lost. */
const QUERY_EVERY_MS = 120_000
/** One round is enough for all who ask within this time. */
const ROUND_LASTS_MS = 1000
/** A name that is part of a key's hash is taken by accident once in 30 thousand million; one probe is plenty. */
const PROBE_MS = 250
const SECOND_ANNOUNCEMENT_MS = 1000
/** Whatever is asked, everybody on a link hears us at most so often. */
const ANSWER_GAP_MS = 250
const FOLLOW_UP_MS = 20
const FOLLOW_UP_GAP_MS = 250
const PUBLISH_GAP_MS = 10
const TICK_MS = 1000
/** Each takes two sockets; machines with more interfaces have hundreds of them, for containers. */
const MOST_INTERFACES = 16
const MOST_ADDRESSES_OF_ONE_PEER = 16

/** One interface, with what was heard there. */
interface Station {
  readonly on: NetworkInterface
  readonly heard: HeardServices
  links: readonly StationLink[]
  answeredAtMs: number
  /** Records that were asked for too soon after the last answer. */
  readonly due: Map<string, Answer>
  askedAgainAtMs: number
  askIsDue: boolean
}

interface StationLink {
  readonly family: 4 | 6
  readonly socket: MulticastLink
  sent: number
  heardOwn: number
  heardOthers: number
  problem: string | null
}

export function createDiscovery(options: DiscoveryOptions): Discovery {
  const { interfaces, clock, id, readId, openLink = openMulticastLink } = options
  let { advertise } = options
  const heardListeners = new Set<(heard: HeardPeer) => void>()
  const goneListeners = new Set<(id: PeerId) => void>()
  const stations = new Map<string, Station>()
  const closing = new AbortController()
  const closings = new Set<Promise<void>>()
  const stops: (() => void)[] = []
  let known: ReadonlyMap<PeerId, HeardPeer> = new Map()
  let round = new AbortController()
  let roundAtMs = -Infinity
  let publishedAtMs = -Infinity
  let publishIsDue = false
  /** How many groups of the id are in the name: more than one where somebody else has the name. */
  let groups = 1
  let isProbing = advertise !== null
  let hasStarted = false
  /** Which claim of a name is the last one. */
  let claims = 0

  const later = (ms: number, action: () => void, signal = closing.signal): void =>
    void clock.sleep(ms, signal).then(action, () => undefined)

  // Speaking

  function tell(
    station: Station,
    packet: OutgoingPacket,
    to?: Sender & { readonly link: StationLink }
  ): void {
    for (const link of to === undefined ? station.links : [to.link]) {
      link.sent++
      link.socket.send(packet, to)
    }
  }

  function ownService(on: NetworkInterface): OwnService | null {
    if (advertise === null) return null
    // What else of this machine is on the same wire is told with it: who hears one answer may forget the rest.
    const others = interfaces.up().filter(({ name }) => name !== on.name)
    const neighbours = others.flatMap(advertised).filter(({ address }) => onSubnetOf(address, on) !== null)
    const { port, ...text } = advertise
    const instance = id.split('-').slice(0, groups).join('-')
    return { instance, port, text: { ...text, id }, addresses: [...advertised(on), ...neighbours] }
  }

  function announce(station: Station): void {
    const service = ownService(station.on)
    if (service === null || isProbing) return
    station.answeredAtMs = clock.nowMs()
    tell(station, announcement(service))
  }

  function announceTwice(station: Station): void {
    announce(station)
    later(SECOND_ANNOUNCEMENT_MS, () => announce(station))
  }

  function claimName(): void {
    if (advertise === null) return
    isProbing = true
    for (const station of stations.values()) {
      const service = ownService(station.on)
      if (service !== null) tell(station, probe(service))
    }
    const claim = ++claims
    later(PROBE_MS, () => {
      if (claim !== claims) return
      isProbing = false
      for (const station of stations.values()) announceTwice(station)
    })
  }

  function takeAnotherName(): void {
    // An id has eight groups; whoever makes us use them all gets no more out of us.
    if (groups >= id.split('-').length) return
    groups++
    claimName()
  }

  function sayGoodbye(): void {
    for (const station of stations.values()) sayGoodbyeOn(station)
  }

  function sayGoodbyeOn(station: Station): void {
    const service = ownService(station.on)
    if (service !== null && !isProbing) tell(station, goodbye(service))
  }

  function ask(station: Station): void {
    const missing = station.heard.questions()
    tell(station, {
      type: 'query',
      questions: [{ name: SERVICE_TYPE, type: 'PTR' }, ...missing],
      answers: station.heard.knownAnswers()
    })
  }

  function askForMissing(station: Station): void {
    const missing = station.heard.questions()
    if (missing.length > 0) tell(station, { type: 'query', questions: missing })
  }

  function startRound(): void {
    round.abort()
    round = new AbortController()
    roundAtMs = clock.nowMs()
    const { signal } = round
    const askAll = (): void => {
      for (const station of stations.values()) ask(station)
    }
    for (const ms of QUERIES_AT_MS) {
      if (ms === 0) askAll()
      else later(ms, askAll, signal)
    }
    const next = (): void => {
      askAll()
      later(QUERY_EVERY_MS, next, signal)
    }
    later(QUERY_EVERY_MS, next, signal)
  }

  // Listening

  function hear(station: Station, link: StationLink, packet: HeardPacket, from: Sender): void {
    if (closing.signal.aborted || !isFromHere(from.address, station.on)) return
    const address = from.address.replace(/%.*$/, '')
    if (station.on.addresses.some((own) => own.address === address)) link.heardOwn++
    else link.heardOthers++
    if (packet.type === 'query') return answer(station, link, packet, from)
    // RFC 6762 §6: whoever answers from another port is no responder.
    if (from.port !== MULTICAST_PORT) return
    const records = [...packet.answers, ...packet.additionals]
    minds(station, records, 'response')
    station.heard.hear(records, address)
    publishSoon()
    if (station.askIsDue) return
    station.askIsDue = true
    later(Math.max(FOLLOW_UP_MS, station.askedAgainAtMs + FOLLOW_UP_GAP_MS - clock.nowMs()), () => {
      station.askIsDue = false
      station.askedAgainAtMs = clock.nowMs()
      askForMissing(station)
    })
  }

  /** Whether the name is still ours. */
  function minds(station: Station, records: HeardPacket['answers'], kind: 'probe' | 'response'): void {
    const service = ownService(station.on)
    if (service === null) return
    const conflict = conflictOf(records, service)
    // Who has the name already keeps it from those who only ask.
    const isTaken = conflict !== 'none' && kind === 'response' && isProbing
    if (isTaken || (conflict === 'yields' && (kind === 'response' || isProbing))) takeAnotherName()
  }

  function answer(station: Station, link: StationLink, query: HeardPacket, from: Sender): void {
    const service = ownService(station.on)
    if (service === null) return
    minds(station, query.authorities, 'probe')
    if (isProbing) return
    const isPlainDns = from.port !== MULTICAST_PORT
    const packet = answerTo(query, service, isPlainDns)
    if (packet === null) return
    const waitMs = station.answeredAtMs + ANSWER_GAP_MS - clock.nowMs()
    if (waitMs <= 0) {
      station.answeredAtMs = clock.nowMs()
      tell(station, packet, isPlainDns ? { ...from, link } : undefined)
      return
    }
    if (isPlainDns) return
    // Several asked in a short time: one answer is for all of them.
    const { due } = station
    const isFirst = due.size === 0
    for (const record of [...(packet.answers ?? []), ...(packet.additionals ?? [])])
      due.set(JSON.stringify(record), record)
    if (!isFirst) return
    later(waitMs, () => {
      station.answeredAtMs = clock.nowMs()
      tell(station, { type: 'response', answers: [...due.values()] })
      due.clear()
    })
  }

  /**
   * The sockets of all interfaces hear what any of them joined, so the sender's subnet says which one it was. Tunnels
   * have no subnet: they get what belongs to nobody else.
   */
  function isFromHere(sender: string, on: NetworkInterface): boolean {
    const [address = '', scope] = sender.split('%')
    if (scope !== undefined) return scope === on.name || scope === String(on.index)
    if (onSubnetOf(address, on) !== null) return true
    const isTunnel = on.addresses.some(({ family, prefixLength }) => family === 4 && prefixLength === 32)
    return isTunnel && interfaces.up().every((other) => onSubnetOf(address, other) === null)
  }

  // Interfaces

  function openLinks(station: Station): void {
    const { on } = station
    // Who has no address of a family that others could use needs no socket for it.
    const families = ([4, 6] as const).filter((each) => advertised(on).some(({ family }) => family === each))
    station.links = families.map((family) => {
      const socket = openLink(on, family, {
        packet: (packet, from) => hear(station, link, packet, from),
        problem: (reason) => (link.problem = reason)
      })
      const link: StationLink = { family, socket, sent: 0, heardOwn: 0, heardOthers: 0, problem: null }
      return link
    })
  }

  function closeLinks({ links }: Station): void {
    for (const { socket } of links) {
      const closed = socket.close().finally(() => closings.delete(closed))
      closings.add(closed)
    }
  }

  function followInterfaces(change: InterfaceChange): void {
    const wanted = byQuality(interfaces.up())
      .filter((on) => advertised(on).length > 0)
      .slice(0, MOST_INTERFACES)
    const fresh: Station[] = []
    const kept = new Set(wanted.map(keyOf))
    const hasFewer = [...stations.keys()].some((key) => !kept.has(key))
    for (const [key, station] of stations) {
      if (kept.has(key) && change !== 'woke') continue
      // It may be there still, and its owner have chosen others.
      if (!kept.has(key)) sayGoodbyeOn(station)
      closeLinks(station)
      if (!kept.has(key)) stations.delete(key)
      else {
        // What was heard before the sleep may still hold; the sockets may not.
        openLinks(station)
        fresh.push(station)
      }
    }
    for (const on of wanted) {
      if (stations.has(keyOf(on))) continue
      const station: Station = {
        on,
        heard: heardServices(on, () => clock.nowMs(), readId),
        links: [],
        answeredAtMs: -Infinity,
        due: new Map(),
        askedAgainAtMs: -Infinity,
        askIsDue: false
      }
      openLinks(station)
      stations.set(keyOf(on), station)
      fresh.push(station)
    }
    // Who heard the goodbye may be on the same wire as another.
    for (const station of hasFewer ? stations.values() : fresh) announceTwice(station)
    if (fresh.length > 0) startRound()
    publishSoon()
  }

  // Telling

  function publishSoon(): void {
    if (publishIsDue) return
    const waitMs = publishedAtMs + PUBLISH_GAP_MS - clock.nowMs()
    if (waitMs <= 0) return publish()
    publishIsDue = true
    later(waitMs, () => {
      publishIsDue = false
      publish()
    })
  }

  function publish(): void {
    const before = known
    known = peersHeard(byQuality([...stations.values()].map(({ on }) => on)))
    for (const [peer, heard] of known) {
      if (JSON.stringify(before.get(peer)) === JSON.stringify(heard)) continue
      publishedAtMs = clock.nowMs()
      for (const listener of [...heardListeners]) listener(heard)
    }
    for (const peer of before.keys()) {
      if (known.has(peer)) continue
      for (const listener of [...goneListeners]) listener(peer)
    }
  }

  function peersHeard(best: readonly NetworkInterface[]): ReadonlyMap<PeerId, HeardPeer> {
    const peers = new Map<PeerId, ServiceText & { readonly addresses: PeerAddress[] }>()
    for (const judged of ['local', 'hint'] as const) {
      for (const on of best) {
        for (const service of stations.get(keyOf(on))?.heard.services() ?? []) {
          if (service.id === id) continue
          const { version, capabilities, port } = service
          const peer = peers.get(service.id) ?? { id: service.id, version, capabilities, addresses: [] }
          for (const { host } of service.addresses.filter((each) => each.judged === judged)) {
            const name = judged === 'local' ? on.name : null
            const isKnown = peer.addresses.some(
              (each) => each.host === host && each.port === port && each.interface === name
            )
            if (isKnown || peer.addresses.length >= MOST_ADDRESSES_OF_ONE_PEER) continue
            peer.addresses.push({ host, port, from: 'discovered', interface: name })
          }
          peers.set(service.id, peer)
        }
      }
    }
    return peers
  }

  return {
    start() {
      hasStarted = true
      stops.push(interfaces.onChange(followInterfaces))
      followInterfaces('changed')
      claimName()
      stops.push(
        clock.every(TICK_MS, () => {
          for (const station of stations.values()) {
            station.heard.expire()
            askForMissing(station)
          }
          publishSoon()
        })
      )
    },
    advertise(what) {
      sayGoodbye()
      advertise = what
      claims++
      groups = 1
      isProbing = what !== null
      if (hasStarted) claimName()
    },
    onHeard(listener) {
      heardListeners.add(listener)
      return () => heardListeners.delete(listener)
    },
    onGone(listener) {
      goneListeners.add(listener)
      return () => goneListeners.delete(listener)
    },
    heard: () => [...known.values()],
    query() {
      if (clock.nowMs() - roundAtMs >= ROUND_LASTS_MS) startRound()
    },
    links: () =>
      [...stations.values()].flatMap(({ on, links }) =>
        links.map(({ family, sent, heardOwn, heardOthers, problem }) => ({
          ...{ interface: on.name, kind: on.kind, family },
          ...{ sent, heardOwn, heardOthers, problem }
        }))
      ),
    async close() {
      for (const stop of stops.splice(0)) stop()
      sayGoodbye()
      for (const station of stations.values()) closeLinks(station)
      stations.clear()
      round.abort()
      closing.abort()
      await Promise.all(closings)
    }
  }
}

/** Another address or device is another station: what was heard through the old one says nothing. */
const keyOf = ({ name, index, addresses }: NetworkInterface): string =>
  JSON.stringify([name, index, ...addresses.map(({ address, prefixLength }) => `${address}/${prefixLength}`)])
