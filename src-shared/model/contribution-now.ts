/** What this machine does for another one at the moment: one plan of a peer, seen from the side that contributes. */
import type { PeerId, PlanStatus } from './peer.ts'

export interface ContributionNow extends PlanStatus {
  /** The plan's own id. */
  readonly plan: string
  readonly peer: PeerId
  /** For people. */
  readonly name: string
  /** Without credentials. */
  readonly uri: string
  /** Fetched from the data server for this plan. */
  readonly fetchedBytes: number
  /** Passed on to the peer. */
  readonly sentBytes: number
  /** It is over, and told of for a moment, so that whoever looks now and then sees what came of it. */
  readonly ended: boolean
}

/** What was fetched for others and is kept for the next who asks. */
export interface CacheInfo {
  readonly contents: number
  readonly bytes: number
  /** Space it may take. */
  readonly mostBytes: number
}
