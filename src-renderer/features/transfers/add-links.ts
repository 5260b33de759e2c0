/** Hands files to the engine, a few at a time, and says which were refused and why. */
import type { AddTransfer } from '../../../src-shared/contract/contract.ts'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'
import { forEachAFewAtOnce } from '../../bridge/a-few-at-once.ts'
import type { Wanted } from '../adding/wanted.ts'

export interface RefusedLink {
  readonly uri: string
  readonly problem: Problem
}

/** What holds for all of them. */
export type SharedOptions = Omit<AddTransfer, keyof Wanted>

interface Following {
  /** Aborted when no more are to be begun. */
  readonly signal: AbortSignal
  added(): void
}

export async function addAll(
  client: Client,
  wanted: readonly Wanted[],
  shared: SharedOptions,
  { signal, added }: Following = { signal: new AbortController().signal, added: () => undefined }
): Promise<{ readonly refused: readonly RefusedLink[]; readonly left: readonly Wanted[] }> {
  const refused: RefusedLink[] = []
  const left: Wanted[] = []
  await forEachAFewAtOnce(wanted, async (each) => {
    if (signal.aborted) {
      left.push(each)
      return
    }
    await client.call('transfers.add', { ...shared, ...each }).then(added, (thrown: unknown) => {
      refused.push({ uri: each.uri, problem: problemOf(thrown) })
    })
  })
  return { refused, left }
}
