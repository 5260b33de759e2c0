/** Two ends of a wire inside one thread; each message is delivered in a later microtask, in order. */
import type { Envelope, Transport } from './transport.ts'

export interface MemoryWire {
  readonly client: Transport
  readonly server: Transport
  close(): void
}

export function memoryWire(): MemoryWire {
  const toServer = end()
  const toClient = end()
  return {
    client: { send: toServer.deliver, onMessage: toClient.listen },
    server: { send: toClient.deliver, onMessage: toServer.listen },
    close() {
      toServer.close()
      toClient.close()
    }
  }
}

function end(): { deliver(message: Envelope): void; listen: Transport['onMessage']; close(): void } {
  let listener: ((message: unknown) => void) | null = null
  let open = true
  const deliver = (message: Envelope): void => {
    if (open) void Promise.resolve().then(() => listener?.(message))
  }
  return {
    deliver,
    listen(given) {
      listener = given
      return () => {
        if (listener === given) listener = null
      }
    },
    close() {
      deliver({ t: 'closed' })
      open = false
    }
  }
}
