/**
 * Paints a range map on a canvas in device pixels. State shows twice, as colour and as height, so that the map
 * reads without colour: in flight is a thin band, received and durable fill the bar, from light to strong.
 */
import type { RangeMap } from '../../src-shared/model/progress-frame.ts'
import { heldWithColours } from './colours.ts'
import { COLUMN_DURABLE, COLUMN_IN_FLIGHT, columnRuns, rasterise } from './range-raster.ts'

export interface MapColours {
  readonly wanted: string
  readonly inFlight: string
  readonly received: string
  readonly durable: string
}

/** Height of a range in flight, as a share of the bar. */
const IN_FLIGHT_HEIGHT = 0.5

export const mapColours = heldWithColours((style): MapColours => {
  const token = (name: string): string => style.getPropertyValue(`--map-${name}`).trim()
  return {
    wanted: token('wanted'),
    inFlight: token('in-flight'),
    received: token('received'),
    durable: token('durable')
  }
})

export function paintRangeMap(canvas: HTMLCanvasElement, map: RangeMap, colours: MapColours): void {
  const context = canvas.getContext('2d')
  if (!context) return
  const { width, height } = canvas
  paintBackground(context, width, height, colours)
  for (const run of columnRuns(rasterise(map, width))) {
    if (run.state === COLUMN_IN_FLIGHT) {
      const band = Math.max(2, Math.round(height * IN_FLIGHT_HEIGHT))
      context.fillStyle = colours.inFlight
      context.fillRect(run.from, Math.floor((height - band) / 2), run.to - run.from, band)
    } else {
      context.fillStyle = run.state === COLUMN_DURABLE ? colours.durable : colours.received
      context.fillRect(run.from, 0, run.to - run.from, height)
    }
  }
}

/** For a transfer whose map is not known: how much is here, not where. */
export function paintShare(canvas: HTMLCanvasElement, share: number, colours: MapColours): void {
  const context = canvas.getContext('2d')
  if (!context) return
  paintBackground(context, canvas.width, canvas.height, colours)
  context.fillStyle = colours.durable
  context.fillRect(0, 0, Math.floor(canvas.width * share), canvas.height)
}

function paintBackground(
  context: CanvasRenderingContext2D,
  width: number,
  height: number,
  colours: MapColours
): void {
  context.fillStyle = colours.wanted
  context.fillRect(0, 0, width, height)
}
