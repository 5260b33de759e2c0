import { expect, test } from 'vitest'
import { catalogue, type ProblemCode } from '../errors/catalogue.ts'
import { problem } from '../errors/problem.ts'
import { apart } from './apart.ts'
import { problemIn } from './problem-words.ts'
import { arabicProblems } from './problems-arabic.ts'

const codes = Object.keys(catalogue) as ProblemCode[]
const factsOf = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).sort()

test.each(codes)('%s says the same facts in every language, in its own letters', (code) => {
  const { message, advice } = catalogue[code]
  const [arabicMessage, arabicAdvice] = arabicProblems[code]
  expect(factsOf(arabicMessage)).toEqual(factsOf(message))
  expect(factsOf(arabicAdvice)).toEqual(factsOf(advice))
  // One has no words of its own.
  if (code !== 'option-invalid') expect(arabicMessage).toMatch(/\p{Script=Arabic}.*\.$/u)
  expect(arabicAdvice).toMatch(/\p{Script=Arabic}.*\.$/u)
})

test('a problem is said in the language of whoever reads it, its facts standing by themselves', () => {
  const full = problem('uri-invalid', { uri: 'ftp//x' })
  expect(problemIn('en', full)).toMatchObject({ message: '"ftp//x" is not a URI.' })
  const { message, advice } = problemIn('ar', full)
  expect(message).toContain(apart('ftp//x'))
  expect(message + advice).not.toContain('{')
  expect(advice).not.toBe(full.advice)
})

test('what was kept without its facts, or by a newer Shoal, stays as it was written', () => {
  const { facts, ...kept } = problem('uri-invalid', { uri: 'ftp//x', unsaid: 'secret' })
  expect(facts).toEqual({ uri: 'ftp//x' })
  expect(problemIn('ar', kept)).toBe(kept)
  const newer = { ...kept, code: 'toString' as ProblemCode }
  expect(problemIn('ar', newer)).toBe(newer)
  // One that needs none is said all the same.
  expect(problemIn('ar', problem('desktop-only')).message).toMatch(/\p{Script=Arabic}/u)
})
