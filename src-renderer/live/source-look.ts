/**
 * How a source looks wherever it is shown: a colour and a pattern, by its place among a transfer's sources. Drawn on
 * canvases alone, so that map, chart and legend show the very same.
 */
export type Pattern = 'solid' | 'rising' | 'dots' | 'level' | 'falling' | 'upright' | 'grid' | 'rings'

const PATTERNS: readonly Pattern[] = [
  'solid',
  'rising',
  'dots',
  'level',
  'falling',
  'upright',
  'grid',
  'rings'
]
const COLOURS = 8
/** Device pixels; patterns repeat after so many. */
const TILE = 8

export interface SourceLooks {
  /** `place` counts from 0; null: bytes of an earlier run, or nobody's. */
  of(place: number | null): CanvasPattern | string
  readonly wanted: string
  readonly again: string
  readonly raced: string
  readonly verified: string
  readonly line: string
  readonly ink: string
}

/** After eight sources colours come again, with other patterns. */
export const patternOf = (place: number): Pattern =>
  PATTERNS[(place + Math.floor(place / COLOURS)) % PATTERNS.length] ?? 'solid'

/** As the theme has them now; call again when it changes. */
export function readLooks(element: Element): SourceLooks {
  const style = getComputedStyle(element)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  const stripe = token('--surface')
  const made = new Map<number, CanvasPattern | string>()
  return {
    of(place) {
      if (place === null) return token('--source-earlier')
      const known = made.get(place)
      if (known) return known
      const look = tile(patternOf(place), token(`--source-${place % COLOURS}`), stripe)
      made.set(place, look)
      return look
    },
    wanted: token('--map-wanted'),
    again: token('--map-again'),
    raced: token('--map-raced'),
    verified: token('--map-verified'),
    line: token('--line'),
    ink: token('--ink-faint')
  }
}

function tile(pattern: Pattern, colour: string, stripe: string): CanvasPattern | string {
  if (pattern === 'solid') return colour
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = TILE
  const context = canvas.getContext('2d')
  if (!context) return colour
  context.fillStyle = colour
  context.fillRect(0, 0, TILE, TILE)
  context.strokeStyle = context.fillStyle = stripe
  context.globalAlpha = 0.72
  context.lineWidth = 1.6
  draw(context, pattern)
  return context.createPattern(canvas, 'repeat') ?? colour
}

function draw(context: CanvasRenderingContext2D, pattern: Pattern): void {
  const line = (x1: number, y1: number, x2: number, y2: number): void => {
    context.beginPath()
    context.moveTo(x1, y1)
    context.lineTo(x2, y2)
    context.stroke()
  }
  switch (pattern) {
    case 'solid':
      return
    case 'rising':
      for (const shift of [-TILE, 0, TILE]) line(shift - 1, TILE + 1, shift + TILE + 1, -1)
      return
    case 'falling':
      for (const shift of [-TILE, 0, TILE]) line(shift - 1, -1, shift + TILE + 1, TILE + 1)
      return
    case 'level':
      return line(0, TILE / 2, TILE, TILE / 2)
    case 'upright':
      return line(TILE / 2, 0, TILE / 2, TILE)
    case 'grid':
      line(0, TILE / 2, TILE, TILE / 2)
      return line(TILE / 2, 0, TILE / 2, TILE)
    case 'dots':
    case 'rings':
      context.beginPath()
      context.arc(TILE / 2, TILE / 2, pattern === 'dots' ? 1.7 : 2.4, 0, 2 * Math.PI)
      if (pattern === 'dots') context.fill()
      else context.stroke()
  }
}
