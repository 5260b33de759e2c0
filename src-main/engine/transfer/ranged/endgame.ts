/**
 * What a lane does when nothing is wanted any more: it takes the tail of the range that would finish last, races for a
 * small rest, or takes over from a connection that has nearly stopped. It decides and keeps the books; the lane fetches.
 */
import { rangeLength } from '../../../../src-shared/model/byte-range.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import { backoffMs } from '../../schedule/retry-policy.ts'
import { median } from '../../schedule/satisfaction.ts'
import { bestTheft } from '../../schedule/stealing.ts'
import type { LaneConnections } from './lane-connections.ts'
import { claimant, type Claim, type Lane } from './lane.ts'
import { LONGEST_RACE_BYTES, Race, raceBudgetBytes } from './race.ts'
import type { RunContext } from '../run-context.ts'

/** Rates of those who have just begun say nothing yet. */
const RATE_KNOWN_AFTER_MS = 300

export class Endgame {
  readonly #context: RunContext
  readonly #ledger: Ledger
  readonly #connections: LaneConnections
  readonly #lanes: readonly Lane[]
  readonly #isReserved: (victim: Lane, thief: Lane) => boolean
  #raceBudget: number

  /** `lanes` is a live view; what is reserved for a victim is never taken from it. */
  constructor(
    context: RunContext,
    ledger: Ledger,
    connections: LaneConnections,
    lanes: readonly Lane[],
    isReserved: (victim: Lane, thief: Lane) => boolean
  ) {
    this.#context = context
    this.#ledger = ledger
    this.#connections = connections
    this.#lanes = lanes
    this.#isReserved = isReserved
    this.#raceBudget = raceBudgetBytes(ledger.length)
  }

  /** What `thief` should ask for; null when nothing would help. */
  steal(thief: Lane): Claim | null {
    const nowMs = this.#context.clock.nowMs()
    const known = this.#lanes.flatMap((lane) => lane.bytesPerSecond ?? [])
    if (known.length === 0) return null
    const victims = this.#lanes.flatMap((lane) => {
      const performance = lane === thief || lane.work?.race ? null : lane.performance(nowMs)
      if (!performance || performance.remainingBytes <= 0) return []
      if (performance.ageMs < RATE_KNOWN_AFTER_MS || this.#isReserved(lane, thief)) return []
      return [{ lane, ...performance }]
    })
    const theft = bestTheft(victims, thief.bytesPerSecond ?? median(known), thief.firstByteMs / 1000)
    if (!theft) return null
    const { lane: victim, bytes, savedSeconds } = theft
    const victimBytesPerSecond = victim.performance(nowMs)?.bytesPerSecond ?? 0
    const { work, position } = victim
    if (!work) return null
    const { sink } = work
    const owner = claimant(thief.source)
    const range = { start: Math.max(position, sink.end - bytes), end: sink.end }
    this.#connections.name(thief, 'it takes over from another')
    const ends = { from: victim.connectionNumber, to: thief.connectionNumber, bytes: rangeLength(range) }
    if (range.start > position) {
      sink.cut(range.start)
      this.#ledger.hand(work.owner, owner, range)
      this.#context.event('range-stolen', { ...ends, savedSeconds: Math.round(savedSeconds * 1000) / 1000 })
      return { owner, range, race: null, answer: null }
    }
    this.#context.live.retransmittedBytes += ends.bytes
    this.#context.live.again(range)
    // The loser's last write may come late: it must bring the same bytes, and only one source's are sure to be.
    const isSilent = !Number.isFinite(savedSeconds)
    const hasOthers = this.#lanes.some(({ source }) => source !== victim.source)
    // Two that ask a server which is gone would keep from all other sources what they race for.
    const mayRace = victim.source === thief.source && !(isSilent && hasOthers)
    if (mayRace && ends.bytes <= Math.min(LONGEST_RACE_BYTES, this.#raceBudget)) {
      // So little is left that both may bring it: whoever is first.
      this.#raceBudget -= ends.bytes
      const race = new Race(this.#ledger, victim, thief, range)
      this.#context.live.story.cells?.raced(range)
      this.#context.event('range-raced', ends)
      return { owner, range, race, answer: null }
    }
    // Nothing is left to it: it has failed, and its connection would only bring what the thief brings.
    sink.cut(range.start)
    this.#ledger.hand(work.owner, owner, range)
    const reason = isSilent ? 'silent' : 'slow'
    this.#context.event('range-reassigned', { ...ends, reason })
    this.#connections.drop(victim, 'another took over what it was asked for')
    if (victim.source.peer || (isSilent && hasOthers)) {
      // Else it would take back at once what it did not deliver, as somebody of whom nothing is known.
      victim.bytesPerSecond = victimBytesPerSecond
      victim.awayUntilMs = nowMs + backoffMs(++victim.retirements, Math.random)
    }
    return { owner, range, race: null, answer: null }
  }
}
