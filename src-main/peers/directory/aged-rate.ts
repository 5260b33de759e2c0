/**
 * A rate that forgets: bytes over the time they took, both halved with every half-life that passes, so that what a
 * link carried minutes ago is outvoted within seconds. A rate measured long ago is no rate at all.
 */
import type { AgedRate } from '../ports/directory-store.ts'

/** Long enough that one slow range is not a slow link, short enough that a link which changed is seen in some ranges. */
const HALF_LIFE_MS = 20_000
/** Links are changed, machines are carried elsewhere: after a week nobody should plan by it. */
export const FORGOTTEN_AFTER_MS = 7 * 24 * 3600 * 1000
/** What is left of more than this has no weight, and would only sink below what a double can hold. */
const MOST_HALF_LIVES = 30

/** `tookMs` of it was not counted before. */
export function withSample(
  known: AgedRate | null,
  sample: { readonly bytes: number; readonly tookMs: number; readonly atMs: number }
): AgedRate {
  if (!known || sample.atMs - known.atMs > FORGOTTEN_AFTER_MS) return { ...sample }
  const halfLives = Math.min(Math.max(0, sample.atMs - known.atMs) / HALF_LIFE_MS, MOST_HALF_LIVES)
  const left = 0.5 ** halfLives
  return {
    bytes: known.bytes * left + sample.bytes,
    tookMs: known.tookMs * left + sample.tookMs,
    atMs: Math.max(known.atMs, sample.atMs)
  }
}

/** Null when there is none, or it is too old to say anything. */
export function bytesPerSecondOf(rate: AgedRate | null, nowMs: number): number | null {
  if (!rate || nowMs - rate.atMs > FORGOTTEN_AFTER_MS) return null
  return (rate.bytes / rate.tookMs) * 1000
}

/**
 * Time in which something arrived, though several ranges arrive at once: it counts each millisecond once, so that two
 * ranges side by side come to the rate of both together.
 */
export class BusyTime {
  #fromMs = 0
  #untilMs = Number.NEGATIVE_INFINITY

  /** Milliseconds of [untilMs − tookMs, untilMs) that were not counted before. */
  add(tookMs: number, untilMs: number): number {
    const fromMs = untilMs - tookMs
    if (fromMs > this.#untilMs) {
      this.#fromMs = fromMs
      this.#untilMs = untilMs
      return tookMs
    }
    const added = Math.max(0, this.#fromMs - fromMs) + Math.max(0, untilMs - this.#untilMs)
    this.#fromMs = Math.min(this.#fromMs, fromMs)
    this.#untilMs = Math.max(this.#untilMs, untilMs)
    return added
  }
}
