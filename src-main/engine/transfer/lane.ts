/**
 * One place for a connection in a ranged fetch, and what its connection is doing. A lane outlives its connections: a
 * retired one is followed by the next.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Connection } from '../connection/connection.ts'
import { RateMeter } from '../schedule/rate-meter.ts'
import type { Performance } from '../schedule/satisfaction.ts'
import type { RangeSink } from './range-sink.ts'

/** The rate of a connection now is its rate over this time. */
const RATE_WINDOW_MS = 1000

/** A sub-transfer under way. */
interface Work {
  readonly range: ByteRange
  readonly sink: RangeSink
  readonly sinceMs: number
  readonly meter: RateMeter
}

export class Lane {
  connection: Connection | null = null
  /** Whether it has a place in the origin's budget. */
  hasPlace = false
  /** The connection's number within the transfer, for people. */
  connectionNumber = 0
  /** What its last finished sub-transfer reached. */
  bytesPerSecond: number | null = null
  /** From asking to the first byte, lately. */
  startSeconds = 0
  /** How often its connection was found unsatisfactory; each time it keeps out of the way for longer. */
  retirements = 0
  /** How often the server would not have it beside the others. */
  refusals = 0
  #work: Work | null = null

  begin(range: ByteRange, sink: RangeSink, nowMs: number): void {
    this.#work = { range, sink, sinceMs: nowMs, meter: new RateMeter(RATE_WINDOW_MS) }
  }

  end(): void {
    this.#work = null
  }

  get sink(): RangeSink | null {
    return this.#work?.sink ?? null
  }

  /** First byte that has not arrived of the range under way. */
  get position(): number {
    return this.#work
      ? this.#work.range.start + Math.max(this.connection?.got ?? 0, this.#work.sink.bytes)
      : 0
  }

  sample(nowMs: number): void {
    this.#work?.meter.sample(nowMs, this.position - this.#work.range.start)
  }

  /** Null when nothing is under way. */
  performance(nowMs: number): Performance | null {
    if (!this.#work) return null
    const { sink, sinceMs, meter } = this.#work
    return {
      ageMs: nowMs - sinceMs,
      silentMs: this.connection?.silentMs() ?? nowMs - sinceMs,
      bytesPerSecond: meter.bytesPerSecond,
      remainingBytes: sink.end - this.position
    }
  }
}
