/**
 * At the door of a device that may not trust this one yet: pairing, and the proof of a group key. Whoever was met
 * first stays the one that is asked: connections made later must show the same key.
 */
import type tls from 'node:tls'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { clientTlsOptions } from '../identity/pinned-tls.ts'
import type { PairingLine } from '../pairing/pairing-line.ts'
import { JSON_LIMIT_BYTES } from '../protocol/limits.ts'
import { CONFIRM_HELD_MS } from '../protocol/pairing-messages.ts'
import type { DoorRoute } from '../protocol/paths.ts'
import { addressOf, dial } from './dial.ts'
import { ask, askOrRefusal, type Exchange } from './exchange.ts'
import { pinnedAgent } from './peer-client.ts'

export interface KnockOptions {
  readonly identity: DeviceIdentity
  /** Who must be there; null: whoever is at a typed address. */
  readonly peer: PeerId | null
  readonly host: string
  readonly port: number
  /** Address of the interface to go out by; null: what the system chooses. */
  readonly localAddress: string | null
  /** For connecting, and for each answer that is not held back. */
  readonly timeoutMs: number
  readonly signal: AbortSignal
}

export interface OpenDoor extends PairingLine {
  /** The connection that was made first; what is proved over it is bound to it. */
  readonly socket: tls.TLSSocket
  /** POST /shoal/1/group, as long as nothing else was sent. Rejects as `PeerClient` does. */
  prove(body: string, signal: AbortSignal): Promise<string>
  close(): void
}

/** Rejects as `dial` does; `send` and `prove` with `peer-closed` when the door is closed. */
export async function knock(options: KnockOptions): Promise<OpenDoor> {
  const { identity, host, port, timeoutMs } = options
  const tlsOptions = clientTlsOptions(identity)
  const { socket, peer } = await dial({ ...options, tls: tlsOptions })
  // Until a request uses it, nobody else hears of its troubles; the request finds it closed.
  socket.on('error', () => {})
  const closed = new AbortController()
  let isFresh = true
  const agent = pinnedAgent(1, async () => {
    if (isFresh) {
      isFresh = false
      return socket
    }
    return (await dial({ ...options, tls: tlsOptions, peer, signal: closed.signal })).socket
  })
  let isKnownToAnswer = false
  const exchange = (route: DoorRoute, body: string, heldMs: number, signal: AbortSignal): Exchange => ({
    ...{ agent, host, port, address: addressOf(host, port), method: 'POST', route, body },
    ...{ what: 'an answer at its door', timeoutMs: timeoutMs + heldMs, signal, isKnownToAnswer }
  })
  return {
    peer,
    host,
    socket,
    async send(step, body, signal) {
      const heldMs = step === 'confirm' ? CONFIRM_HELD_MS : 0
      const reply = await askOrRefusal(
        exchange({ kind: 'pairing', step }, body, heldMs, signal),
        JSON_LIMIT_BYTES
      )
      isKnownToAnswer = true
      return reply
    },
    prove: (body, signal) => ask(exchange({ kind: 'group' }, body, 0, signal), JSON_LIMIT_BYTES),
    close() {
      closed.abort()
      agent.destroy()
      socket.destroy()
    }
  }
}
