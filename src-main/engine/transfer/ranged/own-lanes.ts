/**
 * The lanes of one fetch that go to the data server and its mirrors, at work: each claims a range, asks for it, and
 * takes the next, until everything has come or it has failed too often. Those of peers are in peer-lanes.ts.
 */
import { fail, type ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { primingBytes } from '../../schedule/priming.ts'
import { isFatal } from '../../schedule/retry-policy.ts'
import { subTransferBytes } from '../../schedule/sub-transfer-size.ts'
import type { Assignments } from './assignments.ts'
import type { Conviction } from './criterion.ts'
import { backsOff } from './lane-backoff.ts'
import type { LaneConnections } from './lane-connections.ts'
import { IDLE_WAIT_MS, type LanePlaces } from './lane-places.ts'
import type { LaneWork } from './lane-work.ts'
import { claimant, Lane } from './lane.ts'
import type { Answer } from '../sources/origin.ts'
import type { Orphans } from './orphans.ts'
import type { Parts } from './parts.ts'
import type { Purpose } from './purpose.ts'
import type { RunContext } from '../run-context.ts'
import type { Seating } from './seating.ts'
import type { Source } from '../sources/sources.ts'
import type { Failed } from './sub-transfer.ts'

/** A lane whose connection was found unsatisfactory a second time waits this long, then twice as long, … */
const PENALTY_MS = 1000
const LONGEST_PENALTY_MS = 30_000
/** A connection that nobody has had work for leaves its place to others after this. */
const UNUSED_MS = 5000
/** Everything has been read and is on its way to the file: what remains takes moments. */
const SETTLING_MS = 10

/** The first source's answer to the first wanted bytes. */
export interface FirstBytes {
  readonly answer: Answer
  readonly range: ByteRange
}

/** What the fetch lends them. */
export interface Surroundings {
  readonly context: RunContext
  readonly ledger: Ledger
  readonly anchor: Source
  readonly purpose: Purpose
  readonly assignments: Assignments
  readonly connections: LaneConnections
  readonly orphans: Orphans
  readonly parts: Parts
  readonly places: LanePlaces
  readonly seating: Seating
  readonly work: LaneWork
  /** These lanes: all others see them here. */
  readonly own: Lane[]
  /** Every lane of the fetch. */
  readonly lanes: Lane[]
  /** Ends all waiting. */
  readonly over: AbortSignal
  /** Whether peers bring something. */
  isHelped(): boolean
  /** Nothing is wanted, or to be had, that any lane need wait for. */
  isOver(): boolean
  hasFailed(): boolean
  /** No other try can mend it. */
  failed(error: ShoalError): void
}

export class OwnLanes {
  readonly #in: Surroundings
  #gaveUp: ShoalError | null = null

  constructor(surroundings: Surroundings) {
    this.#in = surroundings
  }

  /** Why a lane failed last. */
  get gaveUp(): ShoalError | null {
    return this.#gaveUp
  }

  /** Lanes are there from now on; the connection that brought the first answer goes on as the first one's. */
  enlist(first: FirstBytes | null): void {
    const { anchor, own, lanes } = this.#in
    const leader = new Lane('active', anchor)
    if (first) this.#lead(leader, first)
    own.push(leader, ...this.#followers())
    lanes.push(...own)
  }

  /** Resolves when none of them has anything to do any more. */
  async work(): Promise<void> {
    await Promise.all(this.#in.own.map((lane) => this.#drive(lane)))
  }

  /** Call some ten times a second. */
  look(nowMs: number): void {
    const { own, ledger, parts, assignments } = this.#in
    if (ledger.wantedBytes === 0) return
    parts.look(nowMs)
    for (const lane of own) assignments.askAhead(lane, nowMs)
  }

  /** Takes its range from an unsatisfactory connection; a primed reserve takes over at once. */
  retire({ lane, reason, bytesPerSecond }: Conviction, nowMs: number): void {
    const { connections, orphans, parts, places, seating } = this.#in
    const range = { start: lane.position, end: lane.sink?.end ?? 0 }
    const connection = lane.connectionNumber
    if (!lane.work?.race) orphans.add({ range, connection, reason })
    lane.retirements++
    lane.bytesPerSecond = null
    if (lane.retirements > 1) {
      const penaltyMs = PENALTY_MS * 2 ** (lane.retirements - 2)
      lane.awayUntilMs = nowMs + Math.min(LONGEST_PENALTY_MS, penaltyMs)
    }
    const why =
      reason === 'silent' ? 'it fell silent' : `it was slow (${Math.round(bytesPerSecond)} bytes a second)`
    connections.drop(lane, why, fail('connection-lost', { host: lane.source.host, reason: why }))
    seating.disappointed(lane, bytesPerSecond)
    if (seating.hasOther(lane)) places.leave(lane, why)
    parts.replace(lane, `it takes over from connection ${connection}`)
  }

  #lead(lane: Lane, { answer, range }: FirstBytes): void {
    const { connections, ledger, places } = this.#in
    connections.adopt(lane, answer.connection)
    places.take(lane)
    const owner = claimant(lane.source)
    ledger.claimRange(owner, range)
    lane.ahead = { owner, range, race: null, answer: answer.response }
  }

  /** Lanes beside the first: those that work from the start, no more than there is work for, and those that may. */
  #followers(): Lane[] {
    const { anchor, context, ledger, parts, purpose } = this.#in
    const { connections } = context.record()
    const wanted = ledger.wantedBytes
    const useful = purpose.openEnded
      ? connections
      : Math.ceil(wanted / subTransferBytes(primingBytes(0), wanted, parts.activeWanted))
    const active = Math.min(parts.activeWanted - 1, useful)
    const all = Math.min(connections - 1, useful)
    return Array.from({ length: all }, (_, at) => new Lane(at < active ? 'active' : 'idle', anchor))
  }

  /** Claims and fetches until everything has come, the fetch is stopped, or this lane has failed too often. */
  async #drive(lane: Lane): Promise<void> {
    const { assignments, context, over, places, seating, work } = this.#in
    const { clock } = context
    let claim = assignments.takeAhead(lane)
    while (!this.#in.hasFailed()) {
      if (!claim) {
        if (this.#in.isOver()) break
        if (this.#isUnemployed()) {
          if (clock.nowMs() - lane.restingSinceMs > UNUSED_MS)
            places.leave(lane, 'nothing is wanted at present')
          await lane.rest(clock, IDLE_WAIT_MS, over)
          continue
        }
        const waitMs = places.waitMs(lane)
        if (waitMs > 0) {
          await lane.rest(clock, waitMs, over)
          continue
        }
        const sample = work.sampleFor(lane)
        if (sample) {
          const { error } = await work.compare(lane, sample)
          if (error && !this.#goesOn(lane, { error, bytes: 0 }, lane.retirements)) return
          continue
        }
        claim = assignments.next(lane)
        if (!claim) {
          await lane.rest(clock, this.#restMs(lane), over)
          continue
        }
      }
      const retirements = lane.retirements
      const outcome = await work.fetch(lane, claim)
      claim = assignments.takeAhead(lane)
      seating.heard(lane, outcome)
      if (outcome.error === null) continue
      if (!this.#goesOn(lane, outcome, retirements)) return
    }
    places.leave(lane, 'the transfer needs it no more')
  }

  /** Whether a lane that failed tries again; one that does not is left. */
  #goesOn(lane: Lane, outcome: Failed, retirements: number): boolean {
    const { context, places, purpose, seating, work } = this.#in
    if (this.#in.hasFailed() || seating.disown(lane, outcome.error)) return true
    if (isFatal(outcome.error.code)) {
      this.#in.failed(outcome.error)
      return false
    }
    this.#gaveUp = outcome.error
    // That another does better is not its fault.
    if (lane.retirements > retirements) return true
    if (!backsOff(this.#in, lane, outcome)) {
      if (purpose.openEnded) {
        // Where others get something it comes back, for there is no end that they would bring the rest by.
        if (work.underWay === 0) {
          this.#in.failed(outcome.error)
          return false
        }
        lane.failures = 0
        lane.awayUntilMs = context.clock.nowMs() + LONGEST_PENALTY_MS
      } else if (!this.#in.isHelped()) {
        // While peers bring the file, the data server is asked again now and then.
        places.leave(lane, 'the transfer needs it no more')
        return false
      }
    }
    if (work.underWay === 0) this.#callBack()
    return true
  }

  /** Nobody is at work: one of those that keep away to leave the server to others can stop doing so. */
  #callBack(): void {
    const away = this.#in.own.find(({ refusals }) => refusals > 0)
    if (!away) return
    away.awayUntilMs = 0
    away.wake()
  }

  /** Nothing is to be done until more is wanted. */
  #isUnemployed(): boolean {
    const { ledger, purpose, work } = this.#in
    return purpose.openEnded && work.underWay === 0 && ledger.wantedBytes === 0
  }

  /** How long a lane without work waits for some. */
  #restMs(lane: Lane): number {
    const { assignments, ledger, purpose, work } = this.#in
    const isSettling = ledger.wantedBytes === 0 && work.underWay === 0
    return isSettling && !purpose.openEnded ? SETTLING_MS : assignments.restMs(lane)
  }
}
