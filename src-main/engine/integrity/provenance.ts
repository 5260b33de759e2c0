/**
 * Which source delivered which bytes, so that a piece found wrong can be laid at somebody's door. A byte belongs to
 * whoever delivered it last. Kept in memory for as long as the program runs: what an earlier one fetched has no name.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { IntervalSet } from '../ledger/interval-set.ts'

/** Who delivered what an earlier process fetched: several perhaps, and nobody knows which of them. */
export const EARLIER = ''

export interface Delivered {
  readonly source: string
  readonly range: ByteRange
}

export class Provenance {
  readonly #delivered = new Map<string, IntervalSet>()

  /** `source` has delivered these bytes. */
  note(source: string, range: ByteRange): void {
    for (const [other, bytes] of this.#delivered) if (other !== source) bytes.remove(range)
    const own = this.#delivered.get(source)
    if (own) own.add(range)
    else this.#delivered.set(source, new IntervalSet([range]))
  }

  /** Who delivered which of these bytes. */
  partsOf(range: ByteRange): readonly Delivered[] {
    return [...this.#delivered].flatMap(([source, bytes]) =>
      bytes.within(range).map((part) => ({ source, range: part }))
    )
  }

  /** What came from `source`, as copies; sorted, not touching. */
  of(source: string): readonly ByteRange[] {
    return [...(this.#delivered.get(source)?.ranges ?? [])].map(({ start, end }) => ({ start, end }))
  }

  /** These bytes of `source` are not in the file any more. */
  forget(source: string, range: ByteRange): void {
    this.#delivered.get(source)?.remove(range)
  }

  /** Nothing of the file is here any more. */
  clear(): void {
    this.#delivered.clear()
  }
}
