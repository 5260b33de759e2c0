/**
 * A range map as one state per column of pixels. Honest at any zoom: a column is shown as durable only when every
 * byte under it is durable, and a range in flight is never too small to be seen.
 */
import {
  RANGE_DURABLE,
  RANGE_IN_FLIGHT,
  RANGE_RECEIVED,
  type RangeMap
} from '../../src-shared/model/progress-frame.ts'

export const COLUMN_WANTED = 0
export const COLUMN_IN_FLIGHT = 1
export const COLUMN_RECEIVED = 2
export const COLUMN_DURABLE = 3

export interface ColumnRun {
  readonly state: number
  readonly from: number
  readonly to: number
}

export function rasterise(map: RangeMap, columns: number): Uint8Array {
  const states = new Uint8Array(columns)
  if (columns === 0 || map.length === 0) return states.fill(COLUMN_DURABLE)
  /** Share of each column that is received or durable, and durable alone, in columns. */
  const here = new Float64Array(columns)
  const durable = new Float64Array(columns)
  for (let row = 0; row < map.starts.length; row++) {
    // Multiplied first: a boundary that falls between two columns must not leak into one by rounding.
    const from = ((map.starts[row] ?? 0) * columns) / map.length
    const to = Math.min(columns, ((map.ends[row] ?? 0) * columns) / map.length)
    const state = map.states[row]
    const last = Math.min(columns - 1, Math.ceil(to) - 1)
    for (let column = Math.floor(from); column <= last; column++) {
      const share = Math.min(to, column + 1) - Math.max(from, column)
      if (state === RANGE_IN_FLIGHT) states[column] = COLUMN_IN_FLIGHT
      if (state === RANGE_RECEIVED || state === RANGE_DURABLE) here[column]! += share
      if (state === RANGE_DURABLE) durable[column]! += share
    }
  }
  for (let column = 0; column < columns; column++) {
    if (states[column] === COLUMN_IN_FLIGHT) continue
    if (durable[column]! > WHOLE) states[column] = COLUMN_DURABLE
    else if (here[column]! > WHOLE) states[column] = COLUMN_RECEIVED
  }
  return states
}

/** One column, less what adding shares in floating point may lose. */
const WHOLE = 1 - 1e-6

/** Neighbouring columns of one state, joined; wanted ones are background and left out. */
export function columnRuns(states: Uint8Array): readonly ColumnRun[] {
  const runs: ColumnRun[] = []
  for (let from = 0; from < states.length;) {
    const state = states[from] ?? COLUMN_WANTED
    let to = from + 1
    while (to < states.length && states[to] === state) to++
    if (state !== COLUMN_WANTED) runs.push({ state, from, to })
    from = to
  }
  return runs
}
