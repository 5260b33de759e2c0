/**
 * One peer as this process knows it: what the journal keeps of it, what was heard since, and what has been counted but
 * not journaled yet. Pure data with its rules; it neither waits nor writes.
 */
import type { Peer, PeerAddress, PeerCard, PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'
import type { AgedRate, PeerRecord, RememberedAddress } from '../ports/directory-store.ts'
import { BusyTime, bytesPerSecondOf, withSample } from './aged-rate.ts'

/** A machine has a handful; who announces more is not worth the dialling. */
export const MOST_ADDRESSES = 16
/** Those that worked last are enough to find it again. */
const MOST_REMEMBERED = 8

export interface ReachedAddress {
  readonly host: string
  readonly port: number
  readonly rttMs: number
}

/** What happened since the journal was last told. */
interface Pending {
  receivedBytes: number
  sentBytes: number
  failures: number
  /** `atMs`: when the last of it came. */
  origin: { bytes: number; tookMs: number; atMs: number }
  lan: { bytes: number; tookMs: number; atMs: number }
  seenAtMs: number | null
  worked: (ReachedAddress & { readonly atMs: number })[]
}

const nothing = (): Pending => ({
  receivedBytes: 0,
  sentBytes: 0,
  failures: 0,
  origin: { bytes: 0, tookMs: 0, atMs: 0 },
  lan: { bytes: 0, tookMs: 0, atMs: 0 },
  seenAtMs: null,
  worked: []
})

export class KnownPeer {
  readonly id: PeerId
  record: PeerRecord
  /** Whether the journal has a row of it. */
  isJournaled: boolean
  heardAtMs: number
  reached: ReachedAddress | null = null
  card: PeerCard | null = null
  #heard: PeerAddress[] = []
  #pending = nothing()
  readonly #busy = { origin: new BusyTime(), lan: new BusyTime() }

  constructor(record: PeerRecord, isJournaled: boolean, heardAtMs: number) {
    this.id = record.id
    this.record = record
    this.isJournaled = isJournaled
    this.heardAtMs = heardAtMs
  }

  get trust(): PeerTrust {
    return this.record.quarantine ? 'quarantined' : this.record.trust
  }

  /** Nothing but a name on the network: it may be forgotten whenever room is needed. */
  get isStranger(): boolean {
    return !this.isJournaled && this.record.trust === 'none' && !this.record.quarantine
  }

  hear(address: PeerAddress): void {
    const others = this.#heard.filter(
      (known) => !isSamePlace(known, address) || known.interface !== address.interface
    )
    this.#heard = [address, ...others].slice(0, MOST_ADDRESSES)
  }

  /** The network took back what it said of it, on one interface. */
  unhear(networkInterface: string | null): void {
    this.#heard = this.#heard.filter(
      ({ from, interface: on }) =>
        from !== 'discovered' || (networkInterface !== null && on !== networkInterface)
    )
  }

  see(atMs: number): void {
    this.#pending.seenAtMs = atMs
  }

  work(reached: ReachedAddress, atMs: number): void {
    this.reached = reached
    this.see(atMs)
    this.#pending.worked = [
      { ...reached, atMs },
      ...this.#pending.worked.filter((known) => !isSamePlace(known, reached))
    ].slice(0, MOST_REMEMBERED)
  }

  fail(): void {
    this.#pending.failures += 1
  }

  send(bytes: number, atMs: number): void {
    this.#pending.sentBytes += bytes
    this.see(atMs)
  }

  receive(bytes: number, tookMs: number, side: 'origin' | 'lan', atMs: number): void {
    const counted = this.#pending[side]
    counted.bytes += bytes
    counted.atMs = atMs
    counted.tookMs += this.#busy[side].add(tookMs, atMs)
    this.#pending.receivedBytes += bytes
    this.see(atMs)
  }

  get hasNews(): boolean {
    const { receivedBytes, sentBytes, failures, seenAtMs, worked } = this.#pending
    const counted = receivedBytes > 0 || sentBytes > 0 || failures > 0
    return counted || seenAtMs !== null || worked.length > 0 || this.#isTypedAnew
  }

  /** A person said where it is, and the journal does not know yet. */
  get #isTypedAnew(): boolean {
    const known = this.record.addresses
    return this.#heard.some(
      (heard) =>
        isTyped(heard) && known.length < MOST_REMEMBERED && !known.some((other) => isSamePlace(other, heard))
    )
  }

  /** The record with all that has happened since; `found` is how it stands in the journal now. */
  withNews(found: PeerRecord): PeerRecord {
    const { receivedBytes, sentBytes, failures, seenAtMs, worked } = this.#pending
    const { history } = found
    return {
      ...found,
      name: this.card?.name ?? found.name,
      addresses: this.#remembered(found.addresses, worked),
      originRate: this.#rate(found.originRate, 'origin'),
      lanRate: this.#rate(found.lanRate, 'lan'),
      history: {
        receivedBytes: history.receivedBytes + receivedBytes,
        sentBytes: history.sentBytes + sentBytes,
        failures: history.failures + failures,
        lastSeenAtMs: seenAtMs === null ? history.lastSeenAtMs : Math.max(seenAtMs, history.lastSeenAtMs ?? 0)
      }
    }
  }

  /** The journal has been told everything up to now. */
  settle(record: PeerRecord): void {
    this.record = record
    this.#pending = nothing()
  }

  picture(nowMs: number): Peer {
    const { id, quarantine, terms, addresses, originRate, lanRate, history, name } = this.withNews(
      this.record
    )
    const origin = bytesPerSecondOf(originRate, nowMs)
    const lan = bytesPerSecondOf(lanRate, nowMs)
    return {
      id,
      name,
      trust: this.trust,
      quarantine,
      terms,
      addresses: this.#addresses(addresses),
      reached: this.reached,
      card: this.card,
      bandwidth:
        origin === null && lan === null
          ? null
          : {
              originBytesPerSecond: origin,
              lanBytesPerSecond: lan,
              measuredAtMs: Math.max(originRate?.atMs ?? 0, lanRate?.atMs ?? 0)
            },
      history
    }
  }

  #rate(known: AgedRate | null, side: 'origin' | 'lan'): AgedRate | null {
    const sample = this.#pending[side]
    // Bytes that took no time say nothing yet; the next ones will bring their time along.
    return sample.tookMs > 0 ? withSample(known, sample) : known
  }

  #remembered(known: readonly RememberedAddress[], worked: Pending['worked']): readonly RememberedAddress[] {
    const typed = this.#heard.filter(({ from }) => from === 'typed')
    const fresh = worked.map(({ host, port, atMs }) => ({
      host,
      port,
      typed: [...known, ...typed].some((other) => isTyped(other) && isSamePlace(other, { host, port })),
      lastWorkedAtMs: atMs
    }))
    const others = [
      ...known,
      ...typed.map(({ host, port }) => ({ host, port, typed: true, lastWorkedAtMs: null }))
    ]
    return [...fresh, ...others]
      .filter((address, index, all) => all.findIndex((other) => isSamePlace(other, address)) === index)
      .slice(0, MOST_REMEMBERED)
  }

  /** Heard ones first: they are of this minute. */
  #addresses(remembered: readonly RememberedAddress[]): readonly PeerAddress[] {
    const others = remembered
      .filter((address) => !this.#heard.some((heard) => isSamePlace(heard, address)))
      .map(({ host, port, typed }) => ({
        host,
        port,
        from: typed ? ('typed' as const) : ('remembered' as const),
        interface: null
      }))
    return [...this.#heard, ...others]
  }
}

interface Place {
  readonly host: string
  readonly port: number
}

const isSamePlace = (a: Place, b: Place): boolean => a.host === b.host && a.port === b.port

const isTyped = (address: PeerAddress | RememberedAddress): boolean =>
  'typed' in address ? address.typed : address.from === 'typed'
