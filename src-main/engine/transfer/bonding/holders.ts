/**
 * Whose bytes are whose to fetch: what a peer holds already comes from there, at the speed of the LAN and without
 * touching the data server, for as long as that peer delivers. Everybody else keeps to the rest.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'

/** A holder of bytes. */
export interface Holder {
  held(): readonly ByteRange[]
  /** Whether it delivers as it has shown it can. */
  readonly isDelivering: boolean
}

/** The bytes of [0, length) that `asker` (null: no holder at all) may be asked for; null: all of them. */
export function allowedRanges(
  length: number,
  holders: readonly Holder[],
  asker: Holder | null
): readonly ByteRange[] | null {
  const others = holders.filter((holder) => holder !== asker && holder.isDelivering)
  const reserved = others.flatMap((holder) => holder.held()).filter(({ end }) => end <= length)
  if (reserved.length === 0) return null
  const allowed = new IntervalSet([{ start: 0, end: length }])
  for (const range of reserved) allowed.remove(range)
  for (const range of asker?.held() ?? []) if (range.end <= length) allowed.add(range)
  return allowed.ranges
}

/** The same bytes in the same order, none of them twice: a plan that names one twice is refused. */
export function eachByteOnce(ranges: readonly ByteRange[]): readonly ByteRange[] {
  const named = new IntervalSet()
  return ranges.flatMap((range) => {
    const rest = new IntervalSet([range])
    for (const known of named.ranges) rest.remove(known)
    named.add(range)
    return rest.ranges
  })
}
