/**
 * Gives a file its final name without ever overwriting what has that name already. `rename` replaces silently on
 * every system, so the new name is made by a hard link, which is atomic and refuses a taken name; file systems
 * without links (FAT, some network shares) have the name reserved first. It must never leave a placeholder behind.
 */
import { link, lstat, open, rename, unlink } from 'node:fs/promises'
import { hasCode } from './error-code.ts'

/** Rejects with EEXIST, changing nothing, when `to` is there already. */
export async function renameWithoutReplacing(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT')) throw thrown
    if (!hasCode(thrown, 'EEXIST')) return renameByReserving(from, to)
    if (!(await areTwoNamesOfOneFile(from, to))) throw thrown
  }
  await unlink(from)
}

/** For file systems without hard links: an empty file holds the name, then the rename replaces that file alone. */
export async function renameByReserving(from: string, to: string): Promise<void> {
  const placeholder = await open(to, 'wx')
  await placeholder.close()
  try {
    await rename(from, to)
  } catch (thrown) {
    await unlink(to)
    throw thrown
  }
}

/** A crash between link and unlink leaves both names on one file: the rename is then merely unfinished. */
async function areTwoNamesOfOneFile(from: string, to: string): Promise<boolean> {
  const [a, b] = await Promise.all([lstat(from, { bigint: true }), lstat(to, { bigint: true })])
  return a.dev === b.dev && a.ino === b.ino && a.nlink > 1n
}
