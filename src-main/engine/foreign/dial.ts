/** A connection to a host for a library that speaks over it. */
import net from 'node:net'
import tls from 'node:tls'
import { fail } from '../../../src-shared/errors/problem.ts'
import { networkProblem } from '../connection/network-problem.ts'

const CONNECT_TIMEOUT_MS = 15_000

/** Rejects with ShoalError, also when `signal` aborts before it is connected; from then on the socket is the caller's. */
export function dial(host: string, port: number, signal: AbortSignal): Promise<net.Socket> {
  // Small questions must not wait for the answers to earlier ones.
  return ready(net.connect({ host, port, noDelay: true, autoSelectFamily: true }), 'connect', host, signal)
}

/** TLS over a connected socket. Rejects with ShoalError (`tls-untrusted`, …). */
export function secured(
  socket: net.Socket,
  host: string,
  options: tls.ConnectionOptions,
  signal: AbortSignal
): Promise<tls.TLSSocket> {
  return ready(tls.connect({ ...options, socket }), 'secureConnect', host, signal)
}

function ready<T extends net.Socket>(
  socket: T,
  event: 'connect' | 'secureConnect',
  host: string,
  signal: AbortSignal
): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      socket.destroy()
      return reject(fail('interrupted'))
    }
    const abort = (): void => void socket.destroy(fail('interrupted'))
    signal.addEventListener('abort', abort)
    const timer = setTimeout(
      () => socket.destroy(fail('connection-timeout', { host, seconds: CONNECT_TIMEOUT_MS / 1000 })),
      CONNECT_TIMEOUT_MS
    )
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
    }
    const failed = (thrown: unknown): void => {
      settle()
      reject(networkProblem(thrown, host))
    }
    const closed = (): void => failed(fail('connection-lost', { host, reason: 'it was closed' }))
    // It stays when the socket is handed on: an error that nobody listens for ends the process.
    socket.on('error', failed)
    socket.once('close', closed)
    socket.once(event, () => {
      settle()
      socket.removeListener('close', closed)
      resolve(socket)
    })
  })
}
