/**
 * The engine thread that serves the windows. Should it die, it is started once more, since transfers resume from
 * the journal and lose at most half a second; a second death is a fault that starting again will not cure.
 */
import type { EngineHandle } from '../host/engine-handle.ts'
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'

export interface ResidentEngine {
  /** A wire to the thread that runs now; waits for one that is starting. Rejects when it does not start. */
  connect(): Promise<Transport>
  /** Ends the thread cleanly. Resolves also when there is none. */
  close(): Promise<void>
}

export interface EngineFate {
  /** The thread died and another is starting in its place. */
  restarting(reason: Problem): void
  /** There is no engine and there will be none. */
  lost(reason: Problem): void
}

export function residentEngine(start: () => Promise<EngineHandle>, fate: EngineFate): ResidentEngine {
  let closing = false
  let mayRestart = true

  const begin = (): Promise<EngineHandle> => {
    const starting = start()
    starting.then(
      (thread) => thread.onDied(onDied),
      (thrown: unknown) => {
        if (!closing) fate.lost(problemOf(thrown))
      }
    )
    return starting
  }
  const onDied = (reason: Problem): void => {
    if (closing) return
    if (!mayRestart) return fate.lost(reason)
    mayRestart = false
    current = begin()
    fate.restarting(reason)
  }
  let current = begin()

  return {
    connect: async () => (await current).connect(),
    async close() {
      closing = true
      const thread = await current.catch(() => null)
      await thread?.close()
    }
  }
}
