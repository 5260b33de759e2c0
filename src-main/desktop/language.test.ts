import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { followLanguage } from './language.ts'
import { openMemory } from './memory.ts'
import { menuTemplate } from './menu.ts'
import { arabic } from './words/arabic.ts'
import { english } from './words/english.ts'
import { speak, words } from './words.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'shoal-language-'))
})
afterEach(() => {
  speak('en')
  rmSync(directory, { recursive: true })
})

const system = (...tags: string[]) => ({ getPreferredSystemLanguages: () => tags })

test('it speaks as the system until the window says otherwise, and so again after a start', () => {
  let changes = 0
  const say = followLanguage(system('ar-EG', 'en'), openMemory(directory), () => changes++)
  expect(words.tray.quit).toBe(arabic.tray.quit)
  say('ar')
  expect(changes).toBe(0)
  say('en')
  expect({ changes, quit: words.tray.quit }).toEqual({ changes: 1, quit: 'Quit' })
  speak('ar')
  followLanguage(system('ar-EG'), openMemory(directory), () => undefined)
  expect(words.tray.quit).toBe('Quit')
})

test('a language that was spoilt on the disk is not spoken', () => {
  openMemory(directory).set('language', 'constructor')
  followLanguage(system('fi'), openMemory(directory), () => undefined)
  expect(words).toBe(english)
})

test('plurals follow the language', () => {
  expect([1, 2].map(english.tray.running)).toEqual(['1 transfer is running', '2 transfers are running'])
  expect([1, 2, 3, 11].map(arabic.tray.running)).toEqual([
    'عملية نقل واحدة تعمل',
    'عمليتا نقل تعملان',
    '3 عمليات نقل تعمل',
    '11 عملية نقل تعمل'
  ])
})

test('nothing is said in English to one who reads Arabic', () => {
  const texts = (value: unknown, at: string): [string, string][] => {
    if (typeof value === 'string') return [[at, value]]
    if (typeof value === 'function')
      return texts((value as (...given: unknown[]) => unknown)(7, '7', '7'), at)
    return Object.entries(value as object).flatMap(([key, inner]) => texts(inner, `${at}.${key}`))
  }
  const silent = texts(arabic, '').filter(([, text]) => !/[\u0620-\u064a]/.test(text))
  // Names, and what the engine says by itself.
  expect(silent.map(([at]) => at)).toEqual([
    '.appName',
    '.someMachine',
    '.news.failed.body',
    '.news.needsYou.body'
  ])
})

test.each(['linux', 'darwin', 'win32'] as const)(
  'every entry of the menu has words of its own on %s',
  (platform) => {
    speak('ar')
    const labels = menuTemplate(platform, false, null).flatMap(({ label, submenu }) => [
      label,
      ...(Array.isArray(submenu) ? submenu : [])
        .filter(({ type }) => type !== 'separator')
        .map((entry) => entry.label)
    ])
    for (const label of labels) expect(label).toMatch(/[\u0620-\u064a]|^Shoal$/)
  }
)
