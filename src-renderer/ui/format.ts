/**
 * Numbers as people read them. Sizes are decimal (1 MB = 1,000,000 bytes), as in browsers, on disks' labels and
 * on links' rates; always three digits, so that columns keep their width. Units in names, no clock; the
 * language and the units' names come from strings.ts.
 */
import { LANGUAGE, strings } from './strings.ts'
import type { WrittenNumbers } from './written-numbers.ts'

/** Keeps a number and its unit on one line. */
const SPACE = '\u00a0'

interface Formats {
  readonly language: string
  readonly threeDigits: Intl.NumberFormat
  readonly whole: Intl.NumberFormat
  readonly percent: Intl.NumberFormat
  readonly tenths: Intl.NumberFormat
  readonly clock: Intl.DateTimeFormat
}

const formatsIn = (language: string): Formats => ({
  language,
  threeDigits: new Intl.NumberFormat(language, { minimumSignificantDigits: 3, maximumSignificantDigits: 3 }),
  whole: new Intl.NumberFormat(language, { maximumFractionDigits: 0 }),
  percent: new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 0 }),
  tenths: new Intl.NumberFormat(language, { maximumFractionDigits: 1 }),
  clock: new Intl.DateTimeFormat(language, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23'
  })
})

let latest = formatsIn(LANGUAGE)
/** Made once a language: rows ask for them many times a second. */
const formats = (): Formats => (latest.language === LANGUAGE ? latest : (latest = formatsIn(LANGUAGE)))

export const formatCount = (number: number): string => formats().whole.format(number)

export function formatBytes(bytes: number): string {
  const units = strings.units.bytes
  const { threeDigits, whole } = formats()
  let value = Math.max(0, bytes)
  let unit = 0
  // 999.5 would be rounded to 1000 of the smaller unit.
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 ? whole.format(Math.floor(value)) : threeDigits.format(value)}${SPACE}${units[unit]}`
}

export const formatRate = (bytesPerSecond: number): string => strings.units.rate(formatBytes(bytesPerSecond))

/** Of a cable or radio, in bits as they are sold: "1 Gbit/s", "866.7 Mbit/s". */
export function formatLinkRate(bitsPerSecond: number): string {
  const { megabits, gigabits } = strings.units
  const { tenths } = formats()
  return bitsPerSecond >= 1e9
    ? `${tenths.format(bitsPerSecond / 1e9)}${SPACE}${gigabits}`
    : `${tenths.format(bitsPerSecond / 1e6)}${SPACE}${megabits}`
}

/** Rounded down: nothing unfinished is ever called 100 %. */
export const formatPercent = (receivedBytes: number, lengthBytes: number): string =>
  formats().percent.format(wholePercent(receivedBytes, lengthBytes) / 100)

export const wholePercent = (receivedBytes: number, lengthBytes: number): number =>
  lengthBytes === 0 ? 100 : Math.min(100, Math.max(0, Math.floor((receivedBytes / lengthBytes) * 100)))

const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** At most two units, the second left out once it stops mattering: "8 s", "2 min 5 s", "42 min", "3 h 10 min". */
export function formatDuration(seconds: number): string {
  const { second, minute, hour, day } = strings.units
  const rounded = Math.max(0, Math.round(seconds))
  if (rounded < MINUTE) return withUnit(rounded, second)
  if (rounded < 10 * MINUTE) return pair(Math.floor(rounded / MINUTE), minute, rounded % MINUTE, second)
  const minutes = Math.round(rounded / MINUTE)
  if (minutes < 60) return withUnit(minutes, minute)
  if (rounded < DAY) return pair(Math.floor(minutes / 60), hour, minutes % 60, minute)
  const hours = Math.round(rounded / HOUR)
  return pair(Math.floor(hours / 24), day, hours % 24, hour)
}

const withUnit = (value: number, unit: string): string => `${formats().whole.format(value)}${SPACE}${unit}`

const pair = (large: number, largeUnit: string, small: number, smallUnit: string): string =>
  small === 0
    ? withUnit(large, largeUnit)
    : `${withUnit(large, largeUnit)}${SPACE}${withUnit(small, smallUnit)}`

/** A few milliseconds have a tenth; less than that is not told apart. */
export function formatMilliseconds(milliseconds: number): string {
  const { milliseconds: unit } = strings.units
  if (milliseconds < 0.1) return unit(`<${SPACE}${formats().tenths.format(0.1)}`)
  return unit((milliseconds < 10 ? formats().tenths : formats().whole).format(milliseconds))
}

/** `atMs` is Unix time in milliseconds; as a clock on the wall shows it. */
export const formatClock = (atMs: number): string => formats().clock.format(atMs)

/** For sentences with such numbers in them. */
export const writtenNumbers: WrittenNumbers = {
  bytes: formatBytes,
  rate: formatRate,
  duration: formatDuration
}

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
