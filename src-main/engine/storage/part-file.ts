/**
 * NAME.part: where a transfer's bytes live, in place and beside their target, until the file is whole. It is sparse
 * from the start, so no byte is ever moved again. It never overwrites a file that is not its own.
 */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Disk, DiskFile } from '../ports/disk.ts'
import { diskProblem, isCode } from './disk-problem.ts'
import { numbered } from './file-name.ts'
import { PlacedFile } from './placed-file.ts'

/** Names tried before giving up: `name`, `name (1)`, … */
const NAMES_TRIED = 10_000

export class PartFile extends PlacedFile {
  override readonly directory: string
  readonly #disk: Disk
  readonly #file: DiskFile
  #name: string

  private constructor(disk: Disk, directory: string, name: string, file: DiskFile) {
    super(file)
    this.#disk = disk
    this.directory = directory
    this.#name = name
    this.#file = file
  }

  /** The finished file's name. */
  get name(): string {
    return this.#name
  }

  override get path(): string {
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

const partPath = (directory: string, name: string): string => path.join(directory, `${name}.part`)

/** Deletes the partial file of `name`, if there is one. Throws ShoalError. */
export async function removePart(disk: Disk, directory: string, name: string): Promise<void> {
  const file = partPath(directory, name)
  try {
    await disk.remove(file)
  } catch (thrown) {
    if (!isCode(thrown, 'ENOENT')) throw diskProblem(thrown, directory, file)
  }
}

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
