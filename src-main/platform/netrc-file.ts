/**
 * The user's .netrc: logins by host, where ftp, curl and wget look for them. It never fails: a file that cannot be
 * read is no file.
 */
import { readFileSync, statSync } from 'node:fs'
import { posix, win32 } from 'node:path'
import { surroundings, type Surroundings } from './state-directory.ts'

const MAX_NETRC_BYTES = 1024 * 1024

/** NETRC names it; else it is in the home folder, on Windows with an underscore too. Null: there is none. */
export function netrcFile({ env, platform, home }: Surroundings = surroundings()): {
  readonly path: string
  readonly text: string
  readonly readableByOthers: boolean
} | null {
  const named = env['NETRC']
  const windows = platform === 'win32'
  const standard = windows
    ? [win32.join(home, '_netrc'), win32.join(home, '.netrc')]
    : [posix.join(home, '.netrc')]
  for (const path of named ? [named] : standard) {
    try {
      const { mode, size } = statSync(path)
      if (size > MAX_NETRC_BYTES) continue
      // Windows keeps its access rights elsewhere.
      return { path, text: readFileSync(path, 'utf8'), readableByOthers: !windows && (mode & 0o044) !== 0 }
    } catch {
      continue
    }
  }
  return null
}
