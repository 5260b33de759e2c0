/** Takes the body of one sub-transfer to its place in the file and tells the ledger what has been written. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PooledBuffer } from '../connection/buffer-pool.ts'
import type { BodySink } from '../connection/connection.ts'
import type { PartFile } from '../storage/part-file.ts'

export class RangeSink implements BodySink {
  readonly #file: PartFile
  readonly #range: ByteRange
  readonly #host: string
  readonly #written: (range: ByteRange) => void
  readonly #failed: (thrown: unknown) => void
  #cursor: number

  /** `written` hears every range that has reached the file; `failed` hears that the disk refused one. */
  constructor(options: {
    readonly file: PartFile
    readonly range: ByteRange
    readonly host: string
    readonly written: (range: ByteRange) => void
    readonly failed: (thrown: unknown) => void
  }) {
    this.#file = options.file
    this.#range = options.range
    this.#host = options.host
    this.#written = options.written
    this.#failed = options.failed
    this.#cursor = options.range.start
  }

  /** Bytes handed to the file so far. */
  get bytes(): number {
    return this.#cursor - this.#range.start
  }

  write(buffer: PooledBuffer, from: number, to: number): void {
    const range = { start: this.#cursor, end: this.#cursor + to - from }
    if (range.end > this.#range.end) throw fail('body-overlong', { host: this.#host })
    this.#cursor = range.end
    this.#file
      .write(buffer, from, to, range.start)
      .then(() => this.#written(range))
      .catch(this.#failed)
  }

  /** Throws ShoalError `body-truncated` unless everything up to the end of what was `granted` has come. */
  assertComplete(granted: ByteRange): void {
    if (this.#cursor < granted.end)
      throw fail('body-truncated', { host: this.#host, missing: granted.end - this.#cursor })
  }
}
