/** Gives an engine that is starting the control socket by which other commands reach it for as long as it runs. */
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import { openControlSocket, type ControlSocket } from '../host/control/control-socket.ts'
import type { EngineHandle } from '../host/engine-handle.ts'
import { ensureStateDirectory } from '../platform/state-directory.ts'

/** `unreachable` hears why there is no socket; the engine works without one. Rejects as `starting` does. */
export async function startReachable(
  stateDirectory: string,
  starting: Promise<EngineHandle>,
  unreachable: (reason: Problem) => void
): Promise<EngineHandle> {
  // The socket is made meanwhile; who is faster than the engine waits.
  const open = async (): Promise<ControlSocket> => {
    ensureStateDirectory(stateDirectory)
    return openControlSocket(stateDirectory, async () => (await starting).connect())
  }
  const [engine, control] = await Promise.allSettled([starting, open()])
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
