/** A delivery map as runs of cells that are alike: what is drawn, what the keyboard steps through, what a table lists. */
import type { DeliveryMap } from '../../src-shared/model/transfer-detail.ts'

export interface MapRun {
  /** First cell, and the one after the last. */
  readonly from: number
  readonly to: number
  readonly state: number
  /** Place among the sources, from 0; null: nobody, or an earlier run. */
  readonly source: number | null
  readonly marks: number
}

export function runsOf({ states, sources, marks }: DeliveryMap): readonly MapRun[] {
  const runs: MapRun[] = []
  for (let from = 0; from < states.length;) {
    const state = states[from] ?? 0
    const source = sources[from] ?? 0
    const mark = marks[from] ?? 0
    let to = from + 1
    while (to < states.length && states[to] === state && sources[to] === source && marks[to] === mark) to++
    runs.push({ from, to, state, source: source === 0 ? null : source - 1, marks: mark })
    from = to
  }
  return runs
}

/** Bytes of the file that cells `from` to `to` are about; the end is not one of them. */
export const bytesOf = (
  { length, states }: DeliveryMap,
  from: number,
  to: number
): readonly [number, number] => [
  Math.floor((from * length) / states.length),
  Math.floor((to * length) / states.length)
]
