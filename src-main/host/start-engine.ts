/**
 * The main thread's handle on the engine thread. It starts the thread, gives each client its own wire to it, and
 * notices when it dies. It must never do the engine's work itself, not even when the thread cannot.
 */
import path from 'node:path'
import { MessageChannel, Worker } from 'node:worker_threads'
import { problem, problemOf, ShoalError, type Problem } from '../../src-shared/errors/problem.ts'
import type { EngineHandle } from './engine-handle.ts'
import { messagePortTransport } from './message-port-transport.ts'
import type { EngineThreadData, ShoalOptions } from './shoal-options.ts'
import type { FromEngineThread, ToEngineThread } from './thread-messages.ts'

type ThreadState =
  | { readonly kind: 'starting' | 'running' | 'closing' }
  | { readonly kind: 'refused' | 'died'; readonly problem: Problem }
  | { readonly kind: 'ended' }

/** What lives long is small, and what is large lives outside the heap: collecting often saves 6 of 120 MB. */
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 8 }

/** Starts the thread from its built file; the hash thread's stands beside it. Rejects with ShoalError (`journal-newer`, `journal-corrupt`, …). */
export function startEngine(options: ShoalOptions, threadFile: string): Promise<EngineHandle> {
  const hashThreadFile = path.join(path.dirname(threadFile), `hash-thread${path.extname(threadFile)}`)
  const workerData: EngineThreadData = { options, hashThreadFile }
  const worker = new Worker(threadFile, { workerData, name: 'engine', resourceLimits: RESOURCE_LIMITS })
  const say = (message: ToEngineThread, transfer: readonly MessageChannel['port1'][] = []): void =>
    worker.postMessage(message, transfer)

  return new Promise((started, refused) => {
    let state: ThreadState = { kind: 'starting' }
    let thrown: Problem | null = null
    let lastWords: Problem | null = null
    const deathListeners: ((problem: Problem) => void)[] = []
    const ports = new Set<MessageChannel['port1']>()
    let ended: () => void
    const end = new Promise<void>((resolve) => (ended = resolve))

    worker.on('message', (message: FromEngineThread) => {
      if (message.kind === 'started') {
        state = { kind: 'running' }
        started(thread)
      } else if (message.kind === 'refused') {
        state = { kind: 'refused', problem: message.problem }
      } else {
        lastWords = message.problem
      }
    })
    worker.on('error', (error) => (thrown = problemOf(error)))
    worker.on('exit', (code) => {
      for (const port of ports) port.close()
      const cause = thrown ?? problem('internal', { reason: `the engine thread ended by itself (${code})` })
      const before = state
      state = before.kind === 'running' ? { kind: 'died', problem: cause } : { kind: 'ended' }
      if (before.kind === 'starting') refused(new ShoalError(cause))
      if (before.kind === 'refused') refused(new ShoalError(before.problem))
      if (before.kind === 'closing') lastWords ??= thrown
      if (before.kind === 'running') for (const listener of deathListeners) listener(cause)
      ended()
    })

    const thread: EngineHandle = {
      connect() {
        const { port1, port2 } = new MessageChannel()
        ports.add(port1)
        port1.once('close', () => ports.delete(port1))
        if (state.kind === 'running') say({ kind: 'connect', port: port2 }, [port2])
        else port1.close()
        return messagePortTransport(port1)
      },
      onDied(listener) {
        if (state.kind === 'died') listener(state.problem)
        else deathListeners.push(listener)
      },
      async close() {
        if (state.kind === 'running') {
          state = { kind: 'closing' }
          say({ kind: 'close' })
        }
        await end
        if (lastWords) throw new ShoalError(lastWords)
      }
    }
  })
}
