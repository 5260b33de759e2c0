/**
 * Bytes that may be taken now, at a rate. The bucket may be overdrawn: a read cannot be told beforehand what it will
 * bring, so what it brought too much is paid back before anything else may be taken. Pure: time comes in as a value.
 */

/** What idle time saves up. A twentieth of five seconds, over which a limit holds within five per cent. */
export const BURST_SECONDS = 0.25

export class TokenBucket {
  #bytesPerSecond: number | null = null
  #bytes = 0
  #atMs = 0

  /** Null: no limit. */
  get bytesPerSecond(): number | null {
    return this.#bytesPerSecond
  }

  /** Begins anew at this rate, with nothing saved and nothing owed. */
  setRate(bytesPerSecond: number | null, nowMs: number): void {
    this.#bytesPerSecond = bytesPerSecond
    this.#bytes = 0
    this.#atMs = nowMs
  }

  refill(nowMs: number): void {
    const rate = this.#bytesPerSecond
    if (rate === null) return
    const refilled = this.#bytes + (rate * (nowMs - this.#atMs)) / 1000
    this.#bytes = Math.min(refilled, rate * BURST_SECONDS)
    this.#atMs = nowMs
  }

  /** Whether anything may be taken. */
  get isOpen(): boolean {
    return this.#bytesPerSecond === null || this.#bytes > 0
  }

  take(bytes: number): void {
    if (this.#bytesPerSecond !== null) this.#bytes -= bytes
  }
}
