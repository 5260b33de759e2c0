/**
 * Connecting to a peer: TCP, TLS, and the proof that the other end holds the key that was expected. Nobody gets the
 * socket before that, so not a byte goes to anybody else.
 */
import tls from 'node:tls'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { idOfSocket, requirePeer } from '../identity/pinned-tls.ts'

export interface DialOptions {
  /** Who this machine is: `clientTlsOptions`. */
  readonly tls: tls.ConnectionOptions
  /** Who must be there; null: whoever is, to be paired with. */
  readonly peer: PeerId | null
  readonly host: string
  readonly port: number
  /** Address of the interface to go out by; null: what the system chooses. */
  readonly localAddress: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface Dialled {
  readonly socket: tls.TLSSocket
  readonly peer: PeerId
}

/** Rejects with ShoalError: `peer-unreachable`, `peer-unknown`, `peer-unidentified`, `interrupted`. */
export function dial(options: DialOptions): Promise<Dialled> {
  const { host, port, localAddress, timeoutMs, signal } = options
  const address = addressOf(host, port)
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fail('interrupted'))
    const socket = tls.connect({
      ...options.tls,
      host,
      port,
      ...(localAddress === null ? {} : { localAddress })
    } as tls.ConnectionOptions)
    const unreachable = (reason: string, cause?: unknown) =>
      fail('peer-unreachable', { address, reason }, cause)
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.off('error', onError)
      socket.off('close', onClose)
      outcome()
    }
    const giveUp = (error: ShoalError): void =>
      settle(() => {
        // It may still report why it was cut short.
        socket.on('error', () => {})
        socket.destroy()
        reject(error)
      })
    const onAbort = (): void => giveUp(fail('interrupted'))
    const onError = (error: Error): void => giveUp(unreachable(error.message || 'unknown reason', error))
    const onClose = (): void => giveUp(unreachable('it closed the connection'))
    const timer = setTimeout(
      () => giveUp(unreachable(`it did not answer within ${Math.round(timeoutMs / 1000)} seconds`)),
      timeoutMs
    )
    signal.addEventListener('abort', onAbort, { once: true })
    socket.on('error', onError)
    socket.on('close', onClose)
    socket.once('secureConnect', () => {
      try {
        if (options.peer !== null) requirePeer(socket, options.peer)
        const peer = options.peer ?? idOfSocket(socket)
        socket.setNoDelay(true)
        settle(() => resolve({ socket, peer }))
      } catch (thrown) {
        giveUp(thrown instanceof ShoalError ? thrown : unreachable('its handshake failed', thrown))
      }
    })
  })
}

/** As it stands in a URL. */
export const addressOf = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
