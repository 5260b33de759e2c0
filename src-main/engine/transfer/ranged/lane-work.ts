/**
 * What the lanes of one fetch use their connections for: a sub-transfer, or a look at a few bytes that another source
 * delivered. It knows how many are at it, which is how a fetch sees that nothing more can come.
 */
import type { Claim, Lane } from './lane.ts'
import { compareSample } from '../proof/sample-request.ts'
import type { Sample, SpotChecks } from '../proof/spot-checks.ts'
import { subTransfer, type Outcome, type Surroundings as Surrounding } from './sub-transfer.ts'

/** What the fetch lends it. */
export interface Surroundings extends Surrounding {
  readonly checks: SpotChecks
  /** Whether a digest will tell in the end; then nothing need be compared on the way. */
  isProvable(): boolean
  /** A sub-transfer has ended. */
  ended(): void
}

export class LaneWork {
  readonly #in: Surroundings
  #underWay = 0

  constructor(surroundings: Surroundings) {
    this.#in = surroundings
  }

  /** Lanes that are at it. */
  get underWay(): number {
    return this.#underWay
  }

  async fetch(lane: Lane, claim: Claim): Promise<Outcome> {
    this.#underWay++
    const outcome = await subTransfer(this.#in, lane, claim)
    this.#underWay--
    this.#in.ended()
    return outcome
  }

  /** Bytes of another source's that this lane should look at before it fetches more. */
  sampleFor(lane: Lane): Sample | null {
    return this.#in.isProvable() ? null : this.#in.checks.take(lane.source)
  }

  async compare(lane: Lane, sample: Sample): Promise<Outcome> {
    this.#in.connections.name(lane, 'there is something to compare')
    this.#underWay++
    const outcome = await compareSample(this.#in, lane, sample)
    this.#underWay--
    return outcome
  }
}
