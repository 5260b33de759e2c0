/**
 * One place for a connection in a ranged fetch, what its connection is doing, and what part it has: to work, to stand
 * in reserve, or none. A lane outlives its connections: a retired one is followed by the next.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Connection, Response } from '../../connection/connection.ts'
import type { LifeCycle } from '../../connection/life-cycle.ts'
import type { Owner } from '../../ledger/ledger.ts'
import type { Clock } from '../../ports/clock.ts'
import { isPrimed, type Measured } from '../../schedule/priming.ts'
import { RateMeter } from '../../schedule/rate-meter.ts'
import type { Performance } from '../../schedule/satisfaction.ts'
import type { Race } from './race.ts'
import type { RangeSink } from './range-sink.ts'
import type { Source } from '../sources/sources.ts'

/** The rate of a connection now is its rate over this time. */
const RATE_WINDOW_MS = 1000

/** Made once: an error of its own for each time would cost more than the waking. */
const WOKEN = new Error('woken')

/** A longer pause between two sub-transfers ends a run of them. */
const LONGEST_BREATH_MS = 150

/** Who has been asked for a range, as the ledger knows it. */
export const claimant = (source: Source): Owner & { readonly source: string } => ({ source: source.host })

/** A range that a lane has taken on. */
export interface Claim {
  /** Whose bytes they are in the ledger. */
  readonly owner: Owner
  readonly range: ByteRange
  /** Set when another lane fetches this range too. */
  readonly race: Race | null
  /** The answer, when it has been asked for already. */
  readonly answer: Promise<Response> | Response | null
}

/** A sub-transfer under way. */
export interface Work {
  readonly owner: Owner
  readonly range: ByteRange
  readonly sink: RangeSink
  readonly sinceMs: number
  /** Of its last bytes, once another lane fetches them too. */
  race: Race | null
}

/** `active` takes what is wanted; `reserve` keeps a primed connection for whoever fails; `idle` does nothing. */
export type Part = 'active' | 'reserve' | 'idle'

export class Lane {
  part: Part
  source: Source
  connection: Connection | null = null
  /** What becomes of its connection; null while it has none. */
  life: LifeCycle | null = null
  /** It goes to another source when its sub-transfer ends. */
  isMoving = false
  /** Whether it has a place in its source's budget. */
  hasPlace = false
  /** What its last finished sub-transfer reached. */
  bytesPerSecond: number | null = null
  /** From asking to the first byte, lately: a round trip and the server's thinking. */
  firstByteMs = 0
  /** When its last sub-transfer ended; engine clock, milliseconds. */
  restingSinceMs = 0
  /** How often its connection was found unsatisfactory; each time it keeps out of the way for longer. */
  retirements = 0
  /** How often the server would not have it beside the others. */
  refusals = 0
  /** Failures in a row without a byte. */
  failures = 0
  /** It does nothing before this; engine clock, milliseconds. */
  awayUntilMs = 0
  /** Since when its connection has been under suspicion; null: it is not. */
  suspectSinceMs: number | null = null
  /** What it has asked for already: beside the sub-transfer under way, or before its first. */
  ahead: Claim | null = null
  /** Ends the opening of a connection that is under way. */
  opening: AbortController | null = null
  /** Sub-transfers its connection has finished. */
  finished = 0
  #priming: Measured[] = []
  #primedBy: Measured | null = null
  #work: Work | null = null
  /** Of one sub-transfer after another, for as long as they follow without a pause on one connection. */
  readonly #meter = new RateMeter(RATE_WINDOW_MS)
  #busySinceMs = 0
  #earlierBytes = 0
  #rest: AbortController | null = null

  constructor(part: Part, source: Source) {
    this.part = part
    this.source = source
  }

  begin({ owner, range, race }: Claim, sink: RangeSink, nowMs: number): Work {
    if (this.#priming.length === 0 || nowMs - this.restingSinceMs > LONGEST_BREATH_MS) {
      this.#meter.reset()
      this.#busySinceMs = nowMs
      this.#earlierBytes = 0
    }
    return (this.#work = { owner, range, sink, sinceMs: nowMs, race })
  }

  end(nowMs: number): void {
    this.#earlierBytes += this.#work?.sink.bytes ?? 0
    this.#work = null
    this.suspectSinceMs = null
    this.restingSinceMs = nowMs
  }

  /** A sub-transfer came as it should. */
  succeeded(measured: Measured): void {
    this.bytesPerSecond = measured.bytesPerSecond
    this.failures = 0
    this.finished++
    if (this.#primedBy) return
    this.#priming.push(measured)
    if (isPrimed(this.#priming)) this.#primedBy = measured
  }

  /** Its connection is gone, and with it what was known of it. */
  forgetConnection(): void {
    this.connection = null
    this.life = null
    this.finished = 0
    this.#priming = []
    this.#primedBy = null
  }

  /** What the sub-transfer showed that finished the priming of its connection; null before. */
  get primedBy(): Measured | null {
    return this.#primedBy
  }

  /** Priming sub-transfers its connection has finished. */
  get primed(): number {
    return this.#priming.length
  }

  /** For the log. */
  get measured(): { readonly bytesPerSecond: number; readonly firstByteMs: number } {
    return {
      bytesPerSecond: Math.round(this.bytesPerSecond ?? 0),
      firstByteMs: Math.round(this.firstByteMs)
    }
  }

  get connectionNumber(): number {
    return this.life?.connection ?? 0
  }

  get work(): Work | null {
    return this.#work
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

  /** Over the last second, or of its last sub-transfer while that is all that is known. */
  get recentBytesPerSecond(): number {
    return this.#meter.bytesPerSecond || (this.bytesPerSecond ?? 0)
  }

  sample(nowMs: number): void {
    if (this.#work) this.#meter.sample(nowMs, this.#earlierBytes + this.position - this.#work.range.start)
  }

  /** Null when nothing is under way, or when a rate limit holds it back and not its path. */
  performance(nowMs: number): Performance | null {
    if (!this.#work || this.connection?.isHeldBack) return null
    const { sink, sinceMs } = this.#work
    return {
      ageMs: nowMs - this.#busySinceMs,
      silentMs: this.connection?.silentMs() ?? nowMs - sinceMs,
      bytesPerSecond: this.#meter.bytesPerSecond,
      lastBytesPerSecond: this.bytesPerSecond,
      remainingBytes: sink.end - this.position
    }
  }

  /** Waits; ends early when it is woken, or when `over` is aborted. */
  async rest(clock: Clock, ms: number, over: AbortSignal): Promise<void> {
    const rest = new AbortController()
    const wake = (): void => rest.abort(WOKEN)
    this.#rest = rest
    over.addEventListener('abort', wake)
    if (over.aborted) wake()
    await clock.sleep(ms, rest.signal).catch(() => undefined)
    over.removeEventListener('abort', wake)
  }

  wake(): void {
    this.#rest?.abort(WOKEN)
    this.#rest = null
  }
}
