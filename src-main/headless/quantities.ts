/** Numbers as people read them. Units are decimal (1 MB = 1,000,000 bytes), as on a disk's label and a link's. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'] as const

export function formatBytes(bytes: number): string {
  let value = Math.max(0, bytes)
  let unit = 0
  // 999.5 would be shown as 1000 of the smaller unit.
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : value >= 9.995 ? 1 : 2
  return `${value.toFixed(digits)} ${UNITS[unit]}`
}

export const formatRate = (bytesPerSecond: number): string => `${formatBytes(bytesPerSecond)}/s`

/** `8.2 s`, `3:07`, `2:05:09`, `3 days`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 60) return `${whole} s`
  if (whole >= 2 * 86_400) return `${Math.floor(whole / 86_400)} days`
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? String(part) : String(part).padStart(2, '0'))).join(':')
}

/** Whole percent, rounded down: 100 is said of a finished file alone. Null while the length is unknown. */
export function percentOf(receivedBytes: number, length: number | null): number | null {
  if (length === null) return null
  if (length === 0) return 100
  return Math.min(100, Math.floor((receivedBytes / length) * 100))
}

/** Seconds until the rest has come at this rate, or null when nothing can be said. */
export function etaSeconds(
  receivedBytes: number,
  length: number | null,
  bytesPerSecond: number
): number | null {
  if (length === null || bytesPerSecond <= 0) return null
  return Math.max(0, length - receivedBytes) / bytesPerSecond
}
