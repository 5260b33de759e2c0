/**
 * The contract's wire to a web page, or to another program on this machine: envelopes as JSON text over one
 * WebSocket. Text that is no JSON, a message over the limit or a reader that never reads ends the socket; the wire must
 * never repair, guess or queue without bound.
 */
import { WebSocket, type RawData } from 'ws'
import { fail } from '../../src-shared/errors/problem.ts'
import { decodeJson, encodeJson } from '../../src-shared/rpc/json-codec.ts'
import { isEnvelope, type Envelope, type Transport } from '../../src-shared/rpc/transport.ts'

/** What a client may send at once. Requests are small; the largest holds one URI. */
export const MAX_CLIENT_MESSAGE_BYTES = 1 << 20
/** What a server may send at once: the snapshot of some 30,000 transfers. */
const MAX_SERVER_MESSAGE_BYTES = 32 << 20
/** Unread bytes after which a reader is taken for dead; more than one snapshot, much more than any frame. */
const MAX_UNREAD_BYTES = 2 * MAX_SERVER_MESSAGE_BYTES

/** Names the protocol in the handshake; the number grows with changes that old clients cannot follow. */
export const SUBPROTOCOL = 'shoal.1'
/** A page cannot set header fields on a WebSocket, and a token in the address would end up in logs. */
export const TOKEN_SUBPROTOCOL_PREFIX = 'shoal.token.'

/** Close codes of RFC 6455 section 7.4.1. */
const CLOSE_UNSUPPORTED_DATA = 1003
const CLOSE_INVALID_PAYLOAD = 1007

export interface WebSocketWire extends Transport {
  close(): void
}

/** Connects from Node. Resolves with the open wire; rejects with `disconnected` when it is refused. */
export function connectWebSocket(url: string, token: string): Promise<WebSocketWire> {
  const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token], {
    maxPayload: MAX_SERVER_MESSAGE_BYTES,
    perMessageDeflate: false
  })
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(webSocketTransport(socket)))
    socket.once('error', (error) => reject(fail('disconnected', {}, error)))
  })
}

/** Wraps an open socket. */
export function webSocketTransport(socket: WebSocket): WebSocketWire {
  let listener: ((message: unknown) => void) | null = null
  let closed = false

  socket.on('message', (data: RawData, isBinary: boolean) => {
    if (closed) return
    if (isBinary) return end(CLOSE_UNSUPPORTED_DATA, 'text expected')
    let message: unknown
    try {
      message = decodeJson((data as Buffer).toString('utf8'))
    } catch {
      return end(CLOSE_INVALID_PAYLOAD, 'JSON expected')
    }
    if (isEnvelope(message)) listener?.(message)
  })
  // Errors are followed by `close`, which is what counts.
  socket.on('error', () => undefined)
  socket.on('close', () => finish())

  const finish = (): void => {
    if (closed) return
    closed = true
    listener?.({ t: 'closed' })
  }
  const end = (code: number, reason: string): void => {
    socket.close(code, reason)
    finish()
  }

  return {
    send(message: Envelope) {
      if (closed) return
      // JSON has no text for undefined.
      const text = encodeJson(message) as string | undefined
      if (text === undefined) return
      socket.send(text)
      if (socket.bufferedAmount > MAX_UNREAD_BYTES) {
        socket.terminate()
        finish()
      }
    },
    onMessage(given) {
      listener = given
      // Whoever listens too late still hears that nothing will come.
      if (closed) queueMicrotask(() => listener === given && given({ t: 'closed' }))
      return () => {
        if (listener === given) listener = null
      }
    },
    close() {
      socket.close()
      finish()
    }
  }
}
