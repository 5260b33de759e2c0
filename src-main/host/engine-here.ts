/**
 * An engine in the thread that asks for it: `shoal get` has nothing else to do, and without a second thread it is at work
 * sooner and takes less memory. What stays, or has windows, takes `startEngine`.
 */
import { MessageChannel } from 'node:worker_threads'
import { serve } from '../../src-shared/rpc/server.ts'
import { validateInput } from './contract/validate-input.ts'
import type { EngineHandle } from './engine-handle.ts'
import { messagePortTransport } from './message-port-transport.ts'
import type { ShoalOptions } from './shoal-options.ts'
import { createShoal } from './shoal.ts'

/** `hashThreadFile` is the built hash thread. Rejects with ShoalError (`journal-newer`, `journal-corrupt`, …). */
export async function engineHere(options: ShoalOptions, hashThreadFile: string): Promise<EngineHandle> {
  const shoal = await createShoal(options, hashThreadFile)
  const ports = new Set<MessageChannel['port1']>()
  return {
    connect() {
      const { port1, port2 } = new MessageChannel()
      ports.add(port1)
      port1.once('close', () => ports.delete(port1))
      serve(messagePortTransport(port2), shoal.methods, shoal.streams, validateInput)
      return messagePortTransport(port1)
    },
    // It dies with the process alone.
    onDied: () => undefined,
    async close() {
      try {
        await shoal.close()
      } finally {
        for (const port of ports) port.close()
      }
    }
  }
}
