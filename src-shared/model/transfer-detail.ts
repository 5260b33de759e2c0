/**
 * Everything that an open detail of one transfer shows, read at one instant. It is asked for by whoever shows it and
 * by nobody else, so a transfer that nobody looks at costs nothing. Every list in it is bounded, however large the file.
 */
import type { ProblemCode } from '../errors/catalogue.ts'
import type { ByteRange } from './byte-range.ts'
import type { PeerId, PlanStatus } from './peer.ts'
import type { QueueReason, SourceShare, TransferId } from './transfer.ts'

export interface TransferDetail {
  readonly id: TransferId
  /** Engine clock, milliseconds, monotonic; and the same instant as Unix time. */
  readonly atMs: number
  readonly unixMs: number
  readonly bytesPerSecond: number
  readonly receivedBytes: number
  readonly limitation: Limitation
  /** In the order in which they were first heard of; at most MOST_SOURCES. */
  readonly sources: readonly SourceNow[]
  /** Those that live, then the latest retired ones; at most MOST_CONNECTIONS_SHOWN. */
  readonly connections: readonly ConnectionNow[]
  /** Null while the length is not known, and where bytes are not kept by range. */
  readonly map: DeliveryMap | null
  readonly throughput: Throughput
  /** What was decided of who fetches what, oldest first; at most MOST_PLAN_STEPS. */
  readonly planSteps: readonly PlanStep[]
  readonly request: RequestFacts
}

export const MOST_SOURCES = 64
export const MOST_CONNECTIONS_SHOWN = 128
export const MOST_PLAN_STEPS = 64
/** Cells of a map; a file of fewer bytes has one for each. */
export const MAP_CELLS = 1024
/** Steps of the throughput; when they are full, each becomes twice as long. */
export const MOST_THROUGHPUT_STEPS = 240

/**
 * What keeps a transfer from being faster at present, as far as measurement can tell. A word a person can act on, and
 * the numbers behind it.
 */
export type Limitation =
  /** It does not run: paused, done or failed. */
  | { readonly kind: 'still' }
  | { readonly kind: 'queued'; readonly place: number; readonly reason: QueueReason }
  | { readonly kind: 'backing-off'; readonly untilMs: number; readonly code: ProblemCode }
  /** The server has been asked and has not answered. */
  | { readonly kind: 'asking' }
  | { readonly kind: 'verifying' }
  | { readonly kind: 'finishing' }
  /** `transfer`: its own; `all`: one for all transfers; `hours`: that of these hours. */
  | { readonly kind: 'limit'; readonly by: 'transfer' | 'all' | 'hours'; readonly bytesPerSecond: number }
  /** Bytes wait for the disk. `share` of the last seconds, 0 to 1. */
  | { readonly kind: 'disk'; readonly share: number }
  /** Nothing has come for so long. */
  | { readonly kind: 'silent'; readonly forMs: number }
  /** `answer`: the server sends the file in one answer; `protocol`: FTP and SFTP are read in order. */
  | { readonly kind: 'one-connection'; readonly source: string; readonly because: 'answer' | 'protocol' }
  /** So little is left that it waits for the last ranges, most of them from `source`. */
  | { readonly kind: 'tail'; readonly source: string; readonly bytes: number }
  /** Connections are being opened, and their number tried. */
  | { readonly kind: 'measuring'; readonly connections: number }
  /** The server serves no more connections than these. */
  | { readonly kind: 'server-connections'; readonly source: string; readonly connections: number }
  /** Other transfers use the rest of what one server may be asked for at once. */
  | { readonly kind: 'shared-server'; readonly source: string; readonly connections: number }
  /** Each connection adds to the rate, and it may have no more. */
  | { readonly kind: 'connections'; readonly connections: number }
  /** Several peers hold bytes that this machine does not take in as fast. */
  | { readonly kind: 'own-link'; readonly peers: number; readonly waitingBytes: number }
  /** One peer holds them: it is its way here that is slow. */
  | {
      readonly kind: 'peer-path'
      readonly peer: PeerId
      readonly name: string
      readonly waitingBytes: number
    }
  /** Everybody who helps gives what it can. */
  | {
      readonly kind: 'sources'
      readonly serverBytesPerSecond: number
      readonly peersBytesPerSecond: number
      readonly peers: number
    }
  /** More connections brought no more: the server, or the way to it, gives no more. */
  | { readonly kind: 'server'; readonly source: string; readonly connections: number }

export interface SourceNow extends SourceShare {
  readonly bytesPerSecond: number
  /** Connections to it now. */
  readonly live: number
  /** Median of its connections' round trips as TCP has them, else of the time to the first byte; null: not known. */
  readonly rttMs: number | null
  /** `delivering`: bytes come; `waiting`: it has been asked; `idle`: it is not; `distrusted`: its bytes are not used. */
  readonly state: 'delivering' | 'waiting' | 'idle' | 'distrusted'
  /** Its part in the plan, when it is a peer. */
  readonly part: PeerPart | null
}

export interface PeerPart {
  readonly revision: number
  /** What it was last asked for, the first of them; and all of it in bytes. */
  readonly ranges: readonly ByteRange[]
  readonly plannedBytes: number
  /** Bytes it holds that have not come here. */
  readonly waitingBytes: number
  readonly status: PlanStatus | null
  /** Why it is in the plan, or not any more. */
  readonly reason: string
}
export const MOST_RANGES_SHOWN = 16

/** What becomes of one connection, from its opening to its end. */
export type ConnectionState = 'connecting' | 'priming' | 'reserve' | 'active' | 'suspect' | 'retired'

export interface ConnectionNow {
  /** Its number in this run of the transfer, from 1. */
  readonly number: number
  readonly source: string
  readonly state: ConnectionState
  /** Why it is in that state, and since when, Unix time in milliseconds. */
  readonly reason: string
  readonly sinceMs: number
  /** Over the last second; null: nothing is under way. */
  readonly bytesPerSecond: number | null
  /** A connection slower than this would be replaced; null: nobody to compare it with. */
  readonly criterionBytesPerSecond: number | null
  /** Since its last byte, while it is waited for. */
  readonly silentMs: number
  readonly rttMs: number | null
  readonly windowBytes: number | null
  /** Segments that this machine's TCP sent again; null: the system does not tell. */
  readonly tcpRetransmits: number | null
  readonly tcpOutOfOrder: number | null
  /** Sub-transfers it has finished. */
  readonly subTransfers: number
  readonly deliveredBytes: number
  /** Bytes it was asked for and did not bring; they were asked for again. */
  readonly againBytes: number
  /** Who took over from it, the latest; at most MOST_HEIRS. */
  readonly heirs: readonly Heir[]
}
export const MOST_HEIRS = 4

export interface Heir {
  readonly connection: number
  readonly bytes: number
  /** `stolen`: a tail it would have been late with; `raced`: both were asked for it; `reassigned`: it failed. */
  readonly how: 'stolen' | 'raced' | 'reassigned'
}

/** The file from its first byte to its last in cells of one size; column `i` of each array is of cell `i`. */
export interface DeliveryMap {
  readonly length: number
  /** One of CELL_STATES, by index: what holds for every byte of the cell; in flight, if any byte is. */
  readonly states: Uint8Array
  /** 1 + index into `sources` of who brought its bytes last or was asked for them; 0: nobody, or an earlier run. */
  readonly sources: Uint8Array
  /** A sum of CELL_RACED, CELL_AGAIN and CELL_VERIFIED. */
  readonly marks: Uint8Array
  /** When its last byte came, Unix time in milliseconds; 0: not in this run of the program. */
  readonly atMs: Float64Array
  /** How fast the connection was that brought it. */
  readonly bytesPerSecond: Float64Array
}

export const CELL_STATES = ['wanted', 'inFlight', 'received', 'durable'] as const
export type CellState = (typeof CELL_STATES)[number]
export const CELL_WANTED = 0
export const CELL_IN_FLIGHT = 1
export const CELL_RECEIVED = 2
export const CELL_DURABLE = 3

/** Two connections were asked for bytes of it at once. */
export const CELL_RACED = 1
/** Bytes of it were asked for again. */
export const CELL_AGAIN = 2
/** Compared with a digest, and right. */
export const CELL_VERIFIED = 4

/** Bytes that came in each step of time, by source; the last step is not over. */
export interface Throughput {
  /** When the first step began; engine clock, milliseconds. */
  readonly startMs: number
  readonly stepMs: number
  readonly steps: number
  /** A column for each of `sources`, in the same order. */
  readonly bytes: readonly Float64Array[]
}

/** A revision of the plan, or what led to one. Revisions that follow each other closely are one step. */
export interface PlanStep {
  /** Unix time in milliseconds. */
  readonly atMs: number
  readonly peer: PeerId
  readonly name: string
  readonly kind: 'offered' | 'joined' | 'assigned' | 'said' | 'left' | 'refused'
  readonly reason: string
  /** The revision it led to, and how many it stands for; 0: none. */
  readonly revision: number
  readonly revisions: number
  readonly plannedBytes: number
}

/** What its requests say, without anything secret: of logins, fields and cookies only that they are there. */
export interface RequestFacts {
  /** Where it is served from after redirects, without query and credentials; null: not known. */
  readonly servedFrom: string | null
  readonly etag: string | null
  readonly lastModified: string | null
  /** Bytes can be asked for by range; null: not known yet. */
  readonly ranges: boolean | null
  readonly mirrors: readonly string[]
  readonly userAgent: string | null
  /** Names, without their values. */
  readonly headers: readonly string[]
  readonly login: 'password' | 'bearer' | null
  readonly cookies: boolean
  readonly clientCertificate: boolean
  readonly referer: boolean
  /** Host of the proxy; `none`; null: as the environment says. */
  readonly proxy: string | null
}
