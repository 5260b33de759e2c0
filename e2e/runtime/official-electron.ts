/**
 * The Electron that the `electron` package names: the one in node_modules if it is there, else the one its own
 * installer brings, mirrors and caches of its settings included. A download that makes no progress is given up
 * soon, so that a machine out of its reach does not wait for it.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const electronPackage = (): string =>
  path.dirname(createRequire(import.meta.url).resolve('electron/package.json'))

/** Path of the executable, or null when it is not there. */
export async function installedElectron(packageDirectory = electronPackage()): Promise<string | null> {
  try {
    const read = (...parts: string[]): Promise<string> =>
      readFile(path.join(packageDirectory, ...parts), 'utf8')
    const { version } = JSON.parse(await read('package.json')) as { version: string }
    const override = process.env['ELECTRON_OVERRIDE_DIST_PATH']
    if (!override && (await read('dist', 'version')).replace(/^v/, '').trim() !== version) return null
    // A distribution of the user's own may be used although the package never fetched one.
    const file = await read('path.txt').catch((error: unknown) =>
      override ? 'electron' : Promise.reject(error as Error)
    )
    const executable = path.join(override ?? path.join(packageDirectory, 'dist'), file)
    return existsSync(executable) ? executable : null
  } catch {
    return null
  }
}

export interface Patience {
  /** Until the first bytes arrive, milliseconds. */
  readonly firstBytesMs: number
  /** Between bytes after that; unpacking counts as progress only when it ends, so this is longer. */
  readonly stallMs: number
}

/** A reachable release server answers in a second or two. */
const PATIENCE: Patience = { firstBytesMs: 10_000, stallMs: 60_000 }
const POLL_MS = 200

/** Path of the executable once the package's installer has fetched it; null when it could not in time. */
export async function fetchElectron(
  packageDirectory = electronPackage(),
  patience = PATIENCE
): Promise<string | null> {
  // The installer downloads into a temporary folder; giving it one of its own makes its progress visible.
  const temporary = await mkdtemp(path.join(tmpdir(), 'shoal-electron-download-'))
  try {
    const child = spawn(process.execPath, [path.join(packageDirectory, 'install.js')], {
      stdio: 'ignore',
      env: { ...process.env, TMPDIR: temporary, TMP: temporary, TEMP: temporary }
    })
    let ended = false
    const exit = once(child, 'exit').then(() => (ended = true))
    let bytes = 0
    let deadlineMs = performance.now() + patience.firstBytesMs
    while (!ended) {
      await Promise.race([exit, sleep(POLL_MS)])
      const bytesNow = await bytesIn(temporary)
      if (bytesNow > bytes) {
        bytes = bytesNow
        deadlineMs = performance.now() + patience.stallMs
      } else if (performance.now() > deadlineMs) {
        child.kill('SIGKILL')
        await exit
      }
    }
  } finally {
    await rm(temporary, { recursive: true, force: true })
  }
  return installedElectron(packageDirectory)
}

async function bytesIn(directory: string): Promise<number> {
  let sum = 0
  for (const name of await readdir(directory, { recursive: true })) {
    // What vanished between listing and looking is no progress.
    sum += await stat(path.join(directory, name)).then(
      (found) => (found.isFile() ? found.size : 0),
      () => 0
    )
  }
  return sum
}
