/**
 * How many bytes each source brought in each step of time since a transfer first ran in this process. The number of
 * steps is bounded: when they are full, each becomes twice as long, so an hour costs what a minute does.
 */
import { MOST_SOURCES, MOST_THROUGHPUT_STEPS } from '../../../src-shared/model/transfer-detail.ts'

/** Finer than this, a picture shows the scheduler's breath and not the path's rate. */
const FIRST_STEP_MS = 500

export class ThroughputHistory {
  #startMs: number | null = null
  #stepMs = FIRST_STEP_MS
  #steps = 0
  readonly #columns = new Map<string, Float64Array>()
  readonly #last = new Map<string, number>()

  get startMs(): number {
    return this.#startMs ?? 0
  }

  get stepMs(): number {
    return this.#stepMs
  }

  /** Steps so far; the last is not over. */
  get steps(): number {
    return this.#steps
  }

  /** Tells what each source has brought so far. Times must not run backwards; bytes that are taken back count for nothing. */
  sample(nowMs: number, sources: Iterable<readonly [source: string, bytes: number]>): void {
    this.#startMs ??= nowMs
    while (nowMs - this.#startMs >= this.#stepMs * MOST_THROUGHPUT_STEPS) this.#halve()
    const step = Math.floor((nowMs - this.#startMs) / this.#stepMs)
    this.#steps = step + 1
    for (const [source, bytes] of sources) {
      const gained = bytes - (this.#last.get(source) ?? 0)
      this.#last.set(source, bytes)
      if (gained > 0) this.#column(source)[step]! += gained
    }
  }

  /** Where an earlier process left a source: what it had brought by then is no news. */
  begin(source: string, bytes: number): void {
    this.#last.set(source, bytes)
  }

  /** A copy of what this source brought in each step. */
  of(source: string): Float64Array {
    return this.#columns.get(source)?.slice(0, this.#steps) ?? new Float64Array(this.#steps)
  }

  #column(source: string): Float64Array {
    const known = this.#columns.get(source)
    if (known) return known
    const made = new Float64Array(MOST_THROUGHPUT_STEPS)
    if (this.#columns.size < MOST_SOURCES) this.#columns.set(source, made)
    return made
  }

  #halve(): void {
    this.#stepMs *= 2
    this.#steps = Math.ceil(this.#steps / 2)
    for (const column of this.#columns.values()) {
      for (let step = 0; step < MOST_THROUGHPUT_STEPS / 2; step++)
        column[step] = (column[2 * step] ?? 0) + (column[2 * step + 1] ?? 0)
      column.fill(0, MOST_THROUGHPUT_STEPS / 2)
    }
  }
}
