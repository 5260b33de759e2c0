/**
 * The contract's wire from a page that Shoal served over HTTP: envelopes as JSON text over one WebSocket to where the
 * page came from. It ends with the socket and never opens another; a new start is a page's business.
 */
import { fail } from '../../src-shared/errors/problem.ts'
import { decodeJson, encodeJson } from '../../src-shared/rpc/json-codec.ts'
import { isEnvelope, type Envelope, type Transport } from '../../src-shared/rpc/transport.ts'
import {
  MAX_CLIENT_MESSAGE_BYTES,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX
} from '../../src-shared/rpc/web-socket-protocol.ts'

/** Connects at once. `refused` runs when the socket closes without ever having opened. */
export function webSocketTransport(url: string, token: string, refused: () => void): Transport {
  const socket = new WebSocket(url, [SUBPROTOCOL, TOKEN_SUBPROTOCOL_PREFIX + token])
  const waiting: string[] = []
  let listener: ((message: unknown) => void) | null = null
  let opened = false
  let closed = false

  const finish = (): void => {
    if (closed) return
    closed = true
    listener?.({ t: 'closed' })
    if (!opened) refused()
  }
  socket.addEventListener('open', () => {
    opened = true
    for (const text of waiting.splice(0)) socket.send(text)
  })
  socket.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (closed) return
    const message = typeof data === 'string' ? decoded(data) : null
    if (isEnvelope(message)) listener?.(message)
    else {
      // Whoever talks like this is not the Shoal that this page belongs to.
      socket.close()
      finish()
    }
  })
  socket.addEventListener('close', finish)

  return {
    send(message: Envelope) {
      if (closed) return
      const text = encodeJson(message)
      // Said, it would end the wire for everything else as well.
      if (byteLengthOf(text) > MAX_CLIENT_MESSAGE_BYTES) throw tooLarge(message)
      if (opened) socket.send(text)
      else waiting.push(text)
    },
    onMessage(given) {
      listener = given
      // Whoever listens too late still hears that nothing will come.
      if (closed) queueMicrotask(() => listener === given && given({ t: 'closed' }))
      return () => {
        if (listener === given) listener = null
      }
    }
  }
}

const byteLengthOf = (text: string): number => new TextEncoder().encode(text).byteLength

const tooLarge = (message: Envelope): Error =>
  fail('input-invalid', {
    method: message.t === 'call' ? message.method : message.t,
    reason: `it is larger than ${MAX_CLIENT_MESSAGE_BYTES} bytes`
  })

function decoded(text: string): unknown {
  try {
    return decodeJson(text)
  } catch {
    return null
  }
}
