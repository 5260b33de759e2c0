/**
 * The real clock behind the engine's port. Durations come from the monotonic clock, so that a corrected wall clock
 * never looks like a stall. It must never be asked for time by pure logic directly: that takes a Clock.
 */
import { performance } from 'node:perf_hooks'
import type { Clock } from '../engine/ports/clock.ts'

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  unixMs: () => Date.now(),
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(reasonOf(signal))
      const onAbort = (): void => {
        clearTimeout(timer)
        reject(reasonOf(signal))
      }
      const timer = setTimeout(() => {
        signal.removeEventListener('abort', onAbort)
        resolve()
      }, ms)
      signal.addEventListener('abort', onAbort, { once: true })
    })
  },
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  }
}

/** An abort's reason is whatever the caller gave; a promise should still reject with an Error. */
const reasonOf = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error(String(signal.reason))
