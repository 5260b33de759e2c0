/**
 * The way to the peers of a state directory: through the Shoals that run on it, or through an engine of the command's
 * own where none does. Each running one keeps its own directory in memory, so what changes something is told to all.
 */
import type { PeerSelf } from '../../src-shared/model/peer-self.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { runningEngines } from '../host/control/running-engines.ts'
import type { PeersOptions } from '../host/shoal-options.ts'
import type { Surroundings } from './surroundings.ts'

export interface ReachedPeers {
  /** The first one can be found by others, if any can. */
  readonly clients: readonly [Client, ...Client[]]
  /** Of the first. */
  readonly self: PeerSelf
  /** It was started for this, and knows of the network only what it has heard since. */
  readonly isNew: boolean
  /** Ends what was started for this. */
  close(): Promise<void>
}

/**
 * `options` are for an engine of its own, which is started also where none that runs will do. Rejects with ShoalError `peers-off`, or whatever hinders the
 * start.
 */
export async function reachPeers(
  { stateDirectory, startEngine }: Pick<Surroundings, 'stateDirectory' | 'startEngine'>,
  options: PeersOptions,
  willDo: (self: PeerSelf) => boolean = () => true
): Promise<ReachedPeers> {
  const running = await runningEngines(stateDirectory)
  const asked = await Promise.all(
    running.map(async ({ client, close }) => {
      // One that runs without peers is as good as none.
      const self = await client.call('peers.self', null).catch(() => null)
      if (self !== null && willDo(self)) return [{ client, close, self }]
      close()
      return []
    })
  )
  const found = asked.flat().sort((a, b) => Number(b.self.port !== null) - Number(a.self.port !== null))
  const [first, ...others] = found
  if (first) {
    return {
      clients: [first.client, ...others.map(({ client }) => client)],
      self: first.self,
      isNew: false,
      close() {
        for (const { close } of found) close()
        return Promise.resolve()
      }
    }
  }
  const engine = await startEngine(options)
  try {
    const client = createClient(engine.connect())
    const self = await client.call('peers.self', null)
    return { clients: [client], self, isNew: true, close: () => engine.close() }
  } catch (thrown) {
    await engine.close().catch(() => undefined)
    throw thrown
  }
}
