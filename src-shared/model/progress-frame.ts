/**
 * Live counters of everything that moves, as columns. A frame is pulled, never pushed: a reader asks for the
 * next one when it has drawn the last, so a slow window costs the engine nothing and always sees the latest.
 */
import type { TransferId } from './transfer.ts'

export interface ProgressFrame {
  /** Engine clock, milliseconds, monotonic. */
  readonly atMs: number
  /** Transfers that are running; row i of every column belongs to ids[i]. */
  readonly ids: readonly TransferId[]
  readonly receivedBytes: Float64Array
  /** Bytes a second over the last two seconds. */
  readonly bytesPerSecond: Float64Array
  /** Connections carrying bytes now. */
  readonly connections: Uint16Array
  /** Range maps of the transfers the reader asked for. */
  readonly maps: readonly RangeMap[]
}

/** Which bytes are where; what no row covers is wanted but not asked for yet. Sorted by start, no overlap. */
export interface RangeMap {
  readonly id: TransferId
  /** Length of the file in bytes. */
  readonly length: number
  readonly starts: Float64Array
  readonly ends: Float64Array
  /** One of RANGE_STATES, by index. */
  readonly states: Uint8Array
}

export const RANGE_STATES = ['inFlight', 'received', 'durable'] as const
export type RangeState = (typeof RANGE_STATES)[number]
export const RANGE_IN_FLIGHT = 0
export const RANGE_RECEIVED = 1
export const RANGE_DURABLE = 2
