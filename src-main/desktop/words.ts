/**
 * Everything the main process says to people outside the page: menus, notifications and boxes, in the language that the
 * window speaks. Another language is another object of the same shape, and complete or it does not compile.
 */
import type { LanguageCode } from '../../src-shared/words/language.ts'
import type { Problem } from '../../src-shared/errors/problem.ts'
import { problemIn, type Said } from '../../src-shared/words/problem-words.ts'
import { arabic } from './words/arabic.ts'
import { english } from './words/english.ts'

type Words = typeof english

const spokenIn: Readonly<Record<LanguageCode, Words>> = { en: english, ar: arabic }

/** The words now spoken. A live binding: read where it is needed, never kept, since another language may take over. */
export let words: Words = english
/** Which language that is. */
export let spoken: LanguageCode = 'en'

/** What is on the screen must be made anew after this. */
export function speak(language: LanguageCode): void {
  spoken = language
  words = spokenIn[language]
}

/** What went wrong, in the language now spoken. */
export const said = (problem: Problem): Said => problemIn(spoken, problem)
