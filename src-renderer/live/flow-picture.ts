/**
 * Where things stand on the map of flows: this machine in the middle, others around it on an ellipse, between them two
 * lines, one for each way, as wide as their rate. Pure geometry, in pixels.
 */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Line {
  readonly from: Point
  readonly to: Point
}

/** The first stands at the start of the picture, further ones follow clockwise at the same distance. */
export function seatsAround(count: number, width: number, height: number): readonly Point[] {
  const radiusX = Math.max(0, width / 2 - SEAT_WIDTH / 2)
  const radiusY = Math.max(0, height / 2 - SEAT_HEIGHT / 2)
  // Three and more leave the axis through the middle free: names there are next to each other, not on top of it.
  const turn = count > 2 && count % 2 === 0 ? Math.PI / count : 0
  return Array.from({ length: count }, (_, index) => {
    const angle = Math.PI + turn + (index * 2 * Math.PI) / count
    return { x: width / 2 + radiusX * Math.cos(angle), y: height / 2 + radiusY * Math.sin(angle) }
  })
}
export const SEAT_WIDTH = 148
export const SEAT_HEIGHT = 54
/** Of the middle, up to where lines come. */
const MIDDLE_RADIUS = 40
/** From the middle of a line that goes one way to that of the other. */
const APART = 7

/** What comes here and what goes there, side by side. */
export function linesBetween(seat: Point, middle: Point): { readonly here: Line; readonly there: Line } {
  const dx = middle.x - seat.x
  const dy = middle.y - seat.y
  const length = Math.hypot(dx, dy) || 1
  const along = { x: dx / length, y: dy / length }
  const aside = { x: -along.y * (APART / 2), y: along.x * (APART / 2) }
  const outer = at(seat, along, clearOf(along))
  const inner = at(middle, along, -Math.min(MIDDLE_RADIUS, length / 3))
  return {
    here: { from: at(outer, aside, 1), to: at(inner, aside, 1) },
    there: { from: at(inner, aside, -1), to: at(outer, aside, -1) }
  }
}

/** How far a line starts from the middle of a seat, so that it leaves its words free. */
const clearOf = ({ x, y }: Point): number =>
  Math.min(
    x === 0 ? Infinity : (SEAT_WIDTH / 2 + 4) / Math.abs(x),
    y === 0 ? Infinity : (SEAT_HEIGHT / 2 + 6) / Math.abs(y)
  )

const at = ({ x, y }: Point, along: Point, distance: number): Point => ({
  x: x + along.x * distance,
  y: y + along.y * distance
})

/** A wedge in the middle of a line that points where it goes. */
export function wedgeOf({ from, to }: Line, lineWidth: number): string {
  const angle = Math.atan2(to.y - from.y, to.x - from.x)
  const size = 6 + lineWidth * 0.8
  const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }
  const corner = (turn: number, far: number): string => {
    const x = middle.x + Math.cos(angle + turn) * far
    const y = middle.y + Math.sin(angle + turn) * far
    return `${x.toFixed(1)},${y.toFixed(1)}`
  }
  return [corner(0, size), corner(2.3, size), corner(-2.3, size)].join(' ')
}

/** Ten times the rate is three pixels more, whoever else is there: a line means the same at any time. 0: nothing flows. */
export function widthOf(bytesPerSecond: number): number {
  if (bytesPerSecond < 1) return 0
  return Math.min(14, Math.max(1.5, 1.5 + 3 * Math.log10(bytesPerSecond / 50_000)))
}
