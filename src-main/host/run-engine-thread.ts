/**
 * The engine thread's side of `startEngine`: makes a Shoal, serves the contract to every port it is handed, and
 * stops when told. What goes wrong at the start travels back as a problem; what goes wrong later ends the thread.
 */
import type { MessagePort } from 'node:worker_threads'
import { problemOf } from '../../src-shared/errors/problem.ts'
import { serve } from '../../src-shared/rpc/server.ts'
import { validateInput } from './contract/validate-input.ts'
import { messagePortTransport } from './message-port-transport.ts'
import type { Shoal } from './shoal.ts'
import type { FromEngineThread, ToEngineThread } from './thread-messages.ts'

/** Returns when the main thread asked for the end and everything has stopped, or when the start failed. */
export async function runEngineThread(main: MessagePort, create: () => Promise<Shoal>): Promise<void> {
  const say = (message: FromEngineThread): void => main.postMessage(message)
  let shoal: Shoal
  try {
    shoal = await create()
  } catch (thrown) {
    return say({ kind: 'refused', problem: problemOf(thrown) })
  }
  const ports = new Set<MessagePort>()
  await new Promise<void>((stopped) => {
    main.on('message', (message: ToEngineThread) => {
      if (message.kind === 'close') return stopped()
      const { port } = message
      ports.add(port)
      port.once('close', () => ports.delete(port))
      serve(messagePortTransport(port), shoal.methods, shoal.streams, validateInput)
    })
    say({ kind: 'started' })
  })
  const problem = await shoal.close().then(() => null, problemOf)
  for (const port of ports) port.close()
  say({ kind: 'closed', problem })
}
