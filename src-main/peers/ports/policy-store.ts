/** Where the owner's policy is kept; every Shoal of this user goes by the same one. */
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'

/** Calls are synchronous and atomic. Each may throw ShoalError: `journal-unwritable`, `journal-corrupt`. */
export interface PolicyStore {
  /** The defaults for what has never been set. */
  policy(): PeerPolicy
  savePolicy(policy: PeerPolicy): void
}
