/** Listening where others look first, so that an address can be typed without its port; at any other when that is taken. */
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'
import type { ListenAddress } from './listen.ts'

export interface Listening {
  /** In the order of trying; 0: any that is free, or the one it has. At least one. */
  readonly ports: readonly number[]
  /** IP addresses; empty: every address of this machine. */
  readonly hosts: readonly string[]
}

export const USUAL_PORTS: readonly number[] = [USUAL_PEER_PORT, 0]

/** Resolves with the first that works; rejects as the first did when none does. */
export async function atFirst<Result>(
  { ports, hosts }: Listening,
  listen: (at: ListenAddress) => Promise<Result>
): Promise<Result> {
  const [port = 0, ...others] = ports
  try {
    return await listen({ hosts, port })
  } catch (thrown) {
    for (const other of others) {
      const tried = await listen({ hosts, port: other }).then(
        (result) => ({ result }),
        () => null
      )
      if (tried) return tried.result
    }
    throw thrown
  }
}
