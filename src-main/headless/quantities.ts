/** Rates, times and shares as people read them. */
import { formatBytes } from '../../src-shared/words/bytes.ts'

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
