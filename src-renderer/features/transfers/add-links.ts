/** Hands links to the engine, a few at a time, and says which were refused and why. */
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'
import { forEachAFewAtOnce } from '../../bridge/a-few-at-once.ts'

export interface RefusedLink {
  readonly uri: string
  readonly problem: Problem
}

export async function addLinks(client: Client, uris: readonly string[]): Promise<readonly RefusedLink[]> {
  const refused: RefusedLink[] = []
  await forEachAFewAtOnce(uris, (uri) =>
    client.call('transfers.add', { uri }).catch((thrown: unknown) => {
      refused.push({ uri, problem: problemOf(thrown) })
    })
  )
  return refused
}
