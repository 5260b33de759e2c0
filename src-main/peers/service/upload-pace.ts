/** Holds what is sent to all peers together to a rate: bytes go out when their turn comes, in the order they were asked. */
import type { Clock } from '../../engine/ports/clock.ts'
import type { Pace } from './send-bytes.ts'

/** What may go at once after a rest, as time at the rate. */
const BURST_MS = 100

/** `bytesPerSecond` is asked each time; null: no limit. */
export function uploadPace(clock: Clock, bytesPerSecond: () => number | null): Pace {
  let freeAtMs = -Infinity
  return async (bytes, signal) => {
    const rate = bytesPerSecond()
    if (rate === null) return
    const nowMs = clock.nowMs()
    const startsAtMs = Math.max(freeAtMs, nowMs - BURST_MS)
    freeAtMs = startsAtMs + (bytes / rate) * 1000
    if (startsAtMs > nowMs) await clock.sleep(startsAtMs - nowMs, signal)
  }
}
