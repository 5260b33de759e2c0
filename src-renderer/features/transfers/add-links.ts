/** Hands links to the engine, a few at a time, and says which were refused and why. */
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'

export interface RefusedLink {
  readonly uri: string
  readonly problem: Problem
}

/** Calls waiting for the engine at once; the list fills in the order given all the same. */
const MAX_WAITING = 8

export async function addLinks(client: Client, uris: readonly string[]): Promise<readonly RefusedLink[]> {
  const refused: RefusedLink[] = []
  for (let from = 0; from < uris.length; from += MAX_WAITING) {
    const batch = uris.slice(from, from + MAX_WAITING).map((uri) =>
      client.call('transfers.add', { uri }).catch((thrown: unknown) => {
        refused.push({ uri, problem: problemOf(thrown) })
      })
    )
    await Promise.all(batch)
  }
  return refused
}
