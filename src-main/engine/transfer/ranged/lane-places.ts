/**
 * The places that the lanes of one fetch have in the budgets of the hosts they go to: how many there may be, who gets
 * one, and who gives its own up to others. A lane keeps its connection no longer than its place.
 */
import { fail, type ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { Clock } from '../../ports/clock.ts'
import type { HostBudgets } from '../../schedule/host-budgets.ts'
import type { LaneConnections } from './lane-connections.ts'
import type { Lane } from './lane.ts'
import type { Orphans } from './orphans.ts'
import type { Seating } from './seating.ts'

/** How often a lane without a place asks for one. */
const PLACE_WAIT_MS = 250
/** How often a lane without a part looks whether it has one; whoever gives it one wakes it. */
export const IDLE_WAIT_MS = 1000
/** Longer than any round trip, and than a lost packet takes to be sent again. */
const STANDSTILL_MS = 300

/** What the fetch lends it. */
export interface Surroundings {
  readonly context: { readonly clock: Clock; readonly hosts: HostBudgets }
  readonly connections: Pick<LaneConnections, 'drop'>
  readonly orphans: Pick<Orphans, 'add'>
  readonly seating: Pick<Seating, 'seat' | 'isLeaving'>
  /** Those that take places; a live view. */
  readonly lanes: readonly Lane[]
  /** Why the fetch has ended, if it has failed. */
  failure(): ShoalError | null
}

export class LanePlaces {
  readonly #in: Surroundings
  /** At most so many; those beyond leave when their sub-transfers end. */
  allowed: number

  constructor(surroundings: Surroundings, allowed: number) {
    this.#in = surroundings
    this.allowed = allowed
  }

  /** For the lane whose connection is open already. */
  take(lane: Lane): void {
    lane.hasPlace = this.#in.context.hosts.take(lane.source.host, this)
  }

  /** Why a lane cannot work now, as the time to wait before asking again; 0: it can. */
  waitMs(lane: Lane): number {
    const { clock, hosts } = this.#in.context
    const { seating } = this.#in
    const awayMs = lane.awayUntilMs - clock.nowMs()
    if (awayMs > 0) return awayMs
    if (lane.part === 'idle') {
      this.leave(lane, 'fewer do as well')
      return IDLE_WAIT_MS
    }
    if (lane.hasPlace && hosts.exceedsShare(lane.source.host, this)) this.#cede(lane)
    else if (this.#taken > this.allowed) this.leave(lane, 'fewer connections are allowed now')
    else {
      if (lane.hasPlace && seating.isLeaving(lane)) this.leave(lane, 'it goes to another source')
      if (!lane.hasPlace && this.#taken < this.allowed) seating.seat(lane, this)
    }
    lane.isMoving = false
    return lane.hasPlace ? 0 : PLACE_WAIT_MS
  }

  /** Gives up the lane's connection, and its place if it has one. */
  leave(lane: Lane, reason: string): void {
    this.#in.connections.drop(lane, reason, this.#in.failure())
    if (!lane.hasPlace) return
    lane.hasPlace = false
    this.#in.context.hosts.release(lane.source.host, this)
  }

  get #taken(): number {
    return this.#in.lanes.filter(({ hasPlace }) => hasPlace).length
  }

  /**
   * Others have a right to a place of this fetch's. Whoever looks for work has just finished some, and gives up its own
   * only if none of the others has come to a standstill.
   */
  #cede(lane: Lane): void {
    const { context, connections, lanes, orphans } = this.#in
    const nowMs = context.clock.nowMs()
    const standing = lanes.find(
      (other) =>
        other.hasPlace &&
        other.source.host === lane.source.host &&
        (other.performance(nowMs)?.silentMs ?? 0) > STANDSTILL_MS
    )
    const reason = 'others have a right to its place'
    if (standing?.sink) {
      const range = { start: standing.position, end: standing.sink.end }
      if (!standing.work?.race)
        orphans.add({ range, connection: standing.connectionNumber, reason: 'silent' })
      standing.retirements++
      const error = fail('connection-lost', { host: standing.source.host, reason })
      connections.drop(standing, reason, error)
    }
    this.leave(standing ?? lane, reason)
  }
}
