/**
 * What the double engine tells of one transfer: a server, a mirror and two machines that help, connections in every
 * state, and a plan with some history. It grows with the transfer's bytes, so that an open detail moves.
 */
import {
  CELL_AGAIN,
  CELL_DURABLE,
  CELL_IN_FLIGHT,
  CELL_RACED,
  CELL_RECEIVED,
  CELL_VERIFIED,
  MAP_CELLS,
  type ConnectionNow,
  type DeliveryMap,
  type Limitation,
  type PlanStep,
  type SourceNow,
  type Throughput,
  type TransferDetail
} from '../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'

const ANNA = 'ANNA7QK2M4'
const BEN = 'BENC3W8XR5'
/** Of the bytes and the rate, by place among the sources. */
const SHARES = [0.44, 0.27, 0.18, 0.11]
const STEPS = 90
const STEP_MS = 500

const hostOf = ({ uri }: Transfer): string => new URL(uri).host

export function detailOf(transfer: Transfer, bytesPerSecond: number): TransferDetail {
  const isRunning = transfer.state.kind === 'running'
  const atMs = performance.now()
  const sources = sourcesOf(transfer, isRunning ? bytesPerSecond : 0)
  return {
    id: transfer.id,
    atMs,
    unixMs: Date.now(),
    bytesPerSecond: isRunning ? bytesPerSecond : 0,
    receivedBytes: transfer.receivedBytes,
    limitation: limitationOf(transfer, bytesPerSecond),
    sources,
    connections: isRunning ? connectionsOf(transfer, bytesPerSecond) : [],
    map: transfer.length ? mapOf(transfer, transfer.length, sources.length) : null,
    throughput: throughputOf(atMs, sources, bytesPerSecond),
    planSteps: planStepsOf(),
    request: {
      servedFrom: `https://edge-7.${hostOf(transfer)}/files/${transfer.name}`,
      etag: '"5f3c-62b1e0"',
      lastModified: 'Tue, 17 Nov 2026 09:12:44 GMT',
      ranges: transfer.length !== null,
      mirrors: ['https://mirror.example.edu/'],
      userAgent: null,
      headers: ['X-Project'],
      login: 'password',
      cookies: false,
      clientCertificate: false,
      referer: true,
      proxy: null
    }
  }
}

function limitationOf({ state }: Transfer, bytesPerSecond: number): Limitation {
  if (state.kind === 'queued') return { kind: 'queued', place: state.place, reason: state.reason }
  if (state.kind === 'retrying')
    return { kind: 'backing-off', untilMs: state.untilMs, code: state.problem.code }
  if (state.kind !== 'running') return { kind: 'still' }
  const [server = 0, mirror = 0, anna = 0, ben = 0] = SHARES
  return {
    kind: 'sources',
    serverBytesPerSecond: bytesPerSecond * (server + mirror),
    peersBytesPerSecond: bytesPerSecond * (anna + ben),
    peers: 2
  }
}

function sourcesOf(transfer: Transfer, bytesPerSecond: number): readonly SourceNow[] {
  const source = (
    place: number,
    id: string,
    kind: SourceNow['kind'],
    more: Partial<SourceNow> = {}
  ): SourceNow => ({
    id,
    kind,
    bytes: transfer.receivedBytes * (SHARES[place] ?? 0),
    connections: kind === 'peer' ? 1 : 4,
    bytesPerSecond: bytesPerSecond * (SHARES[place] ?? 0),
    live: bytesPerSecond > 0 ? (kind === 'peer' ? 1 : 4) : 0,
    rttMs: kind === 'peer' ? 0.4 : 23.6,
    state: bytesPerSecond > 0 ? 'delivering' : 'idle',
    part: null,
    ...more
  })
  const part = (start: number, end: number, place: number): SourceNow['part'] => ({
    revision: 7,
    ranges: [{ start, end }],
    plannedBytes: end - start,
    waitingBytes: 3_400_000,
    status: {
      revision: 7,
      state: 'fetching',
      bytesPerSecond: bytesPerSecond * (SHARES[place] ?? 0),
      connections: 4,
      problem: null
    },
    reason: 'it shows the same file'
  })
  const length = transfer.length ?? 0
  return [
    source(0, hostOf(transfer), 'origin'),
    source(1, 'mirror.example.edu', 'mirror'),
    source(2, ANNA, 'peer', { name: 'anna', part: part(length * 0.6, length * 0.78, 2) }),
    source(3, BEN, 'peer', { name: 'ben', part: part(length * 0.78, length * 0.9, 3) })
  ]
}

function connectionsOf(transfer: Transfer, bytesPerSecond: number): readonly ConnectionNow[] {
  const nowMs = Date.now()
  const connection = (
    number: number,
    source: string,
    state: ConnectionNow['state'],
    reason: string,
    more: Partial<ConnectionNow> = {}
  ): ConnectionNow => ({
    number,
    source,
    state,
    reason,
    sinceMs: nowMs - number * 4100,
    bytesPerSecond: state === 'active' ? (bytesPerSecond / 7) * (1 + 0.06 * number) : null,
    criterionBytesPerSecond: state === 'active' ? bytesPerSecond / 15 : null,
    silentMs: 0,
    rttMs: 21 + number * 0.7,
    windowBytes: 360_000 + number * 12_000,
    tcpRetransmits: number % 3,
    tcpOutOfOrder: number % 2,
    subTransfers: 40 - number,
    deliveredBytes: transfer.receivedBytes / (8 + number),
    againBytes: 0,
    heirs: [],
    ...more
  })
  const origin = hostOf(transfer)
  const active = 'there is work for it'
  return [
    connection(1, origin, 'active', active),
    connection(2, origin, 'active', active),
    connection(3, origin, 'retired', 'it fell silent', {
      againBytes: 1_340_000,
      heirs: [{ connection: 9, bytes: 1_340_000, how: 'reassigned' }]
    }),
    connection(4, origin, 'suspect', 'slower than its criterion for 3 s', { silentMs: 2400 }),
    connection(5, 'mirror.example.edu', 'active', active, {
      againBytes: 262_144,
      heirs: [{ connection: 6, bytes: 262_144, how: 'stolen' }]
    }),
    connection(6, 'mirror.example.edu', 'active', active),
    connection(7, 'mirror.example.edu', 'reserve', 'kept for one that fails'),
    connection(8, ANNA, 'active', active, { tcpRetransmits: null, tcpOutOfOrder: null }),
    connection(9, origin, 'active', 'it takes over from connection 3'),
    connection(10, BEN, 'active', active, { tcpRetransmits: null, tcpOutOfOrder: null }),
    connection(11, origin, 'priming', 'its window opens')
  ]
}

/** Each source grows a stretch of its own. */
function mapOf({ receivedBytes, state }: Transfer, length: number, sources: number): DeliveryMap {
  const map: DeliveryMap = {
    length,
    states: new Uint8Array(MAP_CELLS),
    sources: new Uint8Array(MAP_CELLS),
    marks: new Uint8Array(MAP_CELLS),
    atMs: new Float64Array(MAP_CELLS),
    bytesPerSecond: new Float64Array(MAP_CELLS)
  }
  const share = receivedBytes / length
  const lane = MAP_CELLS / 8
  const lastMs = Date.now()
  for (let cell = 0; cell < MAP_CELLS; cell++) {
    const number = Math.floor(cell / lane)
    const into = (cell % lane) / lane
    const reach = share >= 1 ? 1 : Math.min(0.94, share * (0.8 + ((number * 5) % 8) / 18))
    const isMoving = state.kind === 'running'
    if (into >= reach + (isMoving ? 0.05 : 0)) continue
    map.states[cell] =
      into >= reach ? CELL_IN_FLIGHT : isMoving && into > reach - 0.03 ? CELL_RECEIVED : CELL_DURABLE
    map.sources[cell] = 1 + ((number * 3 + Math.floor(into * 4)) % sources)
    if (into >= reach) continue
    map.atMs[cell] = lastMs - (reach - into) * 60_000
    map.bytesPerSecond[cell] = 4_200_000 + number * 310_000
    if (number === 2 && into > 0.1 && into < 0.16) map.marks[cell] = CELL_AGAIN
    if (number === 5 && into > 0.2 && into < 0.23) map.marks[cell] = CELL_RACED
    if (number === 0) map.marks[cell] = (map.marks[cell] ?? 0) | CELL_VERIFIED
  }
  return map
}

function throughputOf(atMs: number, sources: readonly SourceNow[], bytesPerSecond: number): Throughput {
  // The steps stay where they are while time goes on.
  const last = Math.floor(atMs / STEP_MS)
  const column = (place: number): Float64Array =>
    Float64Array.from({ length: STEPS }, (_, at) => {
      const step = last - STEPS + at
      const wave = 1 + 0.18 * Math.sin(step / 7 + place * 2) + 0.07 * Math.sin(step * 1.9 + place)
      const begun = Math.min(1, Math.max(0, (at - place * 12) / 8))
      return ((bytesPerSecond * (SHARES[place] ?? 0) * STEP_MS) / 1000) * wave * begun
    })
  return {
    startMs: (last - STEPS) * STEP_MS,
    stepMs: STEP_MS,
    steps: STEPS,
    bytes: sources.map((_, place) => column(place))
  }
}

const BEGAN_MS = Date.now() - 45_000

function planStepsOf(): readonly PlanStep[] {
  const step = (
    afterMs: number,
    peer: string,
    kind: PlanStep['kind'],
    reason: string,
    revision = 0,
    plannedBytes = 0
  ): PlanStep => ({
    atMs: BEGAN_MS + afterMs,
    peer,
    name: peer === ANNA ? 'anna' : 'ben',
    kind,
    reason,
    revision,
    revisions: revision === 6 ? 4 : 1,
    plannedBytes
  })
  return [
    step(0, ANNA, 'offered', 'it is near and willing'),
    step(40, BEN, 'offered', 'it is near and willing'),
    step(600, ANNA, 'joined', 'it shows the same file'),
    step(650, ANNA, 'assigned', 'it has joined', 2, 64_000_000),
    step(1900, BEN, 'said', 'resolving'),
    step(5200, BEN, 'joined', 'it shows the same file'),
    step(5300, BEN, 'assigned', 'it has joined', 3, 48_000_000),
    step(21_000, ANNA, 'assigned', 'it is faster than was planned', 6, 180_000_000),
    step(33_000, BEN, 'assigned', 'its share is done', 7, 91_000_000)
  ]
}

export function logOf(id: TransferId): readonly TransferEvent[] {
  const line = (afterMs: number, kind: string, detail: TransferEvent['detail']): TransferEvent => ({
    atMs: BEGAN_MS + afterMs,
    kind,
    detail
  })
  return [
    line(-900, 'added', { uri: `https://releases.example.org/${id}` }),
    line(0, 'connection-connecting', { connection: 1, source: 'releases.example.org', reason: 'the first' }),
    line(60, 'connection-priming', { connection: 1 }),
    line(410, 'connection-active', { connection: 1, reason: 'there is work for it' }),
    line(500, 'plan-offered', { peer: ANNA, name: 'anna' }),
    line(1200, 'peer-joined', { peer: ANNA, name: 'anna' }),
    line(4000, 'range-reassigned', { from: 3, to: 9, reason: 'silent', bytes: 1_340_000 }),
    line(4010, 'connection-retired', { connection: 3, reason: 'it fell silent', deliveredBytes: 18_300_000 }),
    line(7200, 'range-stolen', { from: 5, to: 6, bytes: 262_144 }),
    line(11_000, 'mirror-admitted', { source: 'mirror.example.edu' })
  ]
}
