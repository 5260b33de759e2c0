/**
 * What a run says while it goes, whoever listens: a person at a terminal, a log file or a script. A report only
 * hears; it never decides anything about the transfer.
 */
import type { Problem } from '../../src-shared/errors/problem.ts'
import type { Notice, Transfer } from '../../src-shared/model/transfer.ts'

export interface Report {
  /** How often `progress` should come, milliseconds. */
  readonly intervalMs: number
  /** Once, when the origin has answered: name and length are true from here on. */
  started(transfer: Transfer, resumedBytes: number): void
  progress(moment: Moment): void
  notice(notice: Notice): void
  retrying(attempt: number, inSeconds: number, problem: Problem): void
  /** The last word of a run is one of these three. */
  done(transfer: Transfer, path: string, run: RunTotals): void
  failed(problem: Problem): void
  interrupted(problem: Problem, transfer: Transfer | null): void
}

/** One look at a moving transfer. */
export interface Moment {
  readonly transfer: Transfer
  readonly receivedBytes: number
  readonly bytesPerSecond: number
  readonly connections: number
}

export interface RunTotals {
  /** Wall time of this run. */
  readonly seconds: number
  /** Bytes that were here before it. */
  readonly resumedBytes: number
}

/** Where a report writes a piece of text. */
export type Write = (text: string) => void
