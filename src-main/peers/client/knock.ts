/**
 * At the door of a device that may not trust this one yet: one connection, over which pairing and the proof of a group
 * key exchange their messages. It is one connection because what they prove is bound to it.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { clientTlsOptions } from '../identity/pinned-tls.ts'
import { JSON_LIMIT_BYTES } from '../protocol/limits.ts'
import type { DoorRoute } from '../protocol/paths.ts'
import { addressOf, dial } from './dial.ts'
import { ask, decoded } from './exchange.ts'
import { pinnedAgent } from './peer-client.ts'

export interface KnockOptions {
  readonly identity: DeviceIdentity
  /** Who must be there; null: whoever is at a typed address. */
  readonly peer: PeerId | null
  readonly host: string
  readonly port: number
  readonly localAddress: string | null
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface OpenDoor {
  /** Proven by the handshake. */
  readonly peer: PeerId
  /** Sends a message and resolves with the answer: JSON that nobody has checked yet. */
  ask(at: DoorRoute, message: unknown, signal: AbortSignal): Promise<unknown>
  /** Secret of this connection that both ends know and nobody in between does (RFC 8446 section 7.5). */
  exportKey(label: string, bytes: number): Buffer
  close(): void
}

/** Rejects as `dial` does; `ask` with `peer-closed` when the door is closed. */
export async function knock(options: KnockOptions): Promise<OpenDoor> {
  const { identity, host, port, timeoutMs } = options
  const { socket, peer } = await dial({ ...options, tls: clientTlsOptions(identity) })
  // Until a request uses it, nobody else hears of its troubles; the request finds it closed.
  socket.on('error', () => {})
  const address = addressOf(host, port)
  let isHandedOut = false
  const agent = pinnedAgent(1, async () => {
    if (isHandedOut || socket.destroyed) throw fail('peer-closed', { address })
    isHandedOut = true
    return socket
  })
  let isKnownToAnswer = false
  return {
    peer,
    async ask(at, message, signal) {
      const exchange = {
        ...{ agent, host, port, address, method: 'POST', route: at, body: JSON.stringify(message) },
        ...{ what: 'an answer at its door', timeoutMs, signal, isKnownToAnswer }
      }
      const text = await ask(exchange, JSON_LIMIT_BYTES)
      isKnownToAnswer = true
      return decoded(exchange, () => parsed(text))
    },
    exportKey: (label, bytes) => socket.exportKeyingMaterial(bytes, label, Buffer.alloc(0)),
    close() {
      agent.destroy()
      socket.destroy()
    }
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw fail('message-invalid', { what: 'answer', reason: 'it is not JSON' })
  }
}
