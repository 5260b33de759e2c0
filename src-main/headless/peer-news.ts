/** What is new about other machines and about what is done for them, told by comparing what was with what is. */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { Peer } from '../../src-shared/model/peer.ts'

export type PeerNews = 'seen' | 'joined' | 'left' | 'quarantined'

/** Null: nothing that is worth a line. `joined`: it is trusted and can be reached. */
export function peerNews(before: Peer | undefined, now: Peer | undefined): PeerNews | null {
  const wasHere = isHere(before)
  const isNowHere = isHere(now)
  if (now?.trust === 'quarantined' && before?.trust !== 'quarantined') return 'quarantined'
  if (isNowHere && !wasHere) return 'joined'
  if (wasHere && !isNowHere) return 'left'
  return now?.trust === 'none' && now.reached !== null && (before?.reached ?? null) === null ? 'seen' : null
}

const isHere = (peer: Peer | undefined): boolean =>
  peer !== undefined && (peer.trust === 'paired' || peer.trust === 'group') && peer.reached !== null

export interface PlanNews {
  /** `plan`: it is new, or its revision, state or problem is another. */
  readonly kind: 'plan' | 'plan-ended'
  readonly contribution: ContributionNow
  readonly isNew: boolean
}

export function planNews(
  before: readonly ContributionNow[],
  now: readonly ContributionNow[]
): readonly PlanNews[] {
  const gone = before.filter(({ plan, ended }) => !ended && !now.some((each) => each.plan === plan))
  return [
    ...now.flatMap((contribution): PlanNews[] => {
      const last = before.find(({ plan }) => plan === contribution.plan)
      const { ended } = contribution
      const isTold = last && (ended || isSame(last, contribution))
      return [
        ...(isTold ? [] : [{ kind: 'plan' as const, contribution, isNew: !last }]),
        ...(ended && !last?.ended ? [endOf(contribution)] : [])
      ]
    }),
    ...gone.map(endOf)
  ]
}

const endOf = (contribution: ContributionNow): PlanNews => ({
  kind: 'plan-ended',
  contribution,
  isNew: false
})

const isSame = (a: ContributionNow, b: ContributionNow): boolean =>
  a.revision === b.revision && a.state === b.state && a.problem?.code === b.problem?.code
