/**
 * Two Shoals that listen under one identity would be one machine at two ports: others would reach one or the other, by
 * chance. Whoever wants to listen asks here first.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import { runningEngines } from './running-engines.ts'

/** Rejects with ShoalError `peer-running` when another process on this state directory listens. */
export async function refuseSecondListener(stateDirectory: string): Promise<void> {
  const engines = await runningEngines(stateDirectory)
  try {
    for (const { client, pid } of engines) {
      if (pid === process.pid) continue
      const self = await client.call('peers.self', null).catch(() => null)
      if (self !== null && self.port !== null) throw fail('peer-running', { pid })
    }
  } finally {
    for (const { close } of engines) close()
  }
}
