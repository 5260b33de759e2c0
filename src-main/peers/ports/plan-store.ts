/**
 * What this machine last asked of each peer for its own transfers, and what they said: a restart goes on from there,
 * and people can read why. Gone with its transfer.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerId, PlanStatus } from '../../../src-shared/model/peer.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'

export interface PlanRecord {
  readonly transfer: TransferId
  readonly peer: PeerId
  /** Its name on the wire: 32 hex digits. */
  readonly planId: string
  readonly revision: number
  readonly ranges: readonly ByteRange[]
  readonly status: PlanStatus | null
  readonly reason: string
  /** Unix time, milliseconds. */
  readonly updatedAtMs: number
}

/** Calls are synchronous and atomic. Each may throw ShoalError: `journal-unwritable`, `journal-corrupt`. */
export interface PlanStore {
  of(transfer: TransferId): readonly PlanRecord[]
  /** Replaces the record of its transfer and peer. A transfer already removed interests nobody: no row, no error. */
  put(records: readonly PlanRecord[]): void
  forget(transfer: TransferId): void
}
