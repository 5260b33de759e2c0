/** Everything peers keep in the journal, in one hand. */
import type { CacheStore } from './cache-store.ts'
import type { DirectoryStore } from './directory-store.ts'
import type { MembershipStore } from './membership-store.ts'
import type { PlanStore } from './plan-store.ts'
import type { PolicyStore } from './policy-store.ts'
import type { UsageBook } from './usage-book.ts'

export interface PeerStores {
  readonly directory: DirectoryStore
  readonly cache: CacheStore
  readonly plans: PlanStore
  readonly usage: UsageBook
  readonly policy: PolicyStore
  readonly membership: MembershipStore
}
