/** The plan of a transfer that nobody helps with: its range map, with the gaps that nobody was asked for yet. */
import type { Plan, PlanTile } from '../../src-shared/model/peer.ts'
import { RANGE_STATES, type RangeMap } from '../../src-shared/model/progress-frame.ts'

export function planOfRangeMap({ length, starts, ends, states }: RangeMap): Plan {
  const tiles: PlanTile[] = []
  let covered = 0
  for (const [row, start] of starts.entries()) {
    const end = ends[row] ?? start
    const state = RANGE_STATES[states[row] ?? -1] ?? 'wanted'
    if (start > covered) tiles.push({ start: covered, end: start, state: 'wanted', source: null })
    tiles.push({ start, end, state, source: null })
    covered = end
  }
  if (covered < length) tiles.push({ start: covered, end: length, state: 'wanted', source: null })
  return { length, revision: 0, tiles, peers: [] }
}
