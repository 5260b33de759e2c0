/** What the engine that runs in a place answers; reached as commands reach it, by its control socket. */
import { runningEngines } from '../../src-main/host/control/running-engines.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { Place } from './app.ts'

export async function ofEngine<T>(
  { stateDirectory }: Pick<Place, 'stateDirectory'>,
  ask: (client: Client) => Promise<T>
): Promise<T> {
  const engines = await runningEngines(stateDirectory)
  try {
    const [engine] = engines
    if (!engine) throw new Error('no engine answers')
    return await ask(engine.client)
  } finally {
    for (const { close } of engines) close()
  }
}
