/**
 * Takes the body of one sub-transfer to its place in the file and tells what has been written. Its end may be moved
 * forward while bytes arrive, when another connection takes over the tail.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { fail } from '../../../../src-shared/errors/problem.ts'
import type { PooledBuffer } from '../../connection/buffer-pool.ts'
import type { BodySink } from '../../connection/connection.ts'
import type { PlacedFile } from '../../storage/placed-file.ts'

export class RangeSink implements BodySink {
  readonly #file: PlacedFile
  readonly #host: string
  readonly #written: (range: ByteRange) => void
  readonly #failed: (thrown: unknown) => void
  readonly #start: number
  #end: number
  #cursor: number

  /** `written` hears every range that has reached the file; `failed` hears that the disk refused one. */
  constructor(options: {
    readonly file: PlacedFile
    readonly range: ByteRange
    readonly host: string
    readonly written: (range: ByteRange) => void
    readonly failed: (thrown: unknown) => void
  }) {
    this.#file = options.file
    this.#host = options.host
    this.#written = options.written
    this.#failed = options.failed
    this.#start = options.range.start
    this.#end = options.range.end
    this.#cursor = options.range.start
  }

  /** Bytes handed to the file so far. */
  get bytes(): number {
    return this.#cursor - this.#start
  }

  get end(): number {
    return this.#end
  }

  get limit(): number {
    return this.#end - this.#start
  }

  /** Bytes from `end` on are someone else's now. It must not lie before what has arrived. */
  cut(end: number): void {
    if (end < this.#cursor || end > this.#end) throw new RangeError(`cannot end at ${end}`)
    this.#end = end
  }

  write(buffer: PooledBuffer, from: number, to: number): void {
    const range = { start: this.#cursor, end: this.#cursor + to - from }
    if (range.end > this.#end) throw fail('body-overlong', { host: this.#host })
    this.#cursor = range.end
    this.#file
      .write(buffer, from, to, range.start)
      .then(() => this.#written(range))
      .catch(this.#failed)
  }

  /** Throws ShoalError `body-truncated` unless everything up to its end has come. */
  assertComplete(): void {
    if (this.#cursor < this.#end) {
      throw fail('body-truncated', { host: this.#host, missing: this.#end - this.#cursor })
    }
  }
}
