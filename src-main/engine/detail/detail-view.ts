/** One transfer as an open detail shows it, read from its counters, its story and its fetch at one instant. */
import { totalLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PlanPeer } from '../../../src-shared/model/peer.ts'
import {
  CELL_DURABLE,
  CELL_IN_FLIGHT,
  CELL_RACED,
  CELL_RECEIVED,
  CELL_VERIFIED,
  MOST_RANGES_SHOWN,
  MOST_SOURCES,
  type ConnectionNow,
  type DeliveryMap,
  type Limitation,
  type PeerPart,
  type RequestFacts,
  type SourceNow,
  type TransferDetail
} from '../../../src-shared/model/transfer-detail.ts'
import type { SourceShare, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../ports/clock.ts'
import type { TransferRecord } from '../ports/journal-port.ts'
import { median } from '../schedule/satisfaction.ts'
import type { LiveCounters } from '../transfer/live-counters.ts'
import { Race } from '../transfer/ranged/race.ts'
import { againBytes } from './connection-book.ts'
import { DeliveryCells } from './delivery-cells.ts'
import type { LiveConnection } from './fetch-view.ts'
import { limitation, type Facts } from './limitation.ts'

export interface Seen {
  readonly clock: Clock
  readonly record: TransferRecord
  readonly state: TransferState
  readonly live: LiveCounters
  /** The narrowest limit that holds for it. */
  readonly limit: Facts['limit']
}

export function detailOf(seen: Seen): TransferDetail {
  const { clock, record, live } = seen
  const { story } = live
  const connections = connectionsOf(seen)
  const sources = sourcesOf(seen, connections)
  return {
    id: record.id,
    atMs: clock.nowMs(),
    unixMs: clock.unixMs(),
    bytesPerSecond: live.meter.bytesPerSecond,
    receivedBytes: live.receivedBytes,
    limitation: limitationOf(seen, sources),
    sources,
    connections,
    map: live.ledger && mapOf(live.ledger, seen, sources),
    throughput: {
      startMs: story.throughput.startMs,
      stepMs: story.throughput.stepMs,
      steps: story.throughput.steps,
      bytes: sources.map(({ id }) => story.throughput.of(id))
    },
    planSteps: story.plan.steps,
    request: requestOf(seen)
  }
}

function limitationOf({ clock, state, live, limit }: Seen, sources: readonly SourceNow[]): Limitation {
  const { story, fetch } = live
  return limitation({
    state,
    bytesPerSecond: live.meter.bytesPerSecond,
    limit,
    limitShare: story.pressure.limitShare,
    diskShare: story.pressure.diskShare,
    fetch: fetch && { ...fetch.facts(), silentMs: story.silentMs(clock.nowMs()) },
    sources: sources.map(({ id, kind, name = '', bytesPerSecond, part }) => ({
      id,
      kind,
      name,
      bytesPerSecond,
      waitingBytes: part?.waitingBytes ?? 0
    }))
  })
}

function connectionsOf({ live }: Seen): readonly ConnectionNow[] {
  const open = new Map(live.fetch?.connections().map((each) => [each.number, each]))
  return live.story.book.all.map((booked): ConnectionNow => {
    const now = booked.state === 'retired' ? undefined : open.get(booked.number)
    return {
      number: booked.number,
      source: booked.source,
      state: booked.state,
      reason: booked.reason,
      sinceMs: booked.sinceMs,
      bytesPerSecond: now?.bytesPerSecond ?? null,
      criterionBytesPerSecond: now?.criterionBytesPerSecond ?? null,
      silentMs: now?.silentMs ?? 0,
      rttMs: now?.tcp?.rttMs ?? booked.rttMs ?? firstByte(now),
      windowBytes: now?.tcp?.receiveWindowBytes ?? booked.windowBytes,
      tcpRetransmits: now?.tcp?.retransmits ?? booked.tcpRetransmits,
      tcpOutOfOrder: now?.tcp?.outOfOrder ?? booked.tcpOutOfOrder,
      subTransfers: now?.subTransfers ?? booked.subTransfers,
      deliveredBytes: now?.deliveredBytes ?? booked.deliveredBytes,
      againBytes: againBytes(booked),
      heirs: booked.heirs
    }
  })
}

const firstByte = (now: LiveConnection | undefined): number | null => now?.firstByteMs || null

function sourcesOf({ live }: Seen, connections: readonly ConnectionNow[]): readonly SourceNow[] {
  const shares = new Map(live.sources().map((share) => [share.id, share]))
  const peers = new Map((live.bond?.peers ?? []).map((peer) => [peer.id, peer]))
  // Who is in the plan has a row, whether it has brought anything or not; so has who is being connected to.
  for (const { id, name } of peers.values())
    if (!shares.has(id)) shares.set(id, { id, kind: 'peer', name, bytes: 0, connections: 0 })
  for (const { source } of connections)
    if (!shares.has(source)) shares.set(source, { id: source, kind: 'origin', bytes: 0, connections: 0 })
  return [...shares.values()].slice(0, MOST_SOURCES).map((share): SourceNow => {
    const own = connections.filter(({ source, state }) => source === share.id && state !== 'retired')
    const bytesPerSecond = live.story.rateOf(share.id)
    const rtts = own.flatMap(({ rttMs }) => rttMs ?? [])
    const peer = peers.get(share.id)
    return {
      ...share,
      bytesPerSecond,
      live: own.length,
      rttMs: rtts.length > 0 ? median(rtts) : null,
      state: live.disbelieved.has(share.id) ? 'distrusted' : stateOf(bytesPerSecond, own.length),
      part: peer ? partOf(peer, live.bond?.heldBy(peer.id) ?? [], live) : null
    }
  })
}

function stateOf(bytesPerSecond: number, connections: number): SourceNow['state'] {
  if (bytesPerSecond > 0) return 'delivering'
  return connections > 0 ? 'waiting' : 'idle'
}

function partOf(
  { ranges, revision, status, reason }: PlanPeer,
  held: readonly ByteRange[],
  { ledger }: LiveCounters
): PeerPart {
  const heldBytes = totalLength(held)
  const hereBytes = held.reduce((sum, range) => sum + totalLength(ledger?.receivedWithin(range) ?? []), 0)
  return {
    revision,
    ranges: ranges.slice(0, MOST_RANGES_SHOWN),
    plannedBytes: totalLength(ranges),
    waitingBytes: Math.max(0, heldBytes - hereBytes),
    status,
    reason
  }
}

function mapOf(
  ledger: Ledger,
  { live, record }: Seen,
  sources: readonly Pick<SourceShare, 'id'>[]
): DeliveryMap | null {
  if (ledger.length === 0) return null
  const cells =
    live.story.cells?.length === ledger.length ? live.story.cells : new DeliveryCells(ledger.length)
  const numberOf = (id: string): number => sources.findIndex((source) => source.id === id) + 1
  const numbers = [0, ...cells.names.map(numberOf)]
  const { count } = cells
  const states = new Uint8Array(count)
  const owners = cells.sources.map((number) => numbers[number] ?? 0)
  const marks = cells.marks.slice()
  const mark = (range: ByteRange, bit: number): void => {
    const [from, to] = cells.cellsOf(range)
    for (let cell = from; cell < to; cell++) marks[cell]! |= bit
  }
  /** Cells of which every byte is in there. */
  const within = ({ start, end }: ByteRange): readonly [number, number] => [
    Math.ceil((start * count) / ledger.length),
    Math.floor((end * count) / ledger.length)
  ]
  for (const range of ledger.here) states.fill(CELL_RECEIVED, ...within(range))
  for (const range of ledger.durable) states.fill(CELL_DURABLE, ...within(range))
  for (const { range, owner } of ledger.occupied()) {
    if (!owner) continue
    const [from, to] = cells.cellsOf(range)
    states.fill(CELL_IN_FLIGHT, from, to)
    const source = 'source' in owner && typeof owner.source === 'string' ? numberOf(owner.source) : 0
    if (source > 0) owners.fill(source, from, to)
    if (owner instanceof Race) mark(range, CELL_RACED)
  }
  if (record.verification.kind === 'verified') mark({ start: 0, end: ledger.length }, CELL_VERIFIED)
  for (const range of live.pieces?.right ?? []) {
    const [from, to] = within(range)
    for (let cell = from; cell < to; cell++) marks[cell]! |= CELL_VERIFIED
  }
  return {
    length: ledger.length,
    states,
    sources: owners,
    marks,
    atMs: cells.atMs.slice(),
    bytesPerSecond: cells.bytesPerSecond.slice()
  }
}

/** Nothing of this is secret: where a value may be, only its name or the fact that it is there. */
function requestOf({ record, live }: Seen): RequestFacts {
  const { request, validator, mirrors } = record
  const { headers, userAgent, referer, login, cookieFile, clientCertificate, proxy } = request
  return {
    servedFrom: live.servedFrom,
    etag: validator?.etag ?? null,
    lastModified: validator?.lastModified ?? null,
    ranges: rangesOf(record, live),
    mirrors: mirrors.map(hostOf),
    userAgent: userAgent ?? null,
    headers: (headers ?? []).map(({ name }) => name),
    login: login?.kind ?? null,
    cookies: cookieFile !== undefined,
    clientCertificate: clientCertificate !== undefined,
    referer: referer !== undefined,
    proxy: proxy === undefined || proxy === 'none' ? (proxy ?? null) : hostOf(proxy)
  }
}

/** A file that can be asked for by range is known by its validator; one that comes in one answer has none. */
function rangesOf({ validator, length }: TransferRecord, { receivedBytes }: LiveCounters): boolean | null {
  if (validator) return true
  return receivedBytes > 0 || length !== null ? false : null
}

function hostOf(address: string): string {
  try {
    return new URL(address.includes('://') ? address : `http://${address}`).host
  } catch {
    return ''
  }
}
