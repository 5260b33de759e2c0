/** Real time for tests; the one of src-main/platform is out of this layer's reach. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Clock } from '../../engine/ports/clock.ts'

export const testClock: Clock = {
  nowMs: () => performance.now(),
  unixMs: () => Date.now(),
  sleep: (ms, signal) => pause(ms, undefined, { signal }),
  every(ms, tick) {
    const timer = setInterval(tick, ms)
    return () => clearInterval(timer)
  }
}
