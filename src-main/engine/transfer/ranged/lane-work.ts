/**
 * What the lanes of one fetch use their connections for: a sub-transfer, or a look at a few bytes that another source
 * delivered. It knows how many are at it, which is how a fetch sees that nothing more can come.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import type { Claim, Lane } from './lane.ts'
import { compareSample } from '../proof/sample-request.ts'
import type { ServerSilence } from '../proof/server-silence.ts'
import type { Sample, SpotChecks } from '../proof/spot-checks.ts'
import { subTransfer, type Outcome, type Surroundings as Surrounding } from './sub-transfer.ts'

/** A server that takes longer for a few kilobytes, and brings nothing else meanwhile, may have fallen silent. */
const ANSWERS_WITHIN_MS = 1500

/** What the fetch lends it. */
export interface Surroundings extends Surrounding {
  readonly checks: SpotChecks
  readonly silence: ServerSilence
  /** Whether a digest will tell in the end; then nothing need be compared on the way. */
  isProvable(): boolean
  /** A sub-transfer has ended. */
  ended(): void
}

export class LaneWork {
  readonly #in: Surroundings
  readonly #comparing = new Map<Lane, { readonly sample: Sample; readonly sinceMs: number }>()
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
    this.#comparing.set(lane, { sample, sinceMs: this.#in.context.clock.nowMs() })
    const outcome = await compareSample(this.#in, lane, sample)
    this.#comparing.delete(lane)
    this.#underWay--
    return outcome
  }

  /**
   * Ends waiting for a data server that has fallen silent, where a peer can say as well what stands somewhere. Call some
   * ten times a second.
   */
  look(nowMs: number): void {
    const { checks, connections, silence } = this.#in
    const asked = [...this.#comparing].filter(([lane]) => !lane.source.peer)
    for (const [lane, { sample }] of asked) {
      if (!checks.isForPeersAlone(sample)) continue
      const reason = 'the server has fallen silent'
      connections.drop(lane, reason, fail('connection-lost', { host: lane.source.host, reason }))
    }
    // While it delivers anything at all this is over with its next byte.
    if (asked.some(([, { sinceMs }]) => nowMs - sinceMs >= ANSWERS_WITHIN_MS)) silence.fell()
  }
}
