/**
 * A running Shoal to use from outside, as `e2e/desktop/app.ts` has it, but for the host: the built `shoal serve`, and its
 * page in a Chromium of this machine.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { devNull } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { chromium, expect, type Browser, type BrowserContext } from '@playwright/test'
import type { Place, Shoal } from '../desktop/app.ts'
import { passFirstRun } from '../desktop/pass-first-run.ts'
import { shownPage } from '../desktop/shown-page.ts'
import { commandPath } from '../runtime/system-packages.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')

/** A browser that asks nobody for anything, and runs as root. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync'
]
/** As large as the desktop's window at its first start. */
const VIEWPORT = { width: 960, height: 640 }

export type OpenBrowser = () => Promise<Browser>

/** A browser that is started when it is first asked for, if it ever is. */
export function browserOnce(): { readonly open: OpenBrowser; close(): Promise<void> } {
  let opened: Promise<Browser> | null = null
  return {
    open: () => (opened ??= chromium.launch({ executablePath: chromiumPath(), args: QUIET })),
    close: async () => (await opened)?.close()
  }
}

function chromiumPath(): string {
  const found = commandPath('chromium')
  if (found === undefined) throw new Error('Chromium is not installed')
  return found
}

export interface Served {
  /** Holds the token. */
  readonly url: string
  readonly port: number
  /** Ends it the way people do; resolves with the exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
}

/** Starts `shoal serve` on the folders that `env` names. */
export async function startServe(
  env: Readonly<Record<string, string>>,
  ...words: readonly string[]
): Promise<Served> {
  const child = spawn(process.execPath, [PROGRAM, 'serve', '--json', ...words], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  const ended = once(child, 'exit')
  const { url, port } = await firstWords(child)
  const end = async (signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> => {
    child.kill(signal)
    const [code] = (await ended) as [number | null]
    return code
  }
  return {
    url,
    port,
    stop: () => end('SIGTERM'),
    async kill() {
      await end('SIGKILL')
    }
  }
}

async function firstWords(child: ChildProcess): Promise<{ readonly url: string; readonly port: number }> {
  let stderr = ''
  child.stderr?.on('data', (data: Buffer) => (stderr += data.toString()))
  if (!child.stdout) throw new Error('its output was not asked for')
  for await (const line of createInterface({ input: child.stdout })) {
    const said = JSON.parse(line) as { event: string; url: string; port: number }
    if (said.event === 'serving') return said
  }
  throw new Error(`shoal serve ended without an address: ${stderr}`)
}

/** What a Shoal of tests finds in its environment. */
export const servedEnvironment = (
  stateDirectory: string,
  downloadDirectory: string
): Readonly<Record<string, string>> => ({
  // A person's own logins and proxies are nothing for tests.
  NETRC: devNull,
  NO_PROXY: '*',
  no_proxy: '*',
  // Tests meet other machines on this one alone.
  SHOAL_INTERFACES: 'lo',
  SHOAL_STATE_DIR: stateDirectory,
  SHOAL_DOWNLOAD_DIR: downloadDirectory
})

/** A place inside `root`. `picturePath` says where pictures go. */
export async function makeServedPlace(
  root: string,
  picturePath: (name: string) => string,
  openBrowser: OpenBrowser
): Promise<Place> {
  const running = new Set<Shoal>()
  const stateDirectory = path.join(root, 'state')
  const downloadDirectory = path.join(root, 'downloads')
  await mkdir(downloadDirectory, { recursive: true })
  const launch = async (): Promise<Shoal> => {
    const served = await startServe(servedEnvironment(stateDirectory, downloadDirectory))
    const context = await contextOf(await openBrowser())
    const page = await context.newPage()
    const shoal: Shoal = {
      ...shownPage(page, picturePath),
      get electron(): never {
        throw notHere()
      },
      resize: (width, height) => page.setViewportSize({ width, height }),
      async copy(text) {
        await page.evaluate((copied) => navigator.clipboard.writeText(copied), text)
      },
      async quit() {
        running.delete(shoal)
        await context.close()
        expect(await served.stop()).toBe(0)
      },
      async kill() {
        running.delete(shoal)
        await context.close()
        await served.kill()
      }
    }
    running.add(shoal)
    await page.goto(served.url)
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
    startAside: () => Promise.reject(notHere()),
    startUntilItSays: () => Promise.reject(notHere()),
    async start(...words) {
      if (words.length > 0) throw notHere()
      passFirstRun(stateDirectory)
      return launch()
    },
    startFresh: launch
  }
}

export const contextOf = (browser: Browser): Promise<BrowserContext> =>
  browser.newContext({ viewport: VIEWPORT, permissions: ['clipboard-read', 'clipboard-write'] })

const notHere = (): Error => new Error('There is no desktop around a page in a browser: tag the test @shell')
