/**
 * The door through which other commands of the same user reach a running Shoal. Each client gets a wire of its own to
 * the engine; what it says is checked there like any window's. Nobody but the owner of the state directory can open it.
 */
import { chmodSync, rmSync, writeFileSync } from 'node:fs'
import { createConnection, createServer, type Server, type Socket } from 'node:net'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Envelope, Transport } from '../../../src-shared/rpc/transport.ts'
import { hasCode } from '../../platform/error-code.ts'
import { reasonOf } from '../../platform/system-reason.ts'
import { lineTransport, MAX_CLIENT_LINE_BYTES } from './line-transport.ts'
import { socketPlace, type SocketPlace } from './run-directory.ts'
import { removeStale } from './running-engines.ts'

/** Commands of one person at one time; more is a loop gone wrong. */
const MAX_CLIENTS = 32

export interface ControlSocket {
  /** Of the socket. */
  readonly path: string
  /** Ends every wire and removes the socket. */
  close(): Promise<void>
}

/** `connect` makes a new wire to the engine. Rejects with ShoalError `control-unavailable`. */
export async function openControlSocket(
  stateDirectory: string,
  connect: () => Transport | Promise<Transport>,
  place: SocketPlace = socketPlace(stateDirectory, process.pid)
): Promise<ControlSocket> {
  await removeStale(stateDirectory)
  const clients = new Set<Socket>()
  const server = createServer((socket) => {
    clients.add(socket)
    socket.once('close', () => clients.delete(socket))
    void join(socket, connect)
  })
  server.maxConnections = MAX_CLIENTS
  try {
    await listen(server, place.path)
    if (process.platform !== 'win32') chmodSync(place.path, 0o600)
    if (place.pointer !== null) {
      rmSync(place.pointer, { force: true })
      writeFileSync(place.pointer, place.path, { mode: 0o600, flag: 'wx' })
    }
  } catch (thrown) {
    server.close()
    throw fail('control-unavailable', { path: place.path, reason: reasonOf(thrown) }, thrown)
  }
  // A client that cannot be accepted any more (too many files are open, say) is its own loss.
  server.on('error', () => undefined)

  return {
    path: place.path,
    async close() {
      if (place.pointer !== null) rmSync(place.pointer, { force: true })
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      for (const client of clients) client.destroy()
      await closed
    }
  }
}

async function join(socket: Socket, connect: () => Transport | Promise<Transport>): Promise<void> {
  const client = lineTransport(socket, MAX_CLIENT_LINE_BYTES)
  let engine: Transport
  try {
    engine = await connect()
  } catch {
    return client.close()
  }
  // In both directions the word that a wire has ended ends the other.
  engine.onMessage((message) => {
    if ((message as Envelope).t === 'closed') client.close()
    else client.send(message as Envelope)
  })
  client.onMessage((message) => engine.send(message as Envelope))
}

/** A socket that an earlier process of this id has left is removed; one that answers is not. */
async function listen(server: Server, path: string): Promise<void> {
  const once = (): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject)
      server.listen(path, () => {
        server.off('error', reject)
        resolve()
      })
    })
  try {
    await once()
  } catch (thrown) {
    if (!hasCode(thrown, 'EADDRINUSE') || (await answers(path))) throw thrown
    rmSync(path, { force: true })
    await once()
  }
}

const answers = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = createConnection(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
