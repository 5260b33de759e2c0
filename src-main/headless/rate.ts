/**
 * A rate as it is typed: `500K`, `1.5M`, `5MiB/s`, `800000`. Bytes a second; K, M and G count in 1024s as in curl, wget
 * and aria2, `kB`, `MB` and `GB` in 1000s as this program prints them. Bits are refused, not guessed at.
 */
import { LEAST_LIMIT_BYTES_PER_SECOND } from '../../src-shared/model/settings.ts'

const FORM = /^(\d{1,15}(?:\.\d{1,9})?) ?([kKmMgGtT]?)(i?[bB])?(?:\/s)?$/
const PREFIXES = ['', 'k', 'm', 'g', 't']

/** Bytes a second, or why there are none. */
export function parseRate(text: string): { readonly bytesPerSecond: number } | { readonly refusal: string } {
  const [, digits, prefix, unit] = FORM.exec(text) ?? []
  if (digits === undefined || prefix === undefined || (unit?.startsWith('i') && prefix === ''))
    return { refusal: 'expected bytes a second such as 500K, 5M or 5MiB/s' }
  if (unit === 'b' || unit === 'ib') return { refusal: 'expected bytes (B), not bits (b)' }
  const base = unit === 'B' ? 1000 : 1024
  const bytesPerSecond = Math.round(Number(digits) * base ** PREFIXES.indexOf(prefix.toLowerCase()))
  return bytesPerSecond < LEAST_LIMIT_BYTES_PER_SECOND
    ? { refusal: `expected at least ${LEAST_LIMIT_BYTES_PER_SECOND} bytes a second` }
    : { bytesPerSecond }
}
