/**
 * The real file system behind the cache's port. Descriptors are plain numbers, as for transfers. What it opens is an
 * ordinary file under exactly that name: links, pipes and devices are refused.
 */
import { close, constants, fstat, open, type BigIntStats } from 'node:fs'
import { chmod, lstat, mkdir, open as openHandle, readdir, statfs, unlink } from 'node:fs/promises'
import { dirname } from 'node:path'
import { promisify } from 'node:util'
import type { ContentFile, ContentFiles, FileLook } from '../peers/ports/content-files.ts'
import { hasCode } from './error-code.ts'
import { readFully } from './read-fully.ts'
import { systemDisk } from './system-disk.ts'

const openDescriptor = promisify(open)
const closeDescriptor = promisify(close)

export const contentFiles: ContentFiles = {
  async prepare(directory) {
    await mkdir(directory, { recursive: true, mode: 0o700 })
    if (process.platform !== 'win32') await chmod(directory, 0o700)
  },
  async create(path, length) {
    const handle = await openHandle(path, 'wx', 0o600)
    try {
      await handle.truncate(length)
      await handle.sync()
      await systemDisk.syncDirectory(dirname(path))
      return lookOf(await handle.stat({ bigint: true }))
    } finally {
      await handle.close()
    }
  },
  async open(path) {
    // Without O_NONBLOCK a named pipe of that name would never open.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)
    const descriptor = await openDescriptor(path, flags)
    const file = fileOn(descriptor)
    try {
      if (!(await statDescriptor(descriptor)).isFile())
        throw Object.assign(new Error('ELOOP: not an ordinary file, open'), { code: 'ELOOP' })
      return file
    } catch (thrown) {
      await file.close()
      throw thrown
    }
  },
  async look(path) {
    try {
      const found = await lstat(path, { bigint: true })
      return found.isFile() ? lookOf(found) : null
    } catch {
      return null
    }
  },
  async remove(path) {
    try {
      await unlink(path)
    } catch (thrown) {
      if (!hasCode(thrown, 'ENOENT')) throw thrown
    }
  },
  names: (directory) => readdir(directory),
  async freeBytes(directory) {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize
  }
}

function fileOn(descriptor: number): ContentFile {
  return {
    look: async () => lookOf(await statDescriptor(descriptor)),
    read: (into, position) => readFully(descriptor, into, position),
    close: () => closeDescriptor(descriptor)
  }
}

const statDescriptor = (descriptor: number): Promise<BigIntStats> =>
  new Promise((resolve, reject) =>
    fstat(descriptor, { bigint: true }, (error, found) => (error ? reject(error) : resolve(found)))
  )

const lookOf = ({ size, dev, ino, mtimeNs }: BigIntStats): FileLook => ({
  length: Number(size),
  inode: `${dev}:${ino}`,
  modifiedNs: String(mtimeNs)
})
