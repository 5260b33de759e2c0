/**
 * One plan of one peer here: what it asks for, which fetch brings it, and what is said of it. It lives as long as its
 * peer shows interest.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Problem } from '../../../src-shared/errors/problem.ts'
import type { Decision } from '../policy/contribution-policy.ts'
import type { PlanMessage } from '../protocol/plan.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'
import type { PlanFetch, Wanter } from './plan-fetch.ts'

export class ContributedPlan implements Wanter {
  readonly peer: PeerId
  readonly mayBegin: () => Decision
  /** Open answers to its peer: status streams and bytes. */
  openAnswers = 0
  /** Passed on to its peer. */
  sentBytes = 0
  heardAtMs: number
  isOver = false
  isLeaving = false
  fetch: PlanFetch | null = null
  /** Why nothing at all is done for it; null: it is attached to a fetch, or will be. */
  refusal: Problem | null = null
  #message: PlanMessage

  constructor(peer: PeerId, message: PlanMessage, heardAtMs: number, mayBegin: () => Decision) {
    this.peer = peer
    this.#message = message
    this.heardAtMs = heardAtMs
    this.mayBegin = mayBegin
  }

  get message(): PlanMessage {
    return this.#message
  }

  revise(message: PlanMessage): void {
    this.#message = message
  }

  get ranges(): readonly ByteRange[] {
    return this.#message.ranges
  }

  get connections(): number {
    return this.#message.connections
  }

  status(): PlanStatusMessage {
    const { revision, ranges } = this.#message
    const { fetch, refusal } = this
    if (refusal) return { revision, ...refused(refusal), file: null, held: [] }
    if (!fetch) return { revision, ...BEGINNING, file: null, held: [] }
    const status = fetch.statusFor(ranges)
    return {
      revision,
      ...status,
      state: this.isLeaving ? 'leaving' : status.state,
      file: fetch.file,
      held: fetch.file ? fetch.held() : []
    }
  }
}

const refused = ({ code, message }: Problem) =>
  ({ state: 'refused', bytesPerSecond: 0, connections: 0, problem: { code, message } }) as const

const BEGINNING = { state: 'resolving', bytesPerSecond: 0, connections: 0, problem: null } as const
