/** Starts an engine that other commands can reach by its control socket, for as long as it runs. */
import type { Problem } from '../../src-shared/errors/problem.ts'
import { problemOf } from '../../src-shared/errors/problem.ts'
import { openControlSocket } from '../host/control/control-socket.ts'
import type { ShoalOptions } from '../host/shoal-options.ts'
import type { EngineHandle } from '../host/engine-handle.ts'

/** `unreachable` hears why there is no socket; the engine works without one. Rejects as `engineHere` does. */
export async function startReachable(
  options: ShoalOptions,
  hashThreadFile: string,
  unreachable: (reason: Problem) => void
): Promise<EngineHandle> {
  // Not read by a command that needs no engine.
  const { engineHere } = await import('../host/engine-here.ts')
  const starting = engineHere(options, hashThreadFile)
  // The socket is made meanwhile; who is faster than the engine waits.
  const opening = openControlSocket(options.stateDirectory, async () => (await starting).connect())
  const [engine, control] = await Promise.allSettled([starting, opening])
  if (engine.status === 'rejected') {
    if (control.status === 'fulfilled') await control.value.close()
    throw engine.reason
  }
  if (control.status === 'rejected') unreachable(problemOf(control.reason))
  return {
    connect: () => engine.value.connect(),
    onDied: (listener) => engine.value.onDied(listener),
    async close() {
      if (control.status === 'fulfilled') await control.value.close()
      await engine.value.close()
    }
  }
}
