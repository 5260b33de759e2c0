/**
 * A packaged Shoal to use from outside. Playwright drives Electron through Node's debugger, which a package does not
 * open, so its window is looked at through Chromium's own protocol.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { devNull } from 'node:os'
import type { Ending } from './app.ts'

export interface Packaged {
  readonly process: ChildProcess
  /** What it said on standard error so far. */
  stderr(): string
  /** The value of an expression in the window's page; undefined also while there is none. */
  inPage(expression: string): Promise<unknown>
  /** Ends it cleanly. */
  quit(): Promise<Ending>
}

export interface PackagedStart {
  readonly executable: string
  readonly args: readonly string[]
  /** Besides this process's own. */
  readonly env: Readonly<Record<string, string>>
}

/** Resolves when the window's page is there. */
export async function startPackaged({ executable, args, env }: PackagedStart): Promise<Packaged> {
  const child = spawn(executable, ['--remote-debugging-port=0', ...args], {
    env: environment(env),
    stdio: ['ignore', 'ignore', 'pipe']
  })
  const exit = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>
  let stderr = ''
  const listening = new Promise<string>((resolve) =>
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString()
      const port = /DevTools listening on ws:\/\/127\.0\.0\.1:(\d+)/.exec(stderr)?.[1]
      if (port) resolve(port)
    })
  )
  const early = exit.then(([code]) => Promise.reject(new Error(`It ended with ${String(code)}: ${stderr}`)))
  early.catch(() => undefined)
  try {
    const port = await Promise.race([listening, early])
    const page = await Promise.race([firstPage(port), early])
    return {
      process: child,
      stderr: () => stderr,
      inPage: (expression) => evaluate(page, expression),
      async quit() {
        child.kill('SIGTERM')
        const [code, signal] = await exit
        return { code, signal, stderr }
      }
    }
  } catch (error) {
    child.kill('SIGKILL')
    throw error
  }
}

/** Starts it and waits for its end. */
export async function runPackaged({
  executable,
  args,
  env
}: PackagedStart): Promise<Ending & { stdout: string }> {
  const child = spawn(executable, args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()))
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
  return { code, signal, stdout, stderr }
}

/** A person's own logins and proxies are nothing for tests. */
const environment = (env: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  NETRC: devNull,
  NO_PROXY: '*',
  no_proxy: '*',
  ...env
})

const PAGE_POLL_MS = 100

/** The WebSocket address of the first page that has one. */
async function firstPage(port: string): Promise<string> {
  for (;;) {
    const answer = await fetch(`http://127.0.0.1:${port}/json/list`)
    const targets = (await answer.json()) as { type: string; url: string; webSocketDebuggerUrl?: string }[]
    const page = targets.find(({ type, url }) => type === 'page' && url.startsWith('app:'))
    if (page?.webSocketDebuggerUrl) return page.webSocketDebuggerUrl
    await new Promise((resolve) => setTimeout(resolve, PAGE_POLL_MS))
  }
}

async function evaluate(page: string, expression: string): Promise<unknown> {
  const socket = new WebSocket(page)
  await once(socket, 'open')
  try {
    const params = { expression, returnByValue: true, awaitPromise: true }
    socket.send(JSON.stringify({ id: 1, method: 'Runtime.evaluate', params }))
    const [message] = (await once(socket, 'message')) as [MessageEvent<string>]
    // A page that is just being made has nowhere to evaluate anything: no result.
    const { result } = JSON.parse(message.data) as { result?: { result: { value?: unknown } } }
    return result?.result.value
  } finally {
    socket.close()
  }
}

interface ArchiveFolder {
  readonly files: Readonly<Record<string, ArchiveFolder | ArchiveFile>>
}
interface ArchiveFile {
  readonly unpacked?: boolean
  readonly integrity?: { readonly hash: string }
}

export interface Archived {
  readonly path: string
  /** A file of its own beside the archive. */
  readonly isUnpacked: boolean
  readonly hasIntegrity: boolean
}

/** Every file of an asar archive. Its head is a pickle of a pickle of JSON: the text's length is the fourth number. */
export async function archivedFiles(archive: string): Promise<readonly Archived[]> {
  const bytes = await readFile(archive)
  const head = bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))
  const within = (folder: ArchiveFolder, prefix: string): Archived[] =>
    Object.entries(folder.files).flatMap(([name, entry]) =>
      'files' in entry
        ? within(entry, `${prefix}${name}/`)
        : [
            {
              path: prefix + name,
              isUnpacked: entry.unpacked === true,
              hasIntegrity: entry.integrity !== undefined
            }
          ]
    )
  return within(JSON.parse(head) as ArchiveFolder, '')
}
