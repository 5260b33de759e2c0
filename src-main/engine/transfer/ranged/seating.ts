/**
 * Which source each lane of a fetch works for, and what becomes of a source that fails, changes or lies. It takes the
 * places in the origins' budgets; it opens no connection and closes none.
 */
import type { ShoalError } from '../../../../src-shared/errors/problem.ts'
import { isCrowding } from '../../schedule/retry-policy.ts'
import { SourceRanking } from '../../schedule/source-ranking.ts'
import type { Lane } from './lane.ts'
import type { WrongPiece } from '../proof/piece-check.ts'
import type { RunContext } from '../run-context.ts'
import type { Source } from '../sources/sources.ts'
import type { Outcome } from './sub-transfer.ts'

/** When nobody gets anything any more, so many refusals in a row are an answer. */
const REFUSALS_BELIEVED = 6

export class Seating {
  readonly #context: RunContext
  readonly #anchor: Source
  readonly #lanes: readonly Lane[]
  readonly #ranking: SourceRanking<Source>
  /** Requests in a row that each source refused without a byte, since any had one answered. */
  readonly #refusals = new Map<Source, number>()

  /** `lanes` is a live view. The anchor's validator is the file's: when it changes, the file has. */
  constructor(context: RunContext, anchor: Source, lanes: readonly Lane[]) {
    this.#context = context
    this.#anchor = anchor
    this.#lanes = lanes
    this.#ranking = new SourceRanking([anchor])
  }

  /** Sources that may be used, now or later. */
  get count(): number {
    return this.#ranking.sources.length
  }

  /** Bytes may come from here, too. One lane tries it soon: a new one where there is room, else one of the most. */
  admit(source: Source, hasRoom: boolean): void {
    this.#ranking.add(source)
    if (hasRoom) return
    const [slowest] = this.#lanes
      .filter((lane) => lane.part === 'active' && lane.hasPlace && this.#held(lane.source) > 1)
      .sort(
        (a, b) =>
          this.#held(b.source) - this.#held(a.source) || (a.bytesPerSecond ?? 0) - (b.bytesPerSecond ?? 0)
      )
    if (slowest) slowest.isMoving = true
  }

  /** Whether a lane should go elsewhere when its sub-transfer has ended. */
  isLeaving(lane: Lane): boolean {
    return lane.isMoving || !this.#ranking.isUsable(lane.source, this.#nowMs())
  }

  /** Whether another source could do the work of a lane's. */
  hasOther(lane: Lane): boolean {
    return this.#ranking.hasOther(lane.source, this.#nowMs())
  }

  /** Takes a place for `holder`'s lane where it is expected to bring most. */
  seat(lane: Lane, holder: object): void {
    for (const source of this.#ranking.ranked(this.#nowMs(), (each) => this.#held(each))) {
      if (!this.#context.hosts.take(source.host, holder)) continue
      if (source !== lane.source) lane.bytesPerSecond = null
      lane.source = source
      lane.hasPlace = true
      return
    }
  }

  /** Hears how every sub-transfer ended. */
  heard(lane: Lane, outcome: Outcome): void {
    if (isRefusal(outcome)) this.#refusals.set(lane.source, (this.#refusals.get(lane.source) ?? 0) + 1)
    else this.#refusals.clear()
    if (outcome.error === null) this.#ranking.succeeded(lane.source, lane.bytesPerSecond ?? 0)
  }

  /** Whether every source has refused so often that it is no accident. */
  get isRefused(): boolean {
    return this.#ranking.sources.every((source) => (this.#refusals.get(source) ?? 0) >= REFUSALS_BELIEVED)
  }

  /** Lanes at work for the same host. */
  served({ source }: Lane): number {
    return this.#lanes.filter(({ work, source: theirs }) => work && theirs.host === source.host).length
  }

  /** A lane's request came to nothing. Its source may be left alone for a while. */
  failed({ source }: Lane, error: ShoalError, bytes: number): void {
    const waitMs = this.#ranking.failed(source, bytes, this.#nowMs())
    if (waitMs > 0) this.#context.event('source-left', { source: source.host, reason: error.code, waitMs })
  }

  /** A lane's connection was far slower than others'. One of several says little of its source. */
  disappointed(lane: Lane, bytesPerSecond: number): void {
    const isOneOfSeveral = this.#lanes.some(
      (other) => other !== lane && other.hasPlace && other.source === lane.source
    )
    if (!isOneOfSeveral) this.#ranking.disappointed(lane.source, bytesPerSecond)
  }

  /** Whether a mirror is not what it was: it is used no more, and the transfer goes on without it. */
  disown({ source }: Lane, error: ShoalError): boolean {
    if (error.code !== 'source-changed' || source === this.#anchor || !this.#ranking.drop(source))
      return false
    this.#context.event('source-dropped', { source: source.host, reason: error.message })
    this.#context.notice({
      code: 'mirror-changed',
      message: `${source.host} is not used as a mirror any more: its file changed.`
    })
    return true
  }

  /** A piece came wrong: whoever is to blame for it, beyond doubt or perhaps, keeps away from the next try. */
  blame({ range, sources: hosts }: WrongPiece): void {
    const nowMs = this.#nowMs()
    const blamed = this.#ranking.sources.filter(({ host }) => hosts.includes(host))
    if (blamed.length > 1) this.#ranking.suspected(blamed, nowMs)
    const [liar] = blamed
    if (!liar || hosts.length > 1) return
    const verdict = this.#ranking.lied(liar, nowMs)
    this.#context.event('source-distrusted', { source: liar.host, verdict, firstByte: range.start })
    const message =
      verdict === 'dropped'
        ? `${liar.host} sent wrong bytes more than once and is not used any more.`
        : `${liar.host} sent wrong bytes; they are fetched again.`
    const { notices } = this.#context.record()
    if (!notices.some((notice) => notice.message === message))
      this.#context.notice({ code: 'wrong-bytes', message })
  }

  #held(source: Source): number {
    return this.#lanes.filter((lane) => lane.hasPlace && lane.source === source).length
  }

  #nowMs(): number {
    return this.#context.clock.nowMs()
  }
}

const isRefusal = (outcome: Outcome): boolean =>
  outcome.error !== null &&
  outcome.bytes === 0 &&
  (isCrowding(outcome.error.code) || outcome.error.code.startsWith('http-'))
