/** What became of one of many things asked for together: its value, or the problem that is its own. */
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'

export type Outcome<T> = { readonly value: T } | { readonly problem: Problem }

/** Throws what is not about this one: where the journal cannot be written, nothing else can be kept, either. */
export function outcomeOf<T>(work: () => T): Outcome<T> {
  try {
    return { value: work() }
  } catch (thrown) {
    const problem = problemOf(thrown)
    if (problem.code.startsWith('journal-')) throw thrown
    return { problem }
  }
}
