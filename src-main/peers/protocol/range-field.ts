/**
 * The Range and Content-Range fields as peers use them: exactly one range with both ends (RFC 9110 section 14). What
 * else the RFC allows (suffixes, open ends, several ranges) would let one request ask for more than a plan holds.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'

/** Null: the field is missing, or not one range with both ends. */
export function parseRangeField(field: string | undefined): ByteRange | null {
  const [, first, last] = /^bytes=(\d{1,16})-(\d{1,16})$/.exec(field ?? '') ?? []
  if (first === undefined || last === undefined) return null
  const range = { start: Number(first), end: Number(last) + 1 }
  return Number.isSafeInteger(range.end) && range.start < range.end ? range : null
}

export const printRangeField = (range: ByteRange): string => `bytes=${range.start}-${range.end - 1}`

export const printContentRange = (range: ByteRange, length: number): string =>
  `bytes ${range.start}-${range.end - 1}/${length}`

/** For an answer 416: how long the file is. */
export const printUnsatisfied = (length: number): string => `bytes */${length}`
