/** Throughput by source as a chart wants it: rates, one above the other. */
import type { Throughput } from '../../src-shared/model/transfer-detail.ts'

export interface StackedRates {
  /** Middle of each step, seconds since the first began. */
  readonly seconds: readonly number[]
  /** Bytes a second of source `i` and all before it, a column for each source. */
  readonly stacked: readonly (readonly number[])[]
}

/** `isOver`: the last step is, too; while it is not, it would look like a fall. */
export function stackedRates({ stepMs, steps, bytes }: Throughput, isOver: boolean): StackedRates {
  const shown = Math.max(0, isOver ? steps : steps - 1)
  const seconds = Array.from({ length: shown }, (_, step) => ((step + 0.5) * stepMs) / 1000)
  const below = new Array<number>(shown).fill(0)
  const stacked = bytes.map((column) =>
    below.map((rate, step) => (below[step] = rate + ((column[step] ?? 0) * 1000) / stepMs))
  )
  return { seconds, stacked }
}
