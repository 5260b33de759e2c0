/**
 * The rates of the last half minute of every transfer that runs, for its sparkline. Filled from the feed whether or not
 * the transfer is in sight, so that scrolling back to it shows no gap; who no longer runs is forgotten.
 */
import type { TransferId } from '../../src-shared/model/transfer.ts'
import type { ProgressFeed } from './progress-feed.ts'

/** One every quarter of a second, as the numbers are told. */
export const HISTORY_LENGTH = 120

export interface RateHistory {
  /** Oldest first; empty for one that does not run. */
  of(id: TransferId): readonly number[]
}

export function createRateHistory(feed: Pick<ProgressFeed, 'watchRates'>): RateHistory {
  let rates = new Map<TransferId, number[]>()
  feed.watchRates((ids, bytesPerSecond) => {
    const now = new Map<TransferId, number[]>()
    ids.forEach((id, row) => {
      const history = rates.get(id) ?? []
      history.push(bytesPerSecond[row] ?? 0)
      if (history.length > HISTORY_LENGTH) history.shift()
      now.set(id, history)
    })
    rates = now
  })
  return { of: (id) => rates.get(id) ?? NONE }
}

const NONE: readonly number[] = []
