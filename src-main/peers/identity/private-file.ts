/**
 * Files that hold a secret: read whole and within a limit, written for their owner alone and synced before anything
 * refers to them. What is there already is never overwritten.
 */
import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { getSystemErrorMap } from 'node:util'

/** Keys and certificates have under 4 KiB; what is larger than this is something else. */
const MOST_BYTES = 64 * 1024

export interface PrivateFile {
  readonly bytes: Buffer
  /** Permission bits; null where the system has none (Windows). */
  readonly mode: number | null
}

/** Null when there is no such file. Rejects with the system's error, or one in words for what is no plain file. */
export async function readPrivateFile(file: string): Promise<PrivateFile | null> {
  let handle: FileHandle
  try {
    // Without O_NONBLOCK a named pipe of that name would hold the start up for ever.
    handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return null
    throw thrown
  }
  try {
    const { mode, size } = await handle.stat()
    if ((mode & constants.S_IFMT) !== constants.S_IFREG) throw new Error('it is not a file')
    if (size > MOST_BYTES) throw new Error(`it is larger than ${MOST_BYTES / 1024} KiB`)
    const bytes = Buffer.alloc(size)
    const { bytesRead } = await handle.read(bytes, 0, size, 0)
    return { bytes: bytes.subarray(0, bytesRead), mode: process.platform === 'win32' ? null : mode & 0o777 }
  } finally {
    await handle.close()
  }
}

/** Rejects with the system's error, `EEXIST` when there is a file of that name. */
export async function writePrivateFile(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Makes names in a folder durable, where the system can. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows and some network file systems have no such thing; the names are there all the same.
  }
}

/** What the system said, as words for a person: "permission denied (EACCES)". */
export function reasonOf(thrown: unknown): string {
  const code = codeOf(thrown)
  const errno = (thrown as NodeJS.ErrnoException | null)?.errno
  const words = typeof errno === 'number' ? getSystemErrorMap().get(errno)?.[1] : undefined
  if (words && code) return `${words} (${code})`
  return thrown instanceof Error ? thrown.message : String(thrown)
}

const codeOf = (thrown: unknown): string | undefined =>
  thrown instanceof Error ? (thrown as NodeJS.ErrnoException).code : undefined
