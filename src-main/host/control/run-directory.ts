/**
 * Where the control sockets of a state directory are: one a process in STATE_DIR/run, or in a folder of the user's own
 * among the temporary files where a path there is too long for a socket, with its place written in STATE_DIR/run. Both
 * folders are for their owner alone: who may open a socket there may do anything with Shoal.
 */
import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, type Stats } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fail } from '../../../src-shared/errors/problem.ts'
import { hasCode } from '../../platform/error-code.ts'
import { reasonOf } from '../../platform/system-reason.ts'

/** unix(7): 108 with the NUL at the end; 104 on BSD and macOS. A longer one is cut silently by some systems. */
const MAX_SOCKET_PATH_BYTES = process.platform === 'darwin' ? 103 : 107

export const runDirectory = (stateDirectory: string): string => path.join(stateDirectory, 'run')

/** Of `<pid>.sock`, a socket, and `<pid>.at`, a file that says where the socket is. */
export const ENTRY = /^([1-9]\d{0,9})\.(sock|at)$/

export interface SocketPlace {
  readonly path: string
  /** The file that says where; null: the socket lies where it is looked for. */
  readonly pointer: string | null
}

/** Makes the folders. Throws ShoalError `control-unavailable`. `temporary` is the system's folder for such files. */
export function socketPlace(stateDirectory: string, pid: number, temporary = tmpdir()): SocketPlace {
  const directory = runDirectory(stateDirectory)
  ownDirectory(directory)
  const pointer = path.join(directory, `${pid}.at`)
  // A name that nobody else can have taken before.
  if (process.platform === 'win32')
    return { path: `\\\\.\\pipe\\shoal-${pid}-${randomBytes(16).toString('hex')}`, pointer }
  const direct = path.join(directory, `${pid}.sock`)
  if (fits(direct)) return { path: direct, pointer: null }
  const ours = path.join(temporary, `shoal-${process.getuid?.() ?? 0}`)
  ownDirectory(ours)
  const distinct = createHash('sha256').update(stateDirectory).digest('hex').slice(0, 12)
  const elsewhere = path.join(ours, `${pid}-${distinct}.sock`)
  if (!fits(elsewhere))
    throw fail('control-unavailable', { path: temporary, reason: 'its path is too long for a socket' })
  return { path: elsewhere, pointer }
}

const fits = (file: string): boolean => Buffer.byteLength(file) <= MAX_SOCKET_PATH_BYTES

/** Whether a folder is one, belongs to this user and is open to nobody else. A link to one is none. */
export function isOwnDirectory(directory: string): boolean {
  const found = lookedAt(directory)
  if (!found?.isDirectory()) return false
  if (process.platform === 'win32') return true
  return found.uid === process.getuid?.() && (found.mode & 0o077) === 0
}

/** Null where there is nothing, or nothing that this user may see. */
function lookedAt(directory: string): Stats | null {
  try {
    return lstatSync(directory)
  } catch {
    return null
  }
}

function ownDirectory(directory: string): void {
  try {
    mkdirSync(directory, { mode: 0o700 })
  } catch (thrown) {
    if (!hasCode(thrown, 'EEXIST'))
      throw fail('control-unavailable', { path: directory, reason: reasonOf(thrown) }, thrown)
  }
  if (isOwnDirectory(directory)) return
  const found = lstatSync(directory)
  if (!found.isDirectory() || found.uid !== process.getuid?.())
    throw fail('control-unavailable', {
      path: directory,
      reason: found.isDirectory() ? 'it belongs to somebody else' : 'it is no folder'
    })
  chmodSync(directory, 0o700)
}
