/**
 * Numbers as people read them. Sizes are decimal (1 MB = 1,000,000 bytes), as in browsers, on disks' labels and
 * on links' rates; always three digits, so that columns keep their width. Units in names, no clock, no locale of
 * its own: the language comes from strings.ts.
 */
import { LANGUAGE } from './strings.ts'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const
/** Keeps a number and its unit on one line. */
const SPACE = '\u00a0'

const threeDigits = new Intl.NumberFormat(LANGUAGE, {
  minimumSignificantDigits: 3,
  maximumSignificantDigits: 3
})
const whole = new Intl.NumberFormat(LANGUAGE, { maximumFractionDigits: 0 })
const percent = new Intl.NumberFormat(LANGUAGE, { style: 'percent', maximumFractionDigits: 0 })

export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  // 999.5 would be rounded to 1000 of the smaller unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? whole.format(Math.floor(value)) : threeDigits.format(value)}${SPACE}${UNITS[unit]}`
}

export const formatRate = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`

/** Rounded down: nothing unfinished is ever called 100 %. */
export const formatPercent = (receivedBytes: number, lengthBytes: number): string =>
  percent.format(wholePercent(receivedBytes, lengthBytes) / 100)

export const wholePercent = (receivedBytes: number, lengthBytes: number): number =>
  lengthBytes === 0 ? 100 : Math.min(100, Math.max(0, Math.floor((receivedBytes / lengthBytes) * 100)))

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** At most two units, the second left out once it stops mattering: "8 s", "2 min 5 s", "42 min", "3 h 10 min". */
export function formatDuration(seconds: number): string {
  const rounded = Math.max(0, Math.round(seconds))
  if (rounded < MINUTE) return `${rounded}${SPACE}s`
  if (rounded < 10 * MINUTE) return pair(Math.floor(rounded / MINUTE), 'min', rounded % MINUTE, 's')
  const minutes = Math.round(rounded / MINUTE)
  if (minutes < 60) return `${minutes}${SPACE}min`
  if (rounded < DAY) return pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')
  const hours = Math.round(rounded / HOUR)
  return pair(Math.floor(hours / 24), 'd', hours % 24, 'h')
}

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0
    ? `${whole.format(large)}${SPACE}${largeUnit}`
    : `${whole.format(large)}${SPACE}${largeUnit}${SPACE}${small}${SPACE}${smallUnit}`

/** Time left at a rate; null when it cannot be told or would be a guess of weeks. */
export function secondsLeft(
  receivedBytes: number,
  lengthBytes: number,
  bytesPerSecond: number
): number | null {
  if (bytesPerSecond <= 0) return null
  const seconds = (lengthBytes - receivedBytes) / bytesPerSecond
  return seconds >= 0 && seconds < 30 * DAY ? seconds : null
}
