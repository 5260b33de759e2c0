/**
 * A set of bytes kept as sorted, non-touching, half-open intervals. The ledger is made of these; there are few
 * intervals (about one a connection), so an array with binary search beats any tree.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'

export class IntervalSet {
  #ranges: ByteRange[] = []
  #total = 0

  /** Throws RangeError on a range that is empty, reversed or not made of whole numbers. */
  constructor(ranges: Iterable<ByteRange> = []) {
    for (const range of ranges) this.add(range)
  }

  /** Bytes in the set. */
  get total(): number {
    return this.#total
  }

  get isEmpty(): boolean {
    return this.#total === 0
  }

  /** Sorted by start; neighbours never touch. A live view: do not keep it across changes. */
  get ranges(): readonly ByteRange[] {
    return this.#ranges
  }

  add(range: ByteRange): void {
    check(range)
    // Everything that overlaps or touches the new range melts into it.
    const from = this.#firstEndingAtOrAfter(range.start)
    let to = from
    let { start, end } = range
    for (; to < this.#ranges.length; to++) {
      const old = this.#ranges[to] as ByteRange
      if (old.start > end) break
      start = Math.min(start, old.start)
      end = Math.max(end, old.end)
      this.#total -= old.end - old.start
    }
    this.#ranges.splice(from, to - from, { start, end })
    this.#total += end - start
  }

  remove(range: ByteRange): void {
    check(range)
    const from = this.#firstEndingAtOrAfter(range.start + 1)
    const rest: ByteRange[] = []
    let to = from
    for (; to < this.#ranges.length; to++) {
      const old = this.#ranges[to] as ByteRange
      if (old.start >= range.end) break
      this.#total -= old.end - old.start
      if (old.start < range.start) rest.push({ start: old.start, end: range.start })
      if (old.end > range.end) rest.push({ start: range.end, end: old.end })
    }
    this.#ranges.splice(from, to - from, ...rest)
    for (const kept of rest) this.#total += kept.end - kept.start
  }

  /** Whether every byte of `range` is in the set. */
  covers(range: ByteRange): boolean {
    const found = this.#ranges[this.#firstEndingAtOrAfter(range.start + 1)]
    return found !== undefined && found.start <= range.start && found.end >= range.end
  }

  /** The parts of `range` that are in the set, as copies. */
  within(range: ByteRange): ByteRange[] {
    const parts: ByteRange[] = []
    for (let at = this.#firstEndingAtOrAfter(range.start + 1); at < this.#ranges.length; at++) {
      const { start, end } = this.#ranges[at] as ByteRange
      if (start >= range.end) break
      parts.push({ start: Math.max(start, range.start), end: Math.min(end, range.end) })
    }
    return parts
  }

  /** Where the interval that holds `offset` ends; `offset` itself when none does. */
  endOfRun(offset: number): number {
    const found = this.#ranges[this.#firstEndingAtOrAfter(offset + 1)]
    return found && found.start <= offset ? found.end : offset
  }

  /** Index of the first interval with `end >= offset`. */
  #firstEndingAtOrAfter(offset: number): number {
    let low = 0
    let high = this.#ranges.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#ranges[middle] as ByteRange).end < offset) low = middle + 1
      else high = middle
    }
    return low
  }
}

function check({ start, end }: ByteRange): void {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || end <= start) {
    throw new RangeError(`not a byte range: [${start}, ${end})`)
  }
}
