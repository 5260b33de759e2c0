/** What went wrong, in the language that is spoken now. */
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import { languageFor } from '../../src-shared/words/language.ts'
import { problemIn, type Said } from '../../src-shared/words/problem-words.ts'
import { LANGUAGE } from './strings.ts'

export const said = (problem: Problem): Said => problemIn(languageFor([LANGUAGE]), problem)

/** Of anything thrown. */
export const saidOf = (thrown: unknown): Said => said(problemOf(thrown))

/** Both sentences. */
export function sentencesOf(problem: Problem): string {
  const { message, advice } = said(problem)
  return `${message} ${advice}`
}
