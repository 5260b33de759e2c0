/**
 * What the engine asks of a journal. The engine knows no database; src-main/journal implements this on SQLite.
 * Calls are synchronous and atomic: when one returns, a crash cannot undo it. Each may throw ShoalError
 * (`journal-unwritable`, `journal-corrupt`).
 */
import type { Problem } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Verification } from '../../../src-shared/model/checksum.ts'
import type { PieceDigests } from '../../../src-shared/model/piece-digests.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'
import type { Priority, Settings } from '../../../src-shared/model/settings.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Notice, SourceShare, TransferId } from '../../../src-shared/model/transfer.ts'

/** What proves that two responses show the same bytes, as the first response told it. */
export interface Validator {
  /** A strong entity tag with its quotes, or null (RFC 9110 section 8.8.3). */
  readonly etag: string | null
  /** Last-Modified exactly as sent, or null. */
  readonly lastModified: string | null
}

/** What of a transfer outlives the process. */
export interface TransferRecord {
  readonly id: TransferId
  readonly uri: string
  /** Folder as an absolute path. */
  readonly directory: string
  /** That folder was nobody's choice: it follows the file's name, by category, until the file is begun. */
  readonly filed: boolean
  /** The name the user asked for, or null to take the origin's. */
  readonly requestedName: string | null
  /** The name the file will have, null until the origin answered. NAME.part beside it holds the bytes. */
  readonly name: string | null
  readonly connections: number
  /** Its own limit; null: none. */
  readonly limitBytesPerSecond: number | null
  readonly priority: Priority
  /** Where it stands among those of its priority; any number. */
  readonly queuePosition: number
  readonly caCertificate: string | null
  /** Further addresses of the file, preferred first; http or https. */
  readonly mirrors: readonly string[]
  /** `uri` leads to a Metalink description, not to the file: that comes from the mirrors alone. */
  readonly described: boolean
  /** What a description told of the file before any source was asked; null when there was none. */
  readonly told: { readonly name: string; readonly length: number | null } | null
  /** What its requests say. Holds secrets: a resume needs them, nobody else may see them. */
  readonly request: RequestOptions
  /** Length in bytes; null until known. */
  readonly length: number | null
  readonly validator: Validator | null
  /** The address whose validator that is; null: `uri`. */
  readonly anchor: string | null
  readonly verification: Verification
  readonly state: RecordedState
  readonly notices: readonly Notice[]
  readonly sources: readonly SourceShare[]
  readonly addedAtMs: number
  readonly activeSeconds: number
  readonly refetchedBytes: number
  readonly retransmittedBytes: number
}

/** `running`: it runs, or waits for its turn to. In a journal nobody holds it means: a process died; resume it. */
export type RecordedState =
  | { readonly kind: 'running' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'done'; readonly path: string; readonly finishedAtMs: number }
  | { readonly kind: 'failed'; readonly problem: Problem }

/** Counters that change with every checkpoint. */
export type Checkpoint = Pick<
  TransferRecord,
  'activeSeconds' | 'refetchedBytes' | 'retransmittedBytes' | 'sources'
>

export type Claim =
  /** `abandoned`: a process died while it held the transfer, so the journal may not know all it received. */
  | { readonly kind: 'taken'; readonly abandoned: boolean }
  /** A living process has it. */
  | { readonly kind: 'busy'; readonly pid: number }

export interface JournalPort {
  /** One transaction for all that `work` does here: kept as a whole, or, when it throws, not at all. */
  together<T>(work: () => T): T
  /** Every transfer, oldest first. */
  transfers(): readonly TransferRecord[]
  insert(record: TransferRecord): void
  /** Replaces the row of `record.id`; range rows stay. */
  update(record: TransferRecord): void
  /** Forgets the transfer with its ranges and events. */
  remove(id: TransferId): void
  /** Durable ranges, sorted, not touching each other. */
  durable(id: TransferId): readonly ByteRange[]
  /** Replaces the durable ranges and the counters in one transaction. Call only after the data was synced. */
  checkpoint(id: TransferId, durable: readonly ByteRange[], counters: Checkpoint): void
  /** Digests of the file's pieces, null when nobody told any. */
  pieces(id: TransferId): PieceDigests | null
  /** Replaces them. */
  setPieces(id: TransferId, pieces: PieceDigests | null): void
  /** Appends to the transfer's log. */
  log(id: TransferId, event: TransferEvent): void
  /** Oldest first; with `newest`, at most so many of the last. */
  events(id: TransferId, newest?: number): readonly TransferEvent[]
  /** The defaults for what has never been set. */
  settings(): Settings
  saveSettings(settings: Settings): void
  /** Takes a transfer for this process, so that two Shoals never write one file. */
  claim(id: TransferId): Claim
  release(id: TransferId): void
}
