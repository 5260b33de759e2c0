/**
 * A running Shoal to use from outside: the built desktop in a real Electron, in a place with a state directory and a
 * download folder of its own.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import path from 'node:path'
import { _electron, expect, type ElectronApplication } from '@playwright/test'
import { resolveElectron, type ElectronRuntime } from '../runtime/resolve-electron.ts'
import { passFirstRun } from './pass-first-run.ts'
import { shownPage, type ShownPage } from './shown-page.ts'

const ROOT = path.resolve(import.meta.dirname, '../..')

let resolving: Promise<ElectronRuntime> | null = null

/** Asked for once by each worker of the test runner. */
export const electronRuntime = (): Promise<ElectronRuntime> => (resolving ??= resolveElectron())

export interface Shoal extends ShownPage {
  /** There for tests of the desktop alone, which are tagged `@shell`. */
  readonly electron: ElectronApplication
  /** Gives the page that much room. */
  resize(width: number, height: number): Promise<void>
  /** Puts text where Ctrl+V takes it from. */
  copy(text: string): Promise<void>
  /** Ends it the way people do. */
  quit(): Promise<void>
  /** Ends it as a power cut would. */
  kill(): Promise<void>
}

/** Whether the desktop around it says that it shows tray icons. Its answer is all that Shoal learns of one. */
export type Surroundings = 'bare' | 'with a tray'

export interface Place {
  readonly stateDirectory: string
  readonly downloadDirectory: string
  /** Starts Shoal here, after its first run; `words` are further words of the command line. */
  start(...words: readonly string[]): Promise<Shoal>
  /** Starts Shoal here as it is: in a fresh place, for the first time. */
  startFresh(): Promise<Shoal>
  /** Starts Shoal without driving it, and waits for its end. */
  startAside(...words: readonly string[]): Promise<Ending>
  /** Starts Shoal without driving it; ends with SIGTERM when it has said `word` on standard error. */
  startUntilItSays(word: string): Promise<Ending>
  /** Ends whatever still runs here. */
  leave(): Promise<void>
}

export interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

/** The session bus of a desktop with a tray, as far as it is asked: a program that answers in its place. */
const TRAY_ANSWER = `#!/bin/sh
printf '   variant       boolean true\\n'
`

/** A place inside `root`. `picturePath` says where pictures go. */
export async function makePlace(
  root: string,
  picturePath: (name: string) => string,
  downloadDirectory = path.join(root, 'downloads'),
  surroundings: Surroundings = 'bare'
): Promise<Place> {
  const running = new Set<Shoal>()
  const stateDirectory = path.join(root, 'state')
  await mkdir(root, { recursive: true })
  await mkdir(downloadDirectory, { recursive: true })
  const runtime = await electronRuntime()
  const env = {
    ...(process.env as Record<string, string>),
    ...runtime.env,
    // A person's own logins and proxies are nothing for tests.
    NETRC: devNull,
    NO_PROXY: '*',
    no_proxy: '*',
    // Tests meet other machines on this one alone.
    SHOAL_INTERFACES: 'lo',
    ...(await sessionOf(surroundings, root)),
    SHOAL_STATE_DIR: stateDirectory,
    SHOAL_DOWNLOAD_DIR: downloadDirectory
  }
  const args = (words: readonly string[]): string[] => [...runtime.args, ROOT, ...words]

  const aside = async (words: readonly string[], untilItSays: string | null): Promise<Ending> => {
    const child = spawn(runtime.executablePath, args(words), { env, stdio: ['ignore', 'ignore', 'pipe'] })
    let stderr = ''
    let told = false
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString()
      if (told || untilItSays === null || !stderr.includes(untilItSays)) return
      // Once: a signal that meets an Electron in its last moments hides the exit code.
      told = child.kill('SIGTERM')
    })
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return { code, signal, stderr }
  }

  const launch = async (words: readonly string[]): Promise<Shoal> => {
    const electron = await _electron.launch({
      executablePath: runtime.executablePath,
      args: args(words),
      env,
      cwd: root
    })
    const page = await electron.firstWindow()
    const process = electron.process()
    const ended = once(process, 'exit')
    const shoal: Shoal = {
      ...shownPage(page, picturePath),
      electron,
      async resize(width, height) {
        await electron.evaluate(
          ({ BrowserWindow }, [wide, high]) => BrowserWindow.getAllWindows()[0]?.setContentSize(wide, high),
          [width, height] as const
        )
        await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
      },
      copy: (text) => electron.evaluate(({ clipboard }, copied) => clipboard.writeText(copied), text),
      async quit() {
        running.delete(shoal)
        await electron.close()
        await ended
      },
      async kill() {
        running.delete(shoal)
        if (process.exitCode === null && process.signalCode === null) {
          process.kill('SIGKILL')
          await ended
        }
      }
    }
    running.add(shoal)
    // Behind the question of a first start it is there for the eyes alone.
    await expect(page.getByRole('textbox', { includeHidden: true }).first()).toBeVisible()
    return shoal
  }

  return {
    stateDirectory,
    downloadDirectory,
    async leave() {
      for (const shoal of running) await shoal.kill()
    },
    startAside: (...words) => aside(words, null),
    startUntilItSays: (word) => aside([], word),
    async start(...words) {
      passFirstRun(stateDirectory)
      return launch(words)
    },
    startFresh: () => launch([])
  }
}

async function sessionOf(surroundings: Surroundings, root: string): Promise<Record<string, string>> {
  const noBus = `unix:path=${path.join(root, 'no-session-bus')}`
  if (surroundings === 'bare') return { DBUS_SESSION_BUS_ADDRESS: noBus }
  const programs = path.join(root, 'programs')
  await mkdir(programs, { recursive: true })
  await writeFile(path.join(programs, 'dbus-send'), TRAY_ANSWER)
  await chmod(path.join(programs, 'dbus-send'), 0o755)
  return { DBUS_SESSION_BUS_ADDRESS: noBus, PATH: `${programs}${path.delimiter}${process.env['PATH'] ?? ''}` }
}
