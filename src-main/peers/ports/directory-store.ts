/**
 * What of the directory outlives the process: peers that were trusted once, and no others. Several Shoals of one user
 * share it, so a row is only ever changed as it stands at that moment, never replaced by an earlier picture of it.
 */
import type { PeerHistory, PeerId, PeerTerms } from '../../../src-shared/model/peer.ts'

export interface PeerRecord {
  readonly id: PeerId
  /** As its card had it last; '' before it was ever read. */
  readonly name: string
  /** Apart from its quarantine: what it has again when a person releases it. */
  readonly trust: 'none' | 'paired' | 'group'
  /** Null: it is not quarantined. */
  readonly quarantine: { readonly atMs: number; readonly reason: string } | null
  readonly terms: PeerTerms
  /** The one that worked last comes first. */
  readonly addresses: readonly RememberedAddress[]
  readonly originRate: AgedRate | null
  readonly lanRate: AgedRate | null
  readonly history: PeerHistory
  /** Unix time, milliseconds. */
  readonly firstSeenAtMs: number
}

export interface RememberedAddress {
  readonly host: string
  readonly port: number
  readonly typed: boolean
  /** Unix time, milliseconds; null: it never did. */
  readonly lastWorkedAtMs: number | null
}

/** Bytes and the time they took, both faded to what they still count for at `atMs`. */
export interface AgedRate {
  readonly bytes: number
  readonly tookMs: number
  /** Unix time, milliseconds. */
  readonly atMs: number
}

/** Calls are synchronous and atomic. Each may throw ShoalError: `journal-unwritable`, `journal-corrupt`. */
export interface DirectoryStore {
  all(): readonly PeerRecord[]
  /**
   * Puts what `change` makes of the row as it stands (null: there is none); null forgets it. One transaction, so no
   * other process comes between. Returns what was put.
   */
  revise(id: PeerId, change: (found: PeerRecord | null) => PeerRecord | null): PeerRecord | null
  /** Another number whenever another process has written to the journal. Cheap enough to ask every second. */
  version(): number
}
