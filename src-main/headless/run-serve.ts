/**
 * `shoal serve`: one engine that stays, as under the window, and its page for browsers of this machine. Each page gets a
 * wire of its own to the engine; what only a desktop can do is refused here.
 */
import { randomBytes } from 'node:crypto'
import { access } from 'node:fs/promises'
import path from 'node:path'
import type { MethodName, OutputOf } from '../../src-shared/contract/contract.ts'
import { fail, problem, ShoalError } from '../../src-shared/errors/problem.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import type { Envelope, Transport } from '../../src-shared/rpc/transport.ts'
import { TOKEN_FRAGMENT_PREFIX } from '../../src-shared/rpc/web-socket-protocol.ts'
import { runningEngines } from '../host/control/running-engines.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import type { ServeCommand } from './commands/serve.ts'
import { jsonLines } from './json-lines.ts'
import { pageRequests } from './page-requests.ts'
import { listenForRpc } from './rpc-listener.ts'
import type { Surroundings } from './surroundings.ts'

export interface ServeSurroundings extends Surroundings {
  /** Of the built page. */
  readonly pageDirectory: string
  /** An engine that goes on with what was unfinished, and keeps queue and settings. */
  startResident(): Promise<EngineHandle>
}

const HOST = '127.0.0.1'
const TOKEN_BYTES = 32
const DESKTOP_PREFIX = 'desktop.'
const ASKS_ABILITIES = 'desktop.abilities' satisfies MethodName
const NO_ABILITIES: OutputOf<typeof ASKS_ABILITIES> = []

/** Resolves with the exit code; rejects with what went wrong. */
export async function runServe({ json, port }: ServeCommand, around: ServeSurroundings): Promise<number> {
  const { interrupted, pageDirectory } = around
  await requirePage(pageDirectory)
  await refuseSecond(around.stateDirectory)
  const engine = await around.startResident()
  try {
    const lost = new Promise<never>((_, reject) => {
      engine.onDied((trouble) => reject(new ShoalError(trouble)))
      createClient(engine.connect()).onClosed(() => reject(fail('disconnected')))
    })
    // Nobody hears of it before the race below, or after.
    lost.catch(() => undefined)
    const stopped = new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve()
      else interrupted.addEventListener('abort', () => resolve(), { once: true })
    })
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    const options = { host: HOST, port, token, allowedHosts: [HOST, 'localhost'] } as const
    const listener = await listenForRpc({ ...options, plain: pageRequests(pageDirectory) }, (page) =>
      join(page, engine.connect())
    )
    try {
      const url = `http://${HOST}:${listener.port}/${TOKEN_FRAGMENT_PREFIX}${token}`
      if (json) jsonLines(around.stdout)('serving', { url, port: listener.port })
      else {
        around.stderr('Shoal is open to browsers of this machine at the address below; Ctrl-C ends that\n')
        around.stdout(`${url}\n`)
      }
      await Promise.race([stopped, lost])
    } finally {
      await listener.close()
    }
  } finally {
    await engine.close().catch(() => undefined)
  }
  if (json) jsonLines(around.stdout)('stopped', {})
  else around.stderr('Stopped\n')
  return 0
}

/** Relays until either end closes. */
export function join(page: Transport & { close(): void }, engine: Transport): void {
  page.onMessage((raw) => {
    const message = raw as Envelope
    if (isForDesktop(message)) page.send(withoutDesktop(message))
    else engine.send(message)
  })
  engine.onMessage((raw) => {
    const message = raw as Envelope
    if (message.t === 'closed') page.close()
    else page.send(message)
  })
}

/** Nothing of what a desktop can do is done here. */
const withoutDesktop = ({ id, method }: DesktopCall): Envelope =>
  method === ASKS_ABILITIES
    ? { t: 'result', id, value: NO_ABILITIES }
    : { t: 'error', id, problem: problem('desktop-only') }

type DesktopCall = Extract<Envelope, { t: 'call' }>

/** Unchecked as yet: whatever it is besides, its method begins like this and it can be answered. */
const isForDesktop = (message: Envelope): message is DesktopCall =>
  message.t === 'call' &&
  Number.isSafeInteger(message.id) &&
  typeof message.method === 'string' &&
  message.method.startsWith(DESKTOP_PREFIX)

async function requirePage(directory: string): Promise<void> {
  await access(path.join(directory, 'index.html')).catch((thrown: unknown) => {
    throw fail('internal', { reason: `the page has not been built (${directory})` }, thrown)
  })
}

/** Two would each hold queue and settings of their own, and show what the other fetches without its numbers. */
async function refuseSecond(stateDirectory: string): Promise<void> {
  const engines = await runningEngines(stateDirectory)
  for (const { close } of engines) close()
  const resident = engines.find(({ info }) => info.resident === true)
  if (resident) throw fail('shoal-running', { pid: resident.pid })
}
