/**
 * Where the window stands: as it stood last time on the same displays, and always where a person can see and grab it.
 * A laptop at its desk and on the train are two arrangements, each with a place of its own. Pure.
 */
import type { Rectangle } from 'electron'

export interface Placement extends Rectangle {
  readonly isMaximized: boolean
}

/** What is needed of a display. */
export interface Screen {
  readonly bounds: Rectangle
  readonly workArea: Rectangle
  readonly scaleFactor: number
}

/** x and y are left out where the system is to choose them. */
export type WindowPlace = Pick<Placement, 'width' | 'height' | 'isMaximized'> & {
  readonly x?: number
  readonly y?: number
}

export const LEAST = { width: 720, height: 480 } as const
const USUAL = { width: 980, height: 680 } as const
/** Nobody has more desks; the ones used last are kept. */
const MOST_ARRANGEMENTS = 12
/** Less of the window on a display is none: its title could not be grabbed. */
const LEAST_VISIBLE = { width: 120, height: 40 } as const

export const arrangementOf = (screens: readonly Screen[]): string =>
  screens
    .map(({ bounds: { x, y, width, height }, scaleFactor }) => `${width}x${height}+${x}+${y}@${scaleFactor}`)
    .sort()
    .join(' ')

/** `remembered` is whatever a file said. */
export function placeOn(remembered: unknown, screens: readonly Screen[]): WindowPlace {
  const last = placementIn(entriesOf(remembered)[arrangementOf(screens)])
  const most = screens[0]?.workArea
  const usual = {
    width: Math.min(USUAL.width, most?.width ?? USUAL.width),
    height: Math.min(USUAL.height, most?.height ?? USUAL.height),
    isMaximized: false
  }
  if (!last) return usual
  const on = screens.find(({ workArea }) => isVisibleIn(last, workArea))
  if (!on) return { ...usual, isMaximized: last.isMaximized }
  const { workArea } = on
  const width = Math.min(Math.max(last.width, LEAST.width), workArea.width)
  const height = Math.min(Math.max(last.height, LEAST.height), workArea.height)
  return {
    width,
    height,
    x: between(last.x, workArea.x, workArea.x + workArea.width - width),
    y: between(last.y, workArea.y, workArea.y + workArea.height - height),
    isMaximized: last.isMaximized
  }
}

/** What to remember from now on. */
export function withPlacement(remembered: unknown, screens: readonly Screen[], placement: Placement): object {
  const { [arrangementOf(screens)]: _replaced, ...others } = entriesOf(remembered)
  const kept = Object.entries(others).slice(-(MOST_ARRANGEMENTS - 1))
  return Object.fromEntries([...kept, [arrangementOf(screens), placement]])
}

const entriesOf = (remembered: unknown): Record<string, unknown> =>
  typeof remembered === 'object' && remembered !== null && !Array.isArray(remembered)
    ? (remembered as Record<string, unknown>)
    : {}

function placementIn(value: unknown): Placement | null {
  if (typeof value !== 'object' || value === null) return null
  const { x, y, width, height, isMaximized } = value as Partial<Record<keyof Placement, unknown>>
  const numbers = [x, y, width, height]
  if (!numbers.every((each) => Number.isSafeInteger(each))) return null
  const [left, top, wide, high] = numbers as [number, number, number, number]
  if (wide <= 0 || high <= 0) return null
  return { x: left, y: top, width: wide, height: high, isMaximized: isMaximized === true }
}

function isVisibleIn(window: Rectangle, area: Rectangle): boolean {
  const width = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x)
  const height = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y)
  return width >= LEAST_VISIBLE.width && height >= LEAST_VISIBLE.height
}

const between = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most))
