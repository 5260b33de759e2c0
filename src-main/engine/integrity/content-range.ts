/** The Content-Range field of a 206 or 416 answer (RFC 9110 section 14.4). */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'

/** `range` is null in an unsatisfied range (`bytes * / length`); `length` is null when the server does not know it. */
export interface ContentRange {
  readonly range: ByteRange | null
  readonly length: number | null
}

/** Null when the field is missing or not of the grammar, which a caller must treat as a broken answer. */
export function parseContentRange(value: string | undefined): ContentRange | null {
  const parts = /^bytes[ \t]+(?:(\d{1,16})-(\d{1,16})|\*)\/(\d{1,16}|\*)$/i.exec(value?.trim() ?? '')
  if (!parts) return null
  const [, first, last, total] = parts
  const length = total === undefined || total === '*' ? null : Number(total)
  if (first === undefined || last === undefined) return length === null ? null : { range: null, length }
  const range = { start: Number(first), end: Number(last) + 1 }
  if (!Number.isSafeInteger(range.end) || range.end <= range.start) return null
  if (length !== null && (!Number.isSafeInteger(length) || range.end > length)) return null
  return { range, length }
}
