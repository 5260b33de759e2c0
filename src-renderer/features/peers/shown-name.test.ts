import { expect, test } from 'vitest'
import { shownName } from './shown-name.ts'

test('a name is shown as it is, whatever it would like to be', () => {
  expect(shownName('<img src=x onerror=alert(1)>')).toBe('<img src=x onerror=alert(1)>')
  expect(shownName('مكتب ليلى')).toBe('مكتب ليلى')
})

test('what hides, reorders or never ends is left out', () => {
  expect(shownName('a\u202egnp.exe\u0000\n\u2028b\u200b')).toBe('agnp.exeb')
  expect([...shownName('🐟'.repeat(1000))]).toHaveLength(64)
  expect(shownName('\u2066 \u200f')).toBe('')
})
