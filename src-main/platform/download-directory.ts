/**
 * The folder a file goes to when nobody named one: the user's own Downloads, wherever their desktop put it. It reads
 * settings and creates nothing.
 */
import { readFileSync } from 'node:fs'
import { isAbsolute, join, resolve } from 'node:path'
import { surroundings, type Surroundings } from './state-directory.ts'

export function downloadDirectory({ env, platform, home }: Surroundings = surroundings()): string {
  const named = env['SHOAL_DOWNLOAD_DIR']
  if (named) return resolve(named)
  const chosen = platform === 'win32' || platform === 'darwin' ? null : chosenByDesktop(env, home)
  return chosen ?? join(home, 'Downloads')
}

/** What xdg-user-dirs(5) recorded, or null. `$HOME/` alone means that the user has no such folder. */
function chosenByDesktop(env: Surroundings['env'], home: string): string | null {
  const config = env['XDG_CONFIG_HOME']
  const file = join(config && isAbsolute(config) ? config : join(home, '.config'), 'user-dirs.dirs')
  const line = /^\s*XDG_DOWNLOAD_DIR="((?:[^"\\]|\\.)*)"/m.exec(readIfThere(file))
  if (!line?.[1]) return null
  const value = line[1].replace(/\\(.)/g, '$1')
  const path = value.startsWith('$HOME/') ? join(home, value.slice('$HOME/'.length)) : value
  return isAbsolute(path) && resolve(path) !== resolve(home) ? resolve(path) : null
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return '' // no such settings on this machine
  }
}
