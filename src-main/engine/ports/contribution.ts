/**
 * Fetching ranges of a file for somebody else: what src-main/peers asks of the engine. The same primed connections as
 * for a transfer fetch what is wanted of it, and it can be read while it arrives.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { FileIdentity } from './contributors.ts'

/** Decides which addresses may be reached for others. Without one, all may. */
export interface Vetting {
  /**
   * The addresses of `host` that a connection may be made to, resolved once and for this connection only. Rejects with
   * ShoalError: `policy-address-refused`, `host-unresolved`.
   */
  addressesOf(host: string, port: number, signal: AbortSignal): Promise<readonly string[]>
}

export interface ContributionOptions {
  readonly uri: string
  /** Which version of the file is wanted; null: whatever the data server shows. */
  readonly file: FileIdentity | null
  /** Most connections to the data server. */
  readonly connections: number
  readonly vetting: Vetting
  /**
   * Called once when the file is known, at once where `file` names it: where its bytes are kept, and which of them are
   * there already. What it rejects with ends the contribution.
   */
  store(file: FileIdentity): Promise<ContributionStore>
}

/** A sparse file that bytes are fetched into. */
export interface ContributionStore {
  /** Absolute path; it exists and is as long as the content. */
  readonly path: string
  readonly durable: readonly ByteRange[]
  /** All that is durable now, earlier bytes included. Sorted, not touching. */
  settled(durable: readonly ByteRange[]): void
}

export interface Contribution {
  /**
   * Resolves when the data server has shown the file, or the store had all that was wanted of it; rejects with what
   * stands in the way.
   */
  readonly file: Promise<FileIdentity>
  /** Whether others may have these bytes later: nothing private, no-store or with cookies. Null: nobody was asked yet. */
  readonly cacheable: boolean | null
  /** Replaces what is wanted, the first ranges first; what is not any more and has not been asked for is left. */
  want(ranges: readonly ByteRange[]): void
  allow(connections: number): void
  /** What can be read now. Sorted, not touching. */
  held(): readonly ByteRange[]
  /**
   * The bytes of `range` in order, each as soon as it is there; what is not wanted yet is wanted from now on. What is
   * given stays as it is until more is asked for. Throws ShoalError when the contribution has failed or `signal` aborts.
   */
  read(range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array>
  readonly progress: {
    readonly bytesPerSecond: number
    readonly connections: number
    /** Fetched from the data server, in all. */
    readonly fetchedBytes: number
    /** What went wrong last, while it tries again; null: all is well. */
    readonly problem: ShoalError | null
  }
  /** Resolves when everything is durable and nothing runs any more. */
  close(): Promise<void>
}
