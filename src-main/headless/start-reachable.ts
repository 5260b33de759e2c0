/** Starts an engine that other commands can reach by its control socket, for as long as it runs. */
import type { Problem } from '../../src-shared/errors/problem.ts'
import { problemOf } from '../../src-shared/errors/problem.ts'
import { openControlSocket } from '../host/control/control-socket.ts'
import type { ShoalOptions } from '../host/shoal-options.ts'
import { startEngine, type EngineThread } from '../host/start-engine.ts'

/** `unreachable` hears why there is no socket; the engine works without one. Rejects as `startEngine` does. */
export async function startReachable(
  options: ShoalOptions,
  threadFile: string,
  unreachable: (reason: Problem) => void
): Promise<EngineThread> {
  const engine = await startEngine(options, threadFile)
  const control = await openControlSocket(options.stateDirectory, () => engine.connect()).catch(
    (thrown: unknown) => {
      unreachable(problemOf(thrown))
      return null
    }
  )
  return {
    connect: () => engine.connect(),
    onDied: (listener) => engine.onDied(listener),
    async close() {
      await control?.close()
      await engine.close()
    }
  }
}
