/**
 * Who brought which part of a file, when, and how fast, in a fixed number of cells, however large the file. It is what a
 * map is drawn from and nothing is decided by: the ledger knows what is here, provenance who is to blame for it.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { CELL_AGAIN, CELL_RACED, MAP_CELLS, MOST_SOURCES } from '../../../src-shared/model/transfer-detail.ts'

export class DeliveryCells {
  readonly length: number
  readonly count: number
  /** 1 + place of the source among `names`; 0: nobody in this run of the program. */
  readonly sources: Uint8Array
  readonly marks: Uint8Array
  readonly atMs: Float64Array
  readonly bytesPerSecond: Float64Array
  readonly #names: string[] = []

  constructor(length: number) {
    this.length = length
    this.count = Math.min(MAP_CELLS, length)
    this.sources = new Uint8Array(this.count)
    this.marks = new Uint8Array(this.count)
    this.atMs = new Float64Array(this.count)
    this.bytesPerSecond = new Float64Array(this.count)
  }

  /** Sources by the number that cells have for them, less one. */
  get names(): readonly string[] {
    return this.#names
  }

  note(source: string, range: ByteRange, atMs: number, bytesPerSecond: number): void {
    const [from, to] = this.cellsOf(range)
    const number = this.#numberOf(source)
    this.sources.fill(number, from, to)
    this.atMs.fill(atMs, from, to)
    this.bytesPerSecond.fill(bytesPerSecond, from, to)
  }

  /** These bytes are asked for again. */
  again(range: ByteRange): void {
    this.#mark(range, CELL_AGAIN)
  }

  raced(range: ByteRange): void {
    this.#mark(range, CELL_RACED)
  }

  /** First cell that holds any of these bytes, and the one after the last. */
  cellsOf({ start, end }: ByteRange): readonly [number, number] {
    if (start >= end) return [0, 0]
    // Multiplied first: a boundary between two cells must not leak into one by rounding.
    const from = Math.floor((start * this.count) / this.length)
    const to = Math.ceil((end * this.count) / this.length)
    return [Math.max(0, from), Math.min(this.count, to)]
  }

  #mark(range: ByteRange, mark: number): void {
    const [from, to] = this.cellsOf(range)
    for (let cell = from; cell < to; cell++) this.marks[cell]! |= mark
  }

  #numberOf(source: string): number {
    const known = this.#names.indexOf(source)
    if (known >= 0) return known + 1
    if (this.#names.length >= MOST_SOURCES) return 0
    return this.#names.push(source)
  }
}
