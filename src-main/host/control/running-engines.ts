/**
 * Finds the Shoals that run on a state directory, and reaches them. Sockets whose process has ended are removed;
 * one that does not answer is left alone and left out.
 */
import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createConnection } from 'node:net'
import path from 'node:path'
import type { AppInfo } from '../../../src-shared/contract/contract.ts'
import { createClient, type Client } from '../../../src-shared/rpc/client.ts'
import { errorCode, hasCode } from '../../platform/error-code.ts'
import { isAlive } from '../../platform/process-identity.ts'
import { lineTransport, MAX_ENGINE_LINE_BYTES, type LineWire } from './line-transport.ts'
import { ENTRY, isOwnDirectory, runDirectory } from './run-directory.ts'

/** Longest wait for an engine of this machine. */
const ANSWER_MS = 2_000
const MAX_POINTER_BYTES = 4_096

export interface RunningEngine {
  readonly pid: number
  readonly info: AppInfo
  readonly client: Client
  /** Ends the wire, not the engine. */
  close(): void
}

/** Those that answer, by process id. An empty list where none runs, or the folder is not this user's own. */
export async function runningEngines(stateDirectory: string): Promise<readonly RunningEngine[]> {
  const reached = await Promise.all(
    entries(stateDirectory).map(async (entry): Promise<RunningEngine[]> => {
      const wire = await reach(entry)
      if (!wire) return []
      const client = createClient(wire)
      const close = (): void => wire.close()
      const info = await answered(client)
      if (info) return [{ pid: entry.pid, info, client, close }]
      close()
      return []
    })
  )
  return reached.flat().sort((a, b) => a.pid - b.pid)
}

/** Removes what ended processes have left. */
export async function removeStale(stateDirectory: string): Promise<void> {
  const dead = entries(stateDirectory).filter(({ pid }) => !isAlive({ pid, started: '' }))
  for (const entry of dead) (await reach(entry))?.close()
}

/** A process that was stopped takes connections all the same. */
async function answered(client: Client): Promise<AppInfo | null> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<null>((resolve) => (timer = setTimeout(resolve, ANSWER_MS, null)))
  const info = await Promise.race([client.call('app.info', null).catch(() => null), tooLate])
  clearTimeout(timer)
  return info
}

interface Entry {
  readonly pid: number
  readonly file: string
  readonly kind: 'sock' | 'at'
}

function entries(stateDirectory: string): Entry[] {
  const directory = runDirectory(stateDirectory)
  if (!isOwnDirectory(directory)) return []
  return readdirSync(directory).flatMap((name): Entry[] => {
    const [, pid, kind] = ENTRY.exec(name) ?? []
    if (pid === undefined) return []
    return [{ pid: Number(pid), file: path.join(directory, name), kind: kind === 'at' ? 'at' : 'sock' }]
  })
}

/** Null when nobody answers. */
async function reach(entry: Entry): Promise<LineWire | null> {
  const socketPath = entry.kind === 'sock' ? entry.file : pointedAt(entry.file)
  if (socketPath === null) return null
  try {
    return await connected(socketPath)
  } catch (thrown) {
    // Its process may be of another container, where ids count anew: refused and gone, both must be true.
    if (hasCode(thrown, 'ECONNREFUSED', 'ENOENT') && !isAlive({ pid: entry.pid, started: '' })) {
      removeSocket(socketPath)
      rmSync(entry.file, { force: true })
    }
    return null
  }
}

function connected(socketPath: string): Promise<LineWire> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(socketPath)
    const timer = setTimeout(() => socket.destroy(new Error('no answer')), ANSWER_MS)
    socket.once('error', reject)
    socket.once('close', () => clearTimeout(timer))
    socket.once('connect', () => {
      clearTimeout(timer)
      resolve(lineTransport(socket, MAX_ENGINE_LINE_BYTES))
    })
  })
}

function pointedAt(file: string): string | null {
  try {
    const found = lstatSync(file)
    if (!found.isFile() || found.size > MAX_POINTER_BYTES) return null
    const text = readFileSync(file, 'utf8').trim()
    return text !== '' && !text.includes('\0') ? text : null
  } catch {
    return null // it went meanwhile
  }
}

/** Nothing else is ever deleted, whatever a pointer says. */
function removeSocket(file: string): void {
  try {
    if (lstatSync(file).isSocket()) rmSync(file, { force: true })
  } catch (thrown) {
    if (errorCode(thrown) === null) throw thrown // otherwise: it is gone, or not ours to remove
  }
}
