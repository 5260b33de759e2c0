/**
 * A transfer as every window, terminal and journal sees it: one requested file, URI in, one file out.
 * Plain data only; it crosses threads, processes and networks unchanged.
 */
import type { Problem } from '../errors/problem.ts'
import type { Verification } from './checksum.ts'
import type { Priority } from './settings.ts'

export type TransferId = string

/** Where a transfer stands. A union of named states; each carries what belongs to it and nothing else. */
export type TransferState =
  | { readonly kind: 'running'; readonly phase: RunningPhase }
  /** Waiting for its turn; `place` counts from 1. */
  | { readonly kind: 'queued'; readonly place: number; readonly reason: QueueReason }
  /** Waiting before another try; `untilMs` is Unix time in milliseconds. */
  | {
      readonly kind: 'retrying'
      readonly attempt: number
      readonly untilMs: number
      readonly problem: Problem
    }
  | { readonly kind: 'paused' }
  | { readonly kind: 'done'; readonly path: string; readonly finishedAtMs: number }
  | { readonly kind: 'failed'; readonly problem: Problem }

/**
 * resolving: asking the origin; receiving: bytes arrive; verifying: comparing the whole file with its checksum;
 * finishing: syncing and naming the file.
 */
export type RunningPhase = 'resolving' | 'receiving' | 'verifying' | 'finishing'

/** `turn`: as many others as may are at it; `schedule`: nothing runs at these hours. */
export type QueueReason = 'turn' | 'schedule'

export type TransferStateKind = TransferState['kind']

/** Something a person should know although the transfer goes on, e.g. a web page came instead of a file. */
export interface Notice {
  readonly code: string
  readonly message: string
}

/** Of the notice that a finished file, read again, is not what was fetched or cannot be read. */
export const READ_BACK_NOTICE = 'read-back'

export interface Transfer {
  readonly id: TransferId
  /** What the user asked for, without credentials. */
  readonly uri: string
  /** File name shown to people; a guess from the URI until the origin answered. */
  readonly name: string
  /** Folder the file goes to. */
  readonly directory: string
  /** Length of the file in bytes; null until known, and for answers of unknown length. */
  readonly length: number | null
  /** Bytes of the file that are here, at the time of this message; live numbers come in progress frames. */
  readonly receivedBytes: number
  readonly state: TransferState
  /** Most connections this transfer may use. */
  readonly connections: number
  /** Its own limit; null: none. */
  readonly limitBytesPerSecond: number | null
  readonly priority: Priority
  readonly notices: readonly Notice[]
  /** Unix time in milliseconds. */
  readonly addedAtMs: number
  /** Seconds spent running so far, pauses left out. */
  readonly activeSeconds: number
  /** Bytes fetched a second time because a run ended before they were durable. */
  readonly refetchedBytes: number
  /** Bytes asked for again because a connection failed. */
  readonly retransmittedBytes: number
  readonly sources: readonly SourceShare[]
  readonly verification: Verification
}

/** How much of the file came from one source. */
export interface SourceShare {
  /** Host and port for an origin or mirror, the id of a peer. */
  readonly id: string
  readonly kind: 'origin' | 'mirror' | 'peer'
  /** What a peer calls itself; to be shown to people, never trusted. */
  readonly name?: string
  readonly bytes: number
  /** Connections that carried bytes. */
  readonly connections: number
}

/** A transfer that will not move again on its own. */
export const isSettled = (state: TransferState): boolean =>
  state.kind === 'done' || state.kind === 'failed' || state.kind === 'paused'
