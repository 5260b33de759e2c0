/**
 * What the owner of a machine lets it do for others. The defaults widen nothing: public addresses alone, no login of
 * anyone, finished files private. Plain data.
 */
import type { Hours } from './settings.ts'

/** An exabyte: what a quota is kept as stays a whole number. */
export const MOST_QUOTA_BYTES = 1e18
export const MOST_CONTRIBUTIONS = 64
export const MOST_ALLOWED_NETWORKS = 256

export interface PeerPolicy {
  /** Private, loopback, link-local and other special networks that contributions may reach, as CIDR. */
  readonly allowPrivate: readonly string[]
  /** Of everything sent to peers together; null: no limit. */
  readonly uploadLimitBytesPerSecond: number | null
  /** Fetched for others between midnights; null: no limit. */
  readonly bytesPerDay: number | null
  /** Contributions at the same time. */
  readonly mostContributions: number
  /** Hours with another rule, as for transfers: where none holds, contributions run. */
  readonly hours: readonly Hours[]
  readonly onMeteredLink: 'contribute' | 'pause'
  readonly onBattery: 'contribute' | 'pause'
  /** Finished files of this machine are served to peers that ask for the same content. */
  readonly shareFinished: boolean
  /** Space for what was fetched for others. */
  readonly cacheBytes: number
}

export const DEFAULT_PEER_POLICY: PeerPolicy = {
  allowPrivate: [],
  uploadLimitBytesPerSecond: null,
  bytesPerDay: null,
  mostContributions: 8,
  hours: [],
  onMeteredLink: 'pause',
  onBattery: 'pause',
  shareFinished: false,
  cacheBytes: 10 * 1024 ** 3
}
