/** Hands files to the engine, some hundreds at a time, and says which were refused and why. */
import type { AddMany } from '../../../src-shared/contract/contract.ts'
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'
import type { Wanted } from '../../../src-shared/links/wanted.ts'

export interface RefusedLink {
  readonly uri: string
  readonly problem: Problem
}

/** What holds for all of them. */
export type SharedOptions = Omit<AddMany, 'files'>

interface Following {
  /** Aborted when no more are to be begun. */
  readonly signal: AbortSignal
  added(count: number): void
}

export async function addAll(
  client: Client,
  wanted: readonly Wanted[],
  shared: SharedOptions,
  { signal, added }: Following = { signal: new AbortController().signal, added: () => undefined }
): Promise<{ readonly refused: readonly RefusedLink[]; readonly left: readonly Wanted[] }> {
  const refused: RefusedLink[] = []
  const left: Wanted[] = []
  for (const files of inCalls(wanted)) {
    if (signal.aborted) {
      left.push(...files)
      continue
    }
    try {
      const outcomes = await client.call('transfers.addMany', { ...shared, files })
      const problems = outcomes.flatMap((outcome, at) =>
        'problem' in outcome ? [{ uri: files[at]?.uri ?? '', problem: outcome.problem }] : []
      )
      refused.push(...problems)
      added(files.length - problems.length)
    } catch (thrown) {
      const problem = problemOf(thrown)
      refused.push(...files.map(({ uri }) => ({ uri, problem })))
    }
  }
  return { refused, left }
}

/** So many are added in the blink of an eye, and the engine has a word for others in between. */
const MOST_FILES = 250
/** Well below what the wire takes, whose letters may have two bytes. */
const MOST_CHARACTERS = 64 * 1024

function inCalls(wanted: readonly Wanted[]): readonly (readonly Wanted[])[] {
  const calls: Wanted[][] = []
  let characters = Infinity
  for (const each of wanted) {
    const length = JSON.stringify(each).length
    characters += length
    const last = calls.at(-1)
    if (last && last.length < MOST_FILES && characters <= MOST_CHARACTERS) last.push(each)
    else {
      calls.push([each])
      characters = length
    }
  }
  return calls
}
