/**
 * The contract's wire to a web page, or to another program on this machine: envelopes as JSON text over one
 * WebSocket. Text that is no JSON, a message over the limit or a reader that never reads ends the socket, and one that
 * says too much is heard later; the wire must never repair, guess or queue without bound.
 */
import { WebSocket, type RawData } from 'ws'
import { fail } from '../../src-shared/errors/problem.ts'
import { decodeJson, encodeJson } from '../../src-shared/rpc/json-codec.ts'
import { isEnvelope, type Envelope, type Transport } from '../../src-shared/rpc/transport.ts'
import { SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX } from '../../src-shared/rpc/web-socket-protocol.ts'

/** What a server may send at once: the snapshot of some 30,000 transfers. */
const MAX_SERVER_MESSAGE_BYTES = 32 << 20
/** Unread bytes after which a reader is taken for dead; more than one snapshot, much more than any frame. */
const MAX_UNREAD_BYTES = 2 * MAX_SERVER_MESSAGE_BYTES

/** What a page says in a second are some dozens, and some hundreds where many links are dropped at once. */
export const MAX_CLIENT_MESSAGES_PER_SECOND = 2_000

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

/** Wraps an open socket. Of more than `mostPerSecond` messages the rest is left in the network until their second comes. */
export function webSocketTransport(socket: WebSocket, mostPerSecond = Infinity): WebSocketWire {
  const stopPacing = pace(socket, mostPerSecond)
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
    stopPacing()
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

/** What one packet brought is still heard, so a little more than that may come at once. */
function pace(socket: WebSocket, mostPerSecond: number): () => void {
  let heard = 0
  let second: NodeJS.Timeout | undefined
  socket.on('message', () => {
    heard += 1
    second ??= setTimeout(() => {
      heard = 0
      second = undefined
      if (socket.isPaused) socket.resume()
    }, 1_000)
    if (heard >= mostPerSecond && !socket.isPaused) socket.pause()
  })
  return () => clearTimeout(second)
}
