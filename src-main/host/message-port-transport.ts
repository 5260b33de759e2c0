/**
 * A MessagePort as a wire for the contract, between two threads of one process. Messages wait in the port until
 * somebody listens; the end of either side is heard once, as `{ t: 'closed' }`.
 */
import type { MessagePort } from 'node:worker_threads'
import type { Transport } from '../../src-shared/rpc/transport.ts'

const isClosing = (message: unknown): boolean => (message as { readonly t?: unknown } | null)?.t === 'closed'

export function messagePortTransport(port: MessagePort): Transport {
  let listener: ((message: unknown) => void) | null = null
  let state: 'unheard' | 'heard' | 'closed' = 'unheard'

  port.once('close', () => {
    state = 'closed'
    listener?.({ t: 'closed' })
  })

  return {
    send(message) {
      port.postMessage(message)
      // The word that a wire is gone ends the port itself, so that a page that was left behind leaves nothing here.
      if (isClosing(message)) port.close()
    },
    onMessage(given) {
      listener = given
      if (state === 'closed') queueMicrotask(() => given({ t: 'closed' }))
      if (state === 'unheard') {
        state = 'heard'
        port.on('message', (message: unknown) => listener?.(message))
      }
      return () => {
        if (listener === given) listener = null
      }
    }
  }
}
