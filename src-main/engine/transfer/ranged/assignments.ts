/**
 * Which bytes a lane of the data server's asks for next: its first ones prime the connection, then it gets about a
 * second's worth at a time, and shortly before the end of one range it asks for another. When nothing is wanted any
 * more it takes the tail of somebody's. What peers hold is left to them.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Clock } from '../../ports/clock.ts'
import { KEEP_PRIMED_EVERY_MS, keepPrimedBytes, primingBytes } from '../../schedule/priming.ts'
import { bytesByRate, subTransferBytes } from '../../schedule/sub-transfer-size.ts'
import type { Endgame } from './endgame.ts'
import type { LaneConnections } from './lane-connections.ts'
import { claimant, type Claim, type Lane } from './lane.ts'
import type { Orphans } from './orphans.ts'
import type { Parts } from './parts.ts'
import type { Purpose } from './purpose.ts'
import type { Seating } from './seating.ts'

/** How often lanes are judged, and those that stand by look for work. */
export const JUDGE_EVERY_MS = 100
/** On shorter paths nothing is lost between two requests. */
const WORTH_ASKING_AHEAD_MS = 5

/** What the fetch lends it. */
export interface Surroundings {
  readonly clock: Clock
  readonly purpose: Purpose
  readonly ledger: Ledger
  readonly connections: LaneConnections
  readonly endgame: Endgame
  readonly orphans: Orphans
  readonly parts: Parts
  readonly seating: Seating
  /** Every lane of the fetch. */
  readonly lanes: readonly Lane[]
  /** Connections that the fetch may have now. */
  allowed(): number
  /** The bytes that may be asked of the data server; null: all. */
  open(): readonly ByteRange[] | null
}

export class Assignments {
  readonly #in: Surroundings

  constructor(surroundings: Surroundings) {
    this.#in = surroundings
  }

  /** Null: there is nothing for it at present. */
  next(lane: Lane): Claim | null {
    if (this.#in.ledger.wantedBytes === 0) return this.#in.endgame.steal(lane)
    if (!lane.primedBy) return this.#claim(lane, this.#primingBytes(lane))
    if (lane.part === 'active') {
      lane.life?.become('active', 'it is primed', lane.measured)
      return this.#claim(lane, this.#bytesByRate(lane))
    }
    const why = lane.life?.state === 'active' ? 'the others do as well without it' : 'it is primed'
    lane.life?.become('reserve', why, lane.measured)
    const bytes = keepPrimedBytes(lane.primedBy)
    return bytes === null || this.restMs(lane) > 0 ? null : this.#claim(lane, bytes)
  }

  /** How long a lane without work waits before it looks again. */
  restMs(lane: Lane): number {
    if (lane.part === 'active' || !lane.primedBy || keepPrimedBytes(lane.primedBy) === null)
      return JUDGE_EVERY_MS
    return Math.max(0, KEEP_PRIMED_EVERY_MS - (this.#in.clock.nowMs() - lane.restingSinceMs))
  }

  /** Keeps the wire full between two sub-transfers: the next is asked for a round trip before this one ends. */
  askAhead(lane: Lane, nowMs: number): void {
    const { connections, ledger, parts, purpose, seating } = this.#in
    const performance = lane.performance(nowMs)
    if (!performance || !lane.primedBy || lane.part !== 'active' || lane.ahead) return
    if (seating.isLeaving(lane)) return
    if (lane.firstByteMs < WORTH_ASKING_AHEAD_MS || lane.work?.race || lane.suspectSinceMs !== null) return
    const leftMs = (performance.remainingBytes / performance.bytesPerSecond) * 1000
    if (!(leftMs < 2 * (lane.firstByteMs + JUDGE_EVERY_MS)) || !connections.mayAskAhead(lane)) return
    const bytes = this.#bytesByRate(lane)
    // Towards the end everyone waits for what is left rather than for more.
    const enough = purpose.openEnded ? purpose.pace.smallestBytes : 2 * parts.activeWanted * bytes
    if (ledger.wantedBytes < enough) return
    const claim = this.#claim(lane, bytes)
    if (claim) lane.ahead = { ...claim, answer: connections.askAhead(lane, claim.range) }
  }

  /** What a lane has asked for already is its next work, if its connection still stands. */
  takeAhead(lane: Lane): Claim | null {
    const { ahead } = lane
    lane.ahead = null
    if (!ahead || lane.connection) return ahead
    this.#in.ledger.release(ahead.owner)
    return null
  }

  #claim(lane: Lane, bytes: number): Claim | null {
    const { connections, ledger, orphans, purpose } = this.#in
    const owner = claimant(lane.source)
    const size = subTransferBytes(bytes, ledger.wantedBytes, this.#activeLanes, purpose.pace)
    const range = ledger.claim(owner, size, this.#in.open())
    if (!range) return null
    connections.name(lane, 'there is work for it')
    orphans.adopt(lane, range)
    return { owner, range, race: null, answer: null }
  }

  /** A lane whose server closes every connection after an answer would never be done priming: it knows its rate. */
  #primingBytes({ primed, bytesPerSecond }: Lane): number {
    const { pace } = this.#in.purpose
    return primed === 0 && bytesPerSecond !== null ? bytesByRate(bytesPerSecond, pace) : primingBytes(primed)
  }

  #bytesByRate({ bytesPerSecond }: Lane): number {
    return bytesByRate(bytesPerSecond ?? 0, this.#in.purpose.pace)
  }

  /** Lanes that share the work. */
  get #activeLanes(): number {
    const active = this.#in.lanes.filter(({ part }) => part === 'active').length
    return this.#in.purpose.openEnded ? Math.min(active, this.#in.allowed()) : active
  }
}
