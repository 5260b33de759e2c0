/**
 * One Shoal per state directory. A second start hands its links to the first and ends; the lock lives in
 * `<state directory>/desktop`, where Electron keeps the window's own data, so another state directory is another Shoal.
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { App } from 'electron'
import { fail } from '../../src-shared/errors/problem.ts'
import { linksIn } from './command-line.ts'

/**
 * Whether this is the first; if so, `later` hears the links of every later start. Throws ShoalError
 * `journal-unwritable` when the directory cannot hold a lock: Electron would call that a second start.
 */
export function becomeFirst(
  app: App,
  stateDirectory: string,
  links: readonly string[],
  later: (links: readonly string[]) => void
): boolean {
  const directory = path.join(stateDirectory, 'desktop')
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK)
  } catch (thrown) {
    throw fail('journal-unwritable', { path: stateDirectory, reason: (thrown as Error).message }, thrown)
  }
  app.setPath('userData', directory)
  app.on('second-instance', (_event, _argv, _cwd, handed) => later(linksHanded(handed)))
  return app.requestSingleInstanceLock({ links })
}

/** Links from the other process, which is no more trusted than a command line. */
function linksHanded(handed: unknown): readonly string[] {
  const links = (handed as { links?: unknown } | null)?.links
  return Array.isArray(links) ? linksIn(links.filter((link) => typeof link === 'string')) : []
}
