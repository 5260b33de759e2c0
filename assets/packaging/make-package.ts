/**
 * Makes packages of what is in dist. What they hold is said in electron-builder.yml; here is only what depends on
 * the machine. The unpacked one is made around the Electron that is here, whichever that is, and needs no network;
 * installers are always made around the pinned one, never around a runtime that was put together for tests.
 */
import { rm } from 'node:fs/promises'
import path from 'node:path'
import { build, Platform, type Configuration } from 'electron-builder'
import { ROOT } from '../../e2e/runtime/built.ts'
import type { ElectronRuntime } from '../../e2e/runtime/resolve-electron.ts'
import { writeNotices } from './notices.ts'

/** Where the packages say updates come from; without it they take none. */
const UPDATE_FEED = process.env['SHOAL_UPDATE_FEED']

/** Resolves to the executable of an unpacked package in `outputDirectory`. */
export async function makeUnpacked(runtime: ElectronRuntime, outputDirectory: string): Promise<string> {
  await writeNotices()
  let folder = ''
  await build({
    projectDir: ROOT,
    publish: 'never',
    targets: Platform.current().createTarget('dir'),
    config: {
      ...around(runtime),
      directories: { output: outputDirectory },
      afterPack: async ({ appOutDir }) => {
        folder = appOutDir
      }
    }
  })
  return path.join(folder, EXECUTABLE[process.platform] ?? 'shoal-desktop')
}

const EXECUTABLE: Readonly<Partial<Record<NodeJS.Platform, string>>> = {
  darwin: 'Shoal.app/Contents/MacOS/Shoal',
  win32: 'Shoal.exe'
}

/** Resolves to the files that people install, for the system this runs on. */
export async function makeInstallers(outputDirectory: string): Promise<readonly string[]> {
  await writeNotices()
  return build({
    projectDir: ROOT,
    publish: 'never',
    targets: Platform.current().createTarget(),
    config: {
      directories: { output: outputDirectory },
      ...(UPDATE_FEED ? { publish: { provider: 'generic', url: UPDATE_FEED } } : {})
    }
  })
}

/** The fuse `grantFileProtocolExtraPrivileges` came with this version; an older Electron cannot be given it. */
const FILE_PRIVILEGES_FUSE_SINCE = 29

/** What electron-builder.yml leaves open, for one unpacked Electron. */
function around({ version, executablePath }: ElectronRuntime): Configuration {
  const inside = path.dirname(executablePath)
  return {
    electronVersion: version,
    // On macOS the executable is three folders deep in Electron.app.
    electronDist: process.platform === 'darwin' ? path.resolve(inside, '../../..') : inside,
    afterExtract: async ({ appOutDir, packager }) => {
      if (Number.parseInt(version) < FILE_PRIVILEGES_FUSE_SINCE) {
        delete packager.config.electronFuses?.grantFileProtocolExtraPrivileges
      }
      // An assembled runtime brings a stand-in for Electron's default app, and a database binary of its own.
      await rm(path.join(appOutDir, 'resources', 'app'), { recursive: true, force: true })
      await rm(path.join(appOutDir, 'better_sqlite3.node'), { force: true })
    }
  }
}
