/**
 * What a transfer remembers of its own run for whoever looks at it: in this process only, bounded, and never the ground of
 * a decision.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import { RateMeter } from '../schedule/rate-meter.ts'
import { ConnectionBook } from './connection-book.ts'
import { DeliveryCells } from './delivery-cells.ts'
import type { FetchView } from './fetch-view.ts'
import { PlanStory } from './plan-story.ts'
import { Pressure } from './pressure.ts'
import { ThroughputHistory } from './throughput-history.ts'

export class Story {
  readonly book = new ConnectionBook()
  readonly plan = new PlanStory()
  readonly throughput = new ThroughputHistory()
  readonly pressure = new Pressure()
  readonly #meters = new Map<string, RateMeter>()
  #cells: DeliveryCells | null = null
  #bytes = -1
  #lastByteAtMs = 0

  hear(event: TransferEvent): void {
    this.book.hear(event)
    this.plan.hear(event)
  }

  /** Null: nothing has come by range. */
  get cells(): DeliveryCells | null {
    return this.#cells
  }

  /** These cells are of a file of `length` bytes. */
  cellsFor(length: number): DeliveryCells {
    if (this.#cells?.length !== length) this.#cells = new DeliveryCells(length)
    return this.#cells
  }

  delivered(length: number, source: string, range: ByteRange, atMs: number, bytesPerSecond: number): void {
    this.cellsFor(length).note(source, range, atMs, bytesPerSecond)
  }

  /** Bytes a second from this source, over the last two seconds. */
  rateOf(source: string): number {
    // What is taken back is no rate.
    return Math.max(0, this.#meters.get(source)?.bytesPerSecond ?? 0)
  }

  /** Since any byte came. */
  silentMs(nowMs: number): number {
    return Math.max(0, nowMs - this.#lastByteAtMs)
  }

  /** Call some ten times a second while it runs. `sources`: what each has brought so far. */
  sample(
    nowMs: number,
    fetchedBytes: number,
    sources: readonly (readonly [source: string, bytes: number])[],
    fetch: FetchView | null
  ): void {
    // While nobody fetches, nothing is awaited.
    if (fetchedBytes !== this.#bytes || !fetch) this.#lastByteAtMs = nowMs
    this.#bytes = fetchedBytes
    this.throughput.sample(nowMs, sources)
    for (const [source, bytes] of sources) {
      const known = this.#meters.get(source)
      if (known) known.sample(nowMs, bytes)
      else {
        const meter = new RateMeter()
        meter.sample(nowMs, bytes)
        this.#meters.set(source, meter)
      }
    }
    if (fetch) this.pressure.sample(nowMs, fetch.glance())
    else this.pressure.reset()
  }

  /** It stands still: nothing has a rate. */
  rest(): void {
    this.#meters.clear()
    this.pressure.reset()
  }

  /** Nothing of the file is here. */
  forgetBytes(): void {
    this.#cells = null
  }
}
