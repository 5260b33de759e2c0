/**
 * How trouble reaches a person: what happened, to which transfer, what Shoal did about it, what they can do.
 * A Problem is plain data that crosses threads and wires; ShoalError carries one through `throw`.
 */
import { catalogue, type ProblemCode } from './catalogue.ts'

export type Facts = Readonly<Record<string, string | number>>

export interface Problem {
  readonly code: ProblemCode
  /** One sentence: what happened and what Shoal did about it. */
  readonly message: string
  /** One sentence: what the person can do. */
  readonly advice: string
  /** What the sentences were filled with, for who says them in another language. Absent: nothing, or not known any more. */
  readonly facts?: Facts
}

/** Builds the problem for a code; `facts` fill the catalogue's sentence. */
export function problem(code: ProblemCode, facts: Facts = {}): Problem {
  const { message, advice } = catalogue[code]
  // What no sentence says is nobody's business.
  const said = Object.entries(facts).filter(([name]) => `${message} ${advice}`.includes(`{${name}}`))
  return {
    code,
    message: filled(message, facts),
    advice: filled(advice, facts),
    ...(said.length > 0 ? { facts: Object.fromEntries(said) } : {})
  }
}

export class ShoalError extends Error {
  override readonly name = 'ShoalError'
  readonly problem: Problem
  constructor(given: Problem, options?: { cause?: unknown }) {
    super(given.message, options)
    this.problem = given
  }
  get code(): ProblemCode {
    return this.problem.code
  }
}

/** `throw fail('disk-full', {...})`: the short way to raise a catalogued problem. */
export const fail = (code: ProblemCode, facts: Facts = {}, cause?: unknown): ShoalError =>
  new ShoalError(problem(code, facts), { cause })

/** The problem inside anything thrown; what Shoal did not foresee becomes `internal`, with its message. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof ShoalError) return thrown.problem
  return problem('internal', { reason: thrown instanceof Error ? thrown.message : String(thrown) })
}

const filled = (sentence: string, facts: Facts): string =>
  sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(facts[name] ?? 'unknown'))
