/**
 * The contract's wire between two processes of one user: envelopes as JSON, one a line, over a local socket. A line
 * that is no JSON, a line over the limit or a reader that never reads ends the wire; it must never repair, guess or
 * queue without bound.
 */
import type { Socket } from 'node:net'
import { decodeJson, encodeJson } from '../../../src-shared/rpc/json-codec.ts'
import { isEnvelope, type Envelope, type Transport } from '../../../src-shared/rpc/transport.ts'

/** What a client may send at once. Requests are small; the largest holds some addresses. */
export const MAX_CLIENT_LINE_BYTES = 1 << 20
/** What an engine may send at once: the snapshot of some 30,000 transfers. */
export const MAX_ENGINE_LINE_BYTES = 32 << 20
/** Unread bytes after which a reader is taken for dead; more than one snapshot, much more than any frame. */
const MAX_UNREAD_BYTES = 2 * MAX_ENGINE_LINE_BYTES

const LINE_FEED = 0x0a

export interface LineWire extends Transport {
  close(): void
}

/** `maxLineBytes`: of what is heard. Nothing is read before somebody listens. */
export function lineTransport(socket: Socket, maxLineBytes: number): LineWire {
  let listener: ((message: unknown) => void) | null = null
  let state: 'unheard' | 'open' | 'closed' = 'unheard'
  /** Parts of a line whose end has not come yet. */
  let parts: Buffer[] = []
  let partBytes = 0

  const finish = (): void => {
    if (state === 'closed') return
    state = 'closed'
    parts = []
    listener?.({ t: 'closed' })
  }
  const cut = (): void => {
    socket.destroy()
    finish()
  }
  const take = (line: Buffer): void => {
    let message: unknown
    try {
      message = decodeJson(line.toString('utf8'))
    } catch {
      return cut()
    }
    if (isEnvelope(message)) listener?.(message)
  }
  const hear = (data: Buffer): void => {
    let from = 0
    while (state === 'open') {
      const end = data.indexOf(LINE_FEED, from)
      const part = data.subarray(from, end === -1 ? data.length : end)
      partBytes += part.length
      if (partBytes > maxLineBytes) return cut()
      parts.push(part)
      if (end === -1) return
      const line = parts.length === 1 ? part : Buffer.concat(parts)
      parts = []
      partBytes = 0
      from = end + 1
      take(line)
    }
  }

  // Errors are followed by `close`, which is what counts.
  socket.on('error', () => undefined)
  socket.on('close', finish)

  return {
    send(message: Envelope) {
      if (state === 'closed' || socket.destroyed) return
      // JSON has no text for undefined.
      const text = encodeJson(message) as string | undefined
      if (text === undefined) return
      socket.write(`${text}\n`)
      if (socket.writableLength > MAX_UNREAD_BYTES) cut()
    },
    onMessage(given) {
      listener = given
      // Whoever listens too late still hears that nothing will come.
      if (state === 'closed') queueMicrotask(() => listener === given && given({ t: 'closed' }))
      if (state === 'unheard') {
        state = 'open'
        socket.on('data', hear)
      }
      return () => {
        if (listener === given) listener = null
      }
    },
    close() {
      // What was said before is still delivered, to a reader that reads.
      socket.end(() => socket.destroy())
      finish()
    }
  }
}
