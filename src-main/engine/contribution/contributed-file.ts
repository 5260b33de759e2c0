/**
 * The sparse file that a contribution is fetched into. Whoever gave it made it, names it and deletes it; here it is
 * opened, and never made longer or shorter.
 */
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Disk, DiskFile } from '../ports/disk.ts'
import { diskProblem } from '../storage/disk-problem.ts'
import { PlacedFile } from '../storage/placed-file.ts'

export class ContributedFile extends PlacedFile {
  override readonly directory: string
  override readonly path: string

  private constructor(file: DiskFile, at: string) {
    super(file)
    this.path = at
    this.directory = path.dirname(at)
  }

  /** Rejects with ShoalError when it is not there, or of another length. */
  static async open(disk: Disk, at: string, length: number): Promise<ContributedFile> {
    try {
      const file = new ContributedFile(await disk.open(at, 'existing'), at)
      const found = (await file.stat()).length
      if (found === length) return file
      await file.close()
      throw fail('disk-failed', { path: at, reason: `it is ${found} bytes long instead of ${length}` })
    } catch (thrown) {
      throw diskProblem(thrown, path.dirname(at), at)
    }
  }
}
