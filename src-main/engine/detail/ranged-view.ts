/** A ranged fetch as others may see it: its lanes, what holds them back, and how many of them there may be. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { rangeLength } from '../../../src-shared/model/byte-range.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { slowBelow } from '../schedule/satisfaction.ts'
import type { Lane } from '../transfer/ranged/lane.ts'
import type { Parts } from '../transfer/ranged/parts.ts'
import type { RunContext } from '../transfer/run-context.ts'
import type { FetchView, LiveConnection } from './fetch-view.ts'
import type { FetchFacts } from './limitation.ts'
import type { Glance } from './pressure.ts'

export interface Watched {
  readonly context: RunContext
  readonly ledger: Ledger
  readonly parts: Parts
  /** Host of the data server that it follows. */
  readonly anchor: string
  /** Who holds its places in the budgets of hosts. */
  readonly holder: object
  /** Every lane; a live view. */
  readonly lanes: readonly Lane[]
  allowed(): number
}

export class RangedView implements FetchView {
  readonly #in: Watched
  readonly #beganAtMs: number

  constructor(watched: Watched) {
    this.#in = watched
    this.#beganAtMs = watched.context.clock.nowMs()
  }

  glance(): Glance {
    const working = this.#in.lanes.filter(({ work }) => work)
    return {
      working: working.length,
      heldBack: working.filter(({ connection }) => connection?.isHeldBack).length,
      waitsForDisk: this.#in.context.pool.exhausted
    }
  }

  facts(): Omit<FetchFacts, 'silentMs'> {
    const { context, ledger, parts, anchor, holder, lanes, allowed } = this.#in
    const rests = new Map<string, number>()
    for (const { source, work, position } of lanes) {
      if (!work) continue
      const rest: ByteRange = { start: position, end: work.sink.end }
      rests.set(source.host, (rests.get(source.host) ?? 0) + Math.max(0, rangeLength(rest)))
    }
    const [most] = [...rests].sort(([, a], [, b]) => b - a)
    const { others, budget, ceiling } = context.hosts.at(anchor, holder)
    return {
      way: 'ranges',
      source: anchor,
      ageMs: context.clock.nowMs() - this.#beganAtMs,
      wantedBytes: ledger.wantedBytes,
      inFlightBytes: ledger.length - ledger.receivedBytes - ledger.wantedBytes,
      mostInFlightFrom: most?.[0] ?? null,
      active: lanes.filter(({ work, source }) => work && !source.peer).length,
      allowed: allowed(),
      worthwhile: parts.activeWanted,
      more: parts.finding,
      ceiling,
      othersPlaces: others,
      budget
    }
  }

  connections(): readonly LiveConnection[] {
    const { context, lanes } = this.#in
    const nowMs = context.clock.nowMs()
    const performances = lanes.map((lane) => ({ lane, performance: lane.performance(nowMs) }))
    return performances.flatMap(({ lane }) => {
      if (!lane.life) return []
      // A peer is as fast as its own link lets it be, and compared with nobody.
      const others = lane.source.peer
        ? []
        : performances.flatMap((other) =>
            other.lane === lane || other.lane.source.peer ? [] : (other.performance ?? [])
          )
      return [
        {
          number: lane.connectionNumber,
          bytesPerSecond: lane.work ? lane.recentBytesPerSecond : null,
          criterionBytesPerSecond: slowBelow(others),
          silentMs: lane.connection?.silentMs() ?? 0,
          firstByteMs: lane.firstByteMs,
          subTransfers: lane.finished,
          deliveredBytes: lane.connection?.bodyBytes ?? 0,
          tcp: lane.connection?.tcpFacts(context.tcp) ?? null
        }
      ]
    })
  }
}
