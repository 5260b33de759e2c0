/** A folder of the bench's own on a file system that lives in memory, so that no disk is measured. */
import { mkdtemp, rm, statfs } from 'node:fs/promises'
import path from 'node:path'

/** statfs(2): tmpfs and ramfs. */
const MEMORY_FILE_SYSTEMS = new Set([0x01021994, 0x858458f6])
const USUAL_PLACE = '/dev/shm'

export interface MemoryDirectory {
  readonly path: string
  remove(): Promise<void>
}

export async function memoryDirectory(neededBytes: number, place = USUAL_PLACE): Promise<MemoryDirectory> {
  const { type, bavail, bsize } = await statfs(place)
  if (!MEMORY_FILE_SYSTEMS.has(type))
    throw new Error(`${place} is not in memory; name a tmpfs with --directory`)
  const free = bavail * bsize
  if (free < neededBytes) {
    throw new Error(`${place} has ${free} bytes free and ${neededBytes} are needed; try a smaller --size`)
  }
  const made = await mkdtemp(path.join(place, 'shoal-bench-'))
  return { path: made, remove: () => rm(made, { recursive: true, force: true }) }
}
