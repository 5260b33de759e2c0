/**
 * An open file whose bytes come to their places in any order, several writes at a time. It says when they have ended and
 * makes them durable, and tells trouble in the catalogue's words. It never moves a byte, nor its file.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PooledBuffer } from '../connection/buffer-pool.ts'
import type { DiskFile } from '../ports/disk.ts'
import { diskProblem } from './disk-problem.ts'

export abstract class PlacedFile {
  abstract readonly directory: string
  abstract readonly path: string
  readonly #file: DiskFile
  readonly #pending = new Set<Promise<void>>()

  protected constructor(file: DiskFile) {
    this.#file = file
  }

  stat(): ReturnType<DiskFile['stat']> {
    return this.#file.stat()
  }

  /** Writes `buffer[from, to)` at `position` and gives the buffer back. Rejects with ShoalError. */
  write(buffer: PooledBuffer, from: number, to: number, position: number): Promise<void> {
    buffer.borrow()
    return this.#track(this.#file.write(buffer.bytes, from, to - from, position), () => buffer.giveBack())
  }

  /** Writes bytes that belong to nobody else. Rejects with ShoalError. */
  writeBytes(bytes: Uint8Array, position: number): Promise<void> {
    return this.#track(this.#file.write(bytes, 0, bytes.length, position), () => undefined)
  }

  /** What stands in a range of it. Rejects with ShoalError, also when the file ends before the range does. */
  read({ start, end }: ByteRange): Promise<Uint8Array> {
    return this.readInto(Buffer.allocUnsafe(end - start), start)
  }

  /** The same, from `position` on, into bytes that the caller lends; all of them. */
  async readInto(into: Uint8Array, position: number): Promise<Uint8Array> {
    try {
      const bytes = await this.#file.read(into, position)
      if (bytes.length < into.length) throw fail('partial-missing', { path: this.path })
      return bytes
    } catch (thrown) {
      throw diskProblem(thrown, this.directory, this.path)
    }
  }

  #track(write: Promise<void>, ended: () => void): Promise<void> {
    const tracked = write.then(
      () => {
        this.#pending.delete(tracked)
        ended()
      },
      (thrown: unknown) => {
        this.#pending.delete(tracked)
        ended()
        throw diskProblem(thrown, this.directory, this.path)
      }
    )
    this.#pending.add(tracked)
    return tracked
  }

  /** Resolves when every write begun so far has ended, well or badly. */
  async settled(): Promise<void> {
    await Promise.allSettled([...this.#pending])
  }

  /** Makes every finished write durable. Rejects with ShoalError; `partial-missing` when someone deleted the file. */
  async sync(): Promise<void> {
    try {
      await this.#file.sync()
      if (!(await this.#file.stat()).linked) throw fail('partial-missing', { path: this.path })
    } catch (thrown) {
      throw diskProblem(thrown, this.directory, this.path)
    }
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#file.close()
  }
}
