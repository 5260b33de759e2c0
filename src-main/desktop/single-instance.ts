/**
 * One Shoal per state directory. A second start hands what it was asked for to the first and ends; the lock lives in
 * `<state directory>/desktop`, where Electron keeps the window's own data, so another state directory is another Shoal.
 */
import { accessSync, constants, mkdirSync } from 'node:fs'
import path from 'node:path'
import type { App } from 'electron'
import { fail } from '../../src-shared/errors/problem.ts'
import { askedIn, type Asked } from './command-line.ts'

/**
 * Whether this is the first; if so, `later` hears what every later start was asked for. Throws ShoalError
 * `journal-unwritable` when the directory cannot hold a lock: Electron would call that a second start.
 */
export function becomeFirst(
  app: App,
  stateDirectory: string,
  asked: Asked,
  later: (asked: Asked) => void
): boolean {
  const directory = path.join(stateDirectory, 'desktop')
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
    accessSync(directory, constants.W_OK)
  } catch (thrown) {
    throw fail('journal-unwritable', { path: stateDirectory, reason: (thrown as Error).message }, thrown)
  }
  app.setPath('userData', directory)
  app.on('second-instance', (_event, _argv, _cwd, handed) => later(askedBy(handed)))
  return app.requestSingleInstanceLock({ ...asked })
}

/** From the other process, which is no more trusted than a command line. It knew its own folder; this one's is no guide. */
function askedBy(handed: unknown): Asked {
  const { links, files } = (handed ?? {}) as { links?: unknown; files?: unknown }
  const words = [links, files].flatMap((list): unknown[] => (Array.isArray(list) ? list : []))
  return askedIn(
    words.filter((word) => typeof word === 'string'),
    path.sep
  )
}
