/**
 * How many connections do the work, found by measurement: a few more are tried and kept only while they are worth
 * their places; where they are not, a few fewer are tried. It is told how many bytes have come and answers with how
 * many connections should be active. Pure: whoever asks opens them, or puts them in reserve.
 *
 *   settling → measuring → trying more → trying fewer → resting → settling …
 */

/** What most transfers begin with, as browsers and download tools do. */
const USUAL = 8
/** With fewer there is no median of others to judge a connection by. */
const LEAST = 3
/** After a change: windows open and close, queues fill and drain. */
const SETTLE_MS = 1000
const MEASURE_MS = 1000
/** A further connection must add half of an equal share, and never less than what noise does. */
const LEAST_GAIN = 0.03
const SHARE_OF_GAIN = 0.5
/** Fewer do as well when they lose no more than this. */
const TOLERATED_LOSS = 0.03
/** When neither more nor fewer are better, asking again waits this long, then twice as long, … */
const REST_MS = 30_000
const LONGEST_REST_MS = 300_000
/** A trial takes about two seconds; one that is not followed by enough work to pay for it is not begun. */
const WORTH_TRYING_MORE_SECONDS = 6
const WORTH_TRYING_FEWER_SECONDS = 20
/** Fewer are a courtesy, paid for with a second or two at less than the full rate; short transfers need not pay. */
const FEWER_AFTER_MS = 15_000

export interface SubsetChange {
  readonly from: number
  readonly to: number
  readonly reason: 'trying more' | 'trying fewer' | 'more did not help' | 'fewer were slower'
  /** Rate with `from` connections. */
  readonly bytesPerSecond: number
}

type Trial = 'none' | 'more' | 'fewer'

export class ActiveSubset {
  readonly #most: number
  #size: number
  /** What `#size` is compared with: the rate with `#before` connections. */
  #trial: Trial = 'none'
  #before = 0
  #beforeRate = 0
  /** The best that was seen before connections were taken away. */
  #bestRate = 0
  /** What is known of more connections than these. */
  #more: 'unknown' | 'failed' | 'helped' = 'unknown'
  #finding: 'unknown' | 'failed' | 'helped' = 'unknown'
  #fewerStep = 1
  #restMs = REST_MS
  #phase: 'settling' | 'measuring' | 'resting' = 'settling'
  #untilMs = -1
  #beganAtMs = 0
  #sinceMs = 0
  #sinceBytes = 0

  constructor(most: number) {
    this.#most = most
    this.#size = Math.min(USUAL, most)
  }

  /** Connections that should be active now. */
  get size(): number {
    return this.#size
  }

  /** What trying more connections showed the last time. */
  get finding(): 'unknown' | 'failed' | 'helped' {
    return this.#finding
  }

  /** Something disturbed the rates: what is being measured means nothing. */
  disturb(nowMs: number): void {
    if (this.#phase !== 'resting') this.#settle(nowMs)
  }

  /**
   * `receivedBytes`: all that has come so far; `remainingBytes`: what is still to come. Call some times a second while
   * there is more work than connections. Null: as it is.
   */
  observe(nowMs: number, receivedBytes: number, remainingBytes: number): SubsetChange | null {
    if (this.#untilMs < 0) {
      this.#beganAtMs = nowMs
      this.#settle(nowMs)
    }
    if (nowMs < this.#untilMs) return null
    switch (this.#phase) {
      case 'resting':
        this.#more = 'unknown'
        this.#fewerStep = 1
        this.#settle(nowMs)
        return null
      case 'settling':
        this.#phase = 'measuring'
        this.#untilMs = nowMs + MEASURE_MS
        this.#sinceMs = nowMs
        this.#sinceBytes = receivedBytes
        return null
      case 'measuring': {
        const rate = ((receivedBytes - this.#sinceBytes) / (nowMs - this.#sinceMs)) * 1000
        return this.#judge(nowMs, rate, remainingBytes / rate)
      }
    }
  }

  #judge(nowMs: number, rate: number, remainingSeconds: number): SubsetChange | null {
    if (rate <= 0) {
      this.#settle(nowMs)
      return null
    }
    const trial = this.#trial
    this.#trial = 'none'
    if (trial === 'more') {
      const helped = rate >= this.#beforeRate * (1 + neededGain(this.#before, this.#size))
      this.#more = this.#finding = helped ? 'helped' : 'failed'
      if (!helped) return this.#change(nowMs, this.#before, 'more did not help', rate)
    }
    if (trial === 'fewer') {
      if (rate < this.#bestRate * (1 - TOLERATED_LOSS)) {
        const change = this.#change(nowMs, this.#before, 'fewer were slower', rate)
        this.#rest(nowMs)
        return change
      }
      this.#fewerStep *= 2
    } else {
      this.#bestRate = rate
    }
    const more = Math.min(this.#most, this.#size + Math.max(1, this.#size >> 1))
    if (this.#more !== 'failed' && more > this.#size) {
      if (remainingSeconds > WORTH_TRYING_MORE_SECONDS) return this.#try('more', nowMs, more, rate)
    } else if (this.#more !== 'helped' && remainingSeconds > WORTH_TRYING_FEWER_SECONDS) {
      if (nowMs - this.#beganAtMs < FEWER_AFTER_MS) {
        this.#settle(nowMs)
        return null
      }
      const fewer = Math.max(Math.min(LEAST, this.#size), this.#size - this.#fewerStep)
      if (fewer < this.#size) return this.#try('fewer', nowMs, fewer, rate)
    }
    this.#rest(nowMs)
    return null
  }

  #try(trial: Exclude<Trial, 'none'>, nowMs: number, size: number, rate: number): SubsetChange {
    this.#trial = trial
    this.#before = this.#size
    this.#beforeRate = rate
    return this.#change(nowMs, size, `trying ${trial}`, rate)
  }

  #change(nowMs: number, to: number, reason: SubsetChange['reason'], bytesPerSecond: number): SubsetChange {
    const from = this.#size
    this.#size = to
    this.#settle(nowMs)
    return { from, to, reason, bytesPerSecond }
  }

  #settle(nowMs: number): void {
    this.#phase = 'settling'
    this.#untilMs = nowMs + SETTLE_MS
  }

  #rest(nowMs: number): void {
    this.#phase = 'resting'
    this.#untilMs = nowMs + this.#restMs
    this.#restMs = Math.min(LONGEST_REST_MS, this.#restMs * 2)
  }
}

/** Share of the rate that growing from `n` to `m` connections must add to be kept. */
const neededGain = (n: number, m: number): number => (m - n) * Math.max(LEAST_GAIN, SHARE_OF_GAIN / n)
