import { expect, test } from 'vitest'
import { nearest } from './nearness.ts'

const found = (query: string, ...texts: readonly string[]): readonly string[] =>
  nearest(query, texts, (text) => text)

test('a few letters find a name, the nearest first', () => {
  expect(found('ubu', 'kubuntu.iso', 'my ubuntu.iso', 'ubuntu-26.04-desktop.iso', 'fedora.iso')).toEqual([
    'ubuntu-26.04-desktop.iso',
    'my ubuntu.iso',
    'kubuntu.iso'
  ])
})

test('letters in their order find it too, after those that hold them together, unless they are far apart', () => {
  expect(found('pall', 'Pause all', 'The pall')).toEqual(['The pall', 'Pause all'])
  expect(found('pz', 'p-a-very-long-name-of-a-file.gz')).toEqual([])
  expect(found('aab', 'a x x x x x x x x x x x ab')).toEqual([])
})

test('every word must be there, in any order', () => {
  expect(found('iso desk', 'ubuntu-desktop.iso', 'ubuntu-server.iso')).toEqual(['ubuntu-desktop.iso'])
})

test('neither capitals nor marks on letters matter, nor signs that mean something to a pattern', () => {
  // As near as without: letters that are only in order would come after the other.
  expect(found('RESUME', 'my resume.pdf', 'Résumé.pdf')).toEqual(['Résumé.pdf', 'my resume.pdf'])
  expect(found('(1)', 'file (1).zip')).toEqual(['file (1).zip'])
  expect(found('a_b-c', 'xa_b-c', 'a-b-c')).toEqual(['xa_b-c'])
  expect(found('إيقاف', 'إيقافٌ مؤقت')).toEqual(['إيقافٌ مؤقت'])
})

test('nothing typed leaves everything in its order; of two alike the shorter is nearer', () => {
  expect(found('  ', 'b', 'a')).toEqual(['b', 'a'])
  expect(found('a', 'a long one', 'a')).toEqual(['a', 'a long one'])
})
