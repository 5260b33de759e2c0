/**
 * A range map that stands still, as the picture behind a bar. The browser scales and colours it, and a new theme needs
 * nothing: a list of thousands that scrolls cannot make a canvas for each.
 */
import type { RangeMap } from '../../src-shared/model/progress-frame.ts'
import { COLUMN_DURABLE, columnRuns, rasterise, type ColumnRun } from './range-raster.ts'

/** Finer than any bar in a list is wide, in pixels. */
const COLUMNS = 1000

/** CSS for `background-image`: what is durable and what is received, in the order of `--reading`. */
export const stillPicture = (map: RangeMap): string => gradient(columnRuns(rasterise(map, COLUMNS)), COLUMNS)

/** For a transfer whose map is not known: how much is here, from 0 to 1, not where. */
export const stillShare = (share: number): string =>
  gradient([{ state: COLUMN_DURABLE, from: 0, to: share }], 1)

function gradient(runs: readonly ColumnRun[], columns: number): string {
  const percent = (column: number): string => `${Math.round((column * 10_000) / columns) / 100}%`
  const stops = runs
    .filter(({ from, to }) => to > from)
    .flatMap(({ state, from, to }) => {
      const colour = state === COLUMN_DURABLE ? 'var(--map-durable)' : 'var(--map-received)'
      return [
        `transparent ${percent(from)}`,
        `${colour} ${percent(from)} ${percent(to)}`,
        `transparent ${percent(to)}`
      ]
    })
  return stops.length === 0 ? 'none' : `linear-gradient(var(--reading), ${stops.join(', ')})`
}
