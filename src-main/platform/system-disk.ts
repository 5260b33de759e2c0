/**
 * The real file system behind the engine's port. Descriptors are plain numbers and calls take callbacks: at a
 * gigabyte a second the wrapper objects of `fs/promises` cost more than the writes. It reports the operating
 * system's own errors and never decides what they mean.
 */
import { close, fdatasync, fstat, ftruncate, open, write } from 'node:fs'
import { lstat, mkdir, open as openHandle, stat, statfs, unlink } from 'node:fs/promises'
import { promisify } from 'node:util'
import type { Disk, DiskFile } from '../engine/ports/disk.ts'
import { hasCode } from './error-code.ts'
import { readFully } from './read-fully.ts'
import { renameWithoutReplacing } from './rename-without-replacing.ts'

const openDescriptor = promisify(open)
const closeDescriptor = promisify(close)
const syncDescriptor = promisify(fdatasync)
const statDescriptor = promisify(fstat)
const truncateDescriptor = promisify(ftruncate)

/** stat(2) counts blocks of 512 bytes whatever the file system's own block size. */
const STAT_BLOCK_BYTES = 512

export const systemDisk: Disk = {
  async open(path, mode) {
    return fileOn(await openDescriptor(path, mode === 'create' ? 'wx+' : 'r+'))
  },
  async exists(path) {
    // lstat, not access: a dangling link is a name that is taken.
    return (await unlessMissing(lstat(path))) !== null
  },
  async lengthOf(path) {
    const found = await unlessMissing(stat(path))
    return found?.isFile() ? found.size : null
  },
  async freeBytes(directory) {
    const { bavail, bsize } = await statfs(directory)
    return bavail * bsize
  },
  async isDirectory(path) {
    return (await unlessMissing(stat(path)))?.isDirectory() ?? false
  },
  renameWithoutReplacing,
  async makeDirectory(path) {
    await mkdir(path)
  },
  remove: unlink,
  async syncDirectory(path) {
    if (process.platform === 'win32') return
    const handle = await openHandle(path, 'r')
    try {
      await handle.sync()
    } catch (thrown) {
      // Some network file systems have no fsync for directories; the rename itself was done.
      if (!hasCode(thrown, 'EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS')) throw thrown
    } finally {
      await handle.close()
    }
  }
}

function fileOn(descriptor: number): DiskFile {
  return {
    write: (buffer, offset, length, position) =>
      new Promise((resolve, reject) => {
        const step = (from: number, left: number, at: number): void => {
          if (left === 0) return resolve()
          write(descriptor, buffer, from, left, at, (error, written) => {
            if (error) return reject(error)
            // A disk that takes nothing and complains of nothing would be asked for ever.
            if (written === 0)
              return reject(Object.assign(new Error('EIO: the disk took no bytes, write'), { code: 'EIO' }))
            step(from + written, left - written, at + written)
          })
        }
        step(offset, length, position)
      }),
    read: (into, position) => readFully(descriptor, into, position),
    truncate: (length) => truncateDescriptor(descriptor, length),
    sync: () => syncDescriptor(descriptor),
    async stat() {
      const { size, blocks, nlink } = await statDescriptor(descriptor)
      return { length: size, allocatedBytes: blocks * STAT_BLOCK_BYTES, linked: nlink > 0 }
    },
    close: () => closeDescriptor(descriptor)
  }
}

async function unlessMissing<T>(wanted: Promise<T>): Promise<T | null> {
  try {
    return await wanted
  } catch (thrown) {
    if (hasCode(thrown, 'ENOENT', 'ENOTDIR')) return null
    throw thrown
  }
}
