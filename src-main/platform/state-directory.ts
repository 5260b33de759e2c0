/**
 * Where Shoal keeps its journal: one folder per user, in the place each system has for it. Only the owner may look
 * inside, since the journal knows every address fetched. It must never be guessed anew by other code.
 */
import { mkdirSync, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, isAbsolute, posix, resolve, win32 } from 'node:path'
import { fail } from '../../src-shared/errors/problem.ts'
import { hasCode } from './error-code.ts'
import { reasonOf } from './system-reason.ts'

export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly platform: NodeJS.Platform
  readonly home: string
}

export const surroundings = (): Surroundings => ({
  env: process.env,
  platform: process.platform,
  home: homedir()
})

/** `given` is what a command line named; it wins over SHOAL_STATE_DIR and the system's own place. */
export function stateDirectory(
  given?: string,
  { env, platform, home }: Surroundings = surroundings()
): string {
  const named = given || env['SHOAL_STATE_DIR']
  if (named) return resolve(named)
  if (platform === 'win32') {
    return win32.join(env['LOCALAPPDATA'] || win32.join(home, 'AppData', 'Local'), 'Shoal')
  }
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support', 'Shoal')
  // The XDG specification has relative values ignored.
  const xdg = env['XDG_STATE_HOME']
  return posix.join(xdg && isAbsolute(xdg) ? xdg : posix.join(home, '.local', 'state'), 'shoal')
}

/** Makes the folder, readable by its owner alone. Throws `journal-unwritable` with the system's reason. */
export function ensureStateDirectory(path: string): void {
  try {
    makeWithParents(path)
  } catch (thrown) {
    throw fail('journal-unwritable', { path, reason: reasonOf(thrown) }, thrown)
  }
}

/** Not mkdir's own `recursive`: on a read-only file system that reports ENOENT. */
function makeWithParents(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (thrown) {
    if (hasCode(thrown, 'EEXIST') && statSync(path).isDirectory()) return // another Shoal was faster
    if (!hasCode(thrown, 'ENOENT') || dirname(path) === path) throw thrown
    makeWithParents(dirname(path))
    makeWithParents(path)
  }
}
