/**
 * Applies the criterion (schedule/satisfaction.ts) to the lanes of one fetch: who comes under suspicion, who recovers,
 * and whose connection has to go. Suspicion comes first, so that a moment's weakness costs nothing.
 */
import { silenceDeadlineMs, verdict, type Performance, type Verdict } from '../../schedule/satisfaction.ts'
import type { Lane } from './lane.ts'

/** Times of finished sub-transfers that say what is normal. */
const TIMES_KEPT = 32
/** Slow for this long after it came under suspicion, a connection goes. */
const SLOW_FOR_MS = 300

/** A connection without others to compare it with is given this long at least; its successor twice as long, … */
const ALONE_SILENT_MS = 5000
/** One that has brought nothing for this long is not called slow. */
const SILENT_MS = 500

export interface Conviction {
  readonly lane: Lane
  readonly reason: Exclude<Verdict, 'satisfactory'>
  readonly bytesPerSecond: number
}

export class Criterion {
  #timesMs: number[] = []

  /** A sub-transfer took this long. */
  took(ms: number): void {
    this.#timesMs = [...this.#timesMs.slice(1 - TIMES_KEPT), ms]
  }

  /** Looks at every lane at work; the ones returned are unsatisfactory. Call some ten times a second. */
  judge(lanes: readonly Lane[], nowMs: number): Conviction[] {
    for (const lane of lanes) lane.sample(nowMs)
    const deadlineMs = silenceDeadlineMs(this.#timesMs)
    const working = lanes.flatMap((lane) => {
      const performance = lane.performance(nowMs)
      return performance ? [{ lane, performance }] : []
    })
    const [only] = working
    if (only && working.length === 1) {
      // Nobody can tell whether it is the connection or the network: a new one will show.
      const { silentMs, bytesPerSecond } = only.performance
      const patienceMs = ALONE_SILENT_MS * 2 ** only.lane.retirements
      const isSilent = silentMs >= Math.max(patienceMs, deadlineMs)
      return isSilent ? [{ lane: only.lane, reason: 'silent', bytesPerSecond }] : []
    }
    return working.flatMap(({ lane, performance }) => {
      const others = working.filter((other) => other.lane !== lane)
      // A peer is as fast as its own link lets it be: that others are faster is no reason to do without it.
      const alike = lane.source.peer ? [] : others.filter((other) => !other.lane.source.peer)
      const early = verdict(performance, alike.map(performanceOf), deadlineMs / 2, others.map(performanceOf))
      if (early === 'satisfactory') {
        if (lane.suspectSinceMs !== null) clear(lane)
        return []
      }
      const { silentMs, bytesPerSecond } = performance
      const since = (lane.suspectSinceMs ??= nowMs)
      if (lane.life?.state === 'active' || lane.life?.state === 'priming') {
        const numbers = { silentMs: Math.round(silentMs), bytesPerSecond: Math.round(bytesPerSecond) }
        lane.life.become(
          'suspect',
          early === 'silent' ? 'it has fallen silent' : 'it is far behind the others',
          numbers
        )
      }
      const isConvicted = early === 'silent' ? silentMs >= deadlineMs : nowMs - since >= SLOW_FOR_MS
      const reason = silentMs >= SILENT_MS ? 'silent' : early
      return isConvicted ? [{ lane, reason, bytesPerSecond }] : []
    })
  }
}

const performanceOf = ({ performance }: { readonly performance: Performance }): Performance => performance

function clear(lane: Lane): void {
  lane.suspectSinceMs = null
  if (lane.life?.state === 'suspect') lane.life.become('active', 'it has recovered')
}
