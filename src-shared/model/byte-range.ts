/**
 * A half-open interval of bytes `[start, end)` of one file. Offsets are whole numbers of bytes; Shoal
 * keeps them as IEEE doubles, exact up to 2^53 (8 PiB).
 */
export interface ByteRange {
  readonly start: number
  readonly end: number
}

/** Length in bytes. */
export const rangeLength = (range: ByteRange): number => range.end - range.start

/** Bytes covered by ranges that do not overlap. */
export const totalLength = (ranges: readonly ByteRange[]): number =>
  ranges.reduce((sum, range) => sum + rangeLength(range), 0)
