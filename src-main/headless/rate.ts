/** A rate as it is typed: a size a second, `500K`, `1.5M`, `5MiB/s`, `800000`. */
import { LEAST_LIMIT_BYTES_PER_SECOND } from '../../src-shared/model/settings.ts'
import { parseSize } from './size.ts'

/** Bytes a second, or why there are none. */
export function parseRate(text: string): { readonly bytesPerSecond: number } | { readonly refusal: string } {
  const size = parseSize(text.replace(/\/s$/, ''), 'bytes a second such as 500K, 5M or 5MiB/s')
  if ('refusal' in size) return size
  return size.bytes < LEAST_LIMIT_BYTES_PER_SECOND
    ? { refusal: `expected at least ${LEAST_LIMIT_BYTES_PER_SECOND} bytes a second` }
    : { bytesPerSecond: size.bytes }
}
