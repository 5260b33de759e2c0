/**
 * NAME.part: where a transfer's bytes live, in place and beside their target, until the file is whole. It is sparse
 * from the start, so no byte is ever moved again. It never overwrites a file that is not its own.
 */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PooledBuffer } from '../connection/buffer-pool.ts'
import type { Disk, DiskFile } from '../ports/disk.ts'
import { diskProblem, isCode } from './disk-problem.ts'
import { numbered } from './file-name.ts'

/** Names tried before giving up: `name`, `name (1)`, … */
const NAMES_TRIED = 10_000

export class PartFile {
  readonly directory: string
  readonly #disk: Disk
  readonly #file: DiskFile
  readonly #pending = new Set<Promise<void>>()
  #name: string

  private constructor(disk: Disk, directory: string, name: string, file: DiskFile) {
    this.#disk = disk
    this.directory = directory
    this.#name = name
    this.#file = file
  }

  /** The finished file's name. */
  get name(): string {
    return this.#name
  }

  get path(): string {
    return partPath(this.directory, this.#name)
  }

  /**
   * Takes the first free name (`name (1).ext` when `name.ext` exists) and makes the sparse file.
   * `length` is null when unknown. Throws ShoalError (`directory-missing`, `directory-unwritable`, `disk-full`, …).
   */
  static async create(disk: Disk, directory: string, name: string, length: number | null): Promise<PartFile> {
    try {
      if (!(await disk.isDirectory(directory))) throw fail('directory-missing', { directory })
      for (let number = 0; number < NAMES_TRIED; number++) {
        const candidate = numbered(name, number)
        if (await disk.exists(path.join(directory, candidate))) continue
        const file = await openNew(disk, partPath(directory, candidate))
        if (!file) continue
        const part = new PartFile(disk, directory, candidate, file)
        try {
          await part.#reserve(length)
        } catch (thrown) {
          await part.discard()
          throw thrown
        }
        return part
      }
      throw fail('name-unusable', { name, reason: 'too many files of that name exist' })
    } catch (thrown) {
      throw diskProblem(thrown, directory, partPath(directory, name))
    }
  }

  /** Opens what an earlier run left; null when it is gone. Throws ShoalError. */
  static async reopen(disk: Disk, directory: string, name: string): Promise<PartFile | null> {
    try {
      return new PartFile(disk, directory, name, await disk.open(partPath(directory, name), 'existing'))
    } catch (thrown) {
      if (isCode(thrown, 'ENOENT') && (await disk.isDirectory(directory))) return null
      throw diskProblem(thrown, directory, partPath(directory, name))
    }
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
  async read({ start, end }: ByteRange): Promise<Uint8Array> {
    try {
      const bytes = await this.#file.read(end - start, start)
      if (bytes.length < end - start) throw fail('partial-missing', { path: this.path })
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

  /** Empties it and makes it `length` bytes of nothing, for an answer that starts over. */
  async restart(length: number | null): Promise<void> {
    try {
      await this.#file.truncate(0)
      await this.#reserve(length)
    } catch (thrown) {
      throw diskProblem(thrown, this.directory, this.path)
    }
  }

  async truncate(length: number): Promise<void> {
    try {
      await this.#file.truncate(length)
    } catch (thrown) {
      throw diskProblem(thrown, this.directory, this.path)
    }
  }

  /**
   * Gives the whole, synced file its own name; a file that has taken the name meanwhile stays, and this one becomes
   * `name (1).ext`. `settleName` hears the name before anything depends on it. Resolves with the file's path.
   */
  async finish(settleName: (name: string) => void): Promise<string> {
    try {
      await this.#file.close()
      const wished = this.#name
      for (let number = 0; number < NAMES_TRIED; number++) {
        const candidate = numbered(wished, number)
        const target = path.join(this.directory, candidate)
        if (await this.#disk.exists(target)) continue
        if (!(await this.#rename(candidate))) continue
        settleName(candidate)
        if (!(await renamed(this.#disk, this.path, target))) continue
        await this.#disk.syncDirectory(this.directory)
        return target
      }
      throw fail('name-unusable', { name: wished, reason: 'too many files of that name exist' })
    } catch (thrown) {
      throw diskProblem(thrown, this.directory, this.path)
    }
  }

  async close(): Promise<void> {
    await this.settled()
    await this.#file.close()
  }

  /** Closes and deletes it. */
  async discard(): Promise<void> {
    await this.close()
    await this.#disk.remove(this.path)
  }

  /** Makes the partial file follow its target's name, so that a crash finds both by one recorded name. */
  async #rename(name: string): Promise<boolean> {
    if (name === this.#name) return true
    if (!(await renamed(this.#disk, this.path, partPath(this.directory, name)))) return false
    this.#name = name
    return true
  }

  async #reserve(length: number | null): Promise<void> {
    if (length === null) return
    const free = await this.#disk.freeBytes(this.directory)
    if (free < length) throw fail('disk-full', { directory: this.directory, needed: length, free })
    await this.#file.truncate(length)
  }
}

export const partPath = (directory: string, name: string): string => path.join(directory, `${name}.part`)

const openNew = async (disk: Disk, file: string): Promise<DiskFile | null> => {
  try {
    return await disk.open(file, 'create')
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) return null
    throw thrown
  }
}

const renamed = async (disk: Disk, from: string, to: string): Promise<boolean> => {
  try {
    await disk.renameWithoutReplacing(from, to)
    return true
  } catch (thrown) {
    if (isCode(thrown, 'EEXIST')) return false
    throw thrown
  }
}
