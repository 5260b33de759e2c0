/**
 * Whether a lane that failed tries again, and when: a server that serves the others has too many connections and is
 * given time, another source is tried soon, and where there is none the lane comes back after growing pauses.
 */
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HostBudgets } from '../../schedule/host-budgets.ts'
import { backoffMs, isCrowding, RetryLater } from '../../schedule/retry-policy.ts'
import type { Lane } from './lane.ts'
import type { LanePlaces } from './lane-places.ts'
import type { Seating } from './seating.ts'
import type { Failed } from './sub-transfer.ts'

/** Tries of one lane in a row without a byte before it leaves the rest to the others. */
const LANE_TRIES = 3
/** How long a connection refused in favour of others stays away the first time; doubles each time. */
const COURTESY_MS = 10_000
/** A lane that goes to another source waits this long, twice as long after the second failure, … */
const SWITCH_MS = 100

/** What the fetch lends it. */
export interface Surroundings {
  readonly context: {
    readonly clock: Clock
    readonly hosts: Pick<HostBudgets, 'learnCeiling'>
    event(kind: string, detail: TransferEvent['detail']): void
  }
  readonly seating: Pick<Seating, 'served' | 'failed' | 'hasOther' | 'count'>
  readonly places: Pick<LanePlaces, 'leave'>
}

/** False: it has failed too often. Otherwise the lane knows until when it keeps away. */
export function backsOff(
  { context, seating, places }: Surroundings,
  lane: Lane,
  { error, bytes }: Failed
): boolean {
  const nowMs = context.clock.nowMs()
  const { host } = lane.source
  const askedMs = error instanceof RetryLater ? error.waitMs : 0
  const served = seating.served(lane)
  if (isCrowding(error.code) && bytes === 0 && served > 0) {
    // The server serves the others: it is this one connection that it finds too many.
    places.leave(lane, 'the server would not have it beside the others')
    context.hosts.learnCeiling(host, served)
    const waitMs = Math.max(askedMs, COURTESY_MS * 2 ** lane.refusals)
    lane.refusals++
    // The ceiling keeps it from this server; others may have it at once.
    if (!seating.hasOther(lane)) lane.awayUntilMs = nowMs + waitMs
    context.event('connections-limited', { host, served, reason: error.code, waitMs })
    return true
  }
  lane.failures = bytes > 0 ? 1 : lane.failures + 1
  seating.failed(lane, error, bytes)
  const pauseMs = backoffMs(lane.failures, Math.random)
  if (seating.hasOther(lane)) {
    places.leave(lane, 'another source may do better')
    lane.awayUntilMs = nowMs + Math.min(SWITCH_MS * lane.failures, pauseMs)
    return lane.failures < LANE_TRIES * seating.count
  }
  lane.awayUntilMs = nowMs + Math.max(pauseMs, askedMs)
  return lane.failures < LANE_TRIES
}
