/**
 * A problem in the language of whoever reads it. It was written in English where it happened; its code and facts say the
 * same in another language. What an earlier Shoal kept without its facts stays as it was written.
 */
import type { Facts, Problem } from '../errors/problem.ts'
import { apart } from './apart.ts'
import type { LanguageCode } from './language.ts'
import { arabicProblems } from './problems-arabic.ts'

/** What happened and what Shoal did about it; what the person can do. */
export type Said = Pick<Problem, 'message' | 'advice'>

export function problemIn(language: LanguageCode, problem: Problem): Said {
  const { code, facts = {} } = problem
  const sentences = language === 'ar' && Object.hasOwn(arabicProblems, code) ? arabicProblems[code] : null
  if (sentences === null || !sentences.every((sentence) => knowsAll(sentence, facts))) return problem
  const [message, advice] = sentences.map((sentence) => filled(sentence, facts)) as [string, string]
  return { message, advice }
}

const FACT = /\{(\w+)\}/g

const knowsAll = (sentence: string, facts: Facts): boolean =>
  [...sentence.matchAll(FACT)].every(([, name = '']) => Object.hasOwn(facts, name))

/** Names, addresses and reasons of any script stand by themselves inside the sentence. */
const filled = (sentence: string, facts: Facts): string =>
  sentence.replace(FACT, (_, name: string) => apart(String(facts[name])))
