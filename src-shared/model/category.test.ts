import { describe, expect, it, test } from 'vitest'
import {
  asExtension,
  categoryOf,
  DEFAULT_CATEGORIES,
  folderFor,
  isExtension,
  type Category
} from './category.ts'

const idOf = (name: string, categories = DEFAULT_CATEGORIES): string | undefined =>
  categoryOf(name, categories)?.id

describe('the category of a name', () => {
  test.each([
    ['film.MKV', 'video'],
    ['song.flac', 'music'],
    ['paper.v2.pdf', 'documents'],
    ['photo.jpeg', 'pictures'],
    ['source.tar.gz', 'archives'],
    ['setup.exe', 'programs'],
    ['debian-12.iso', 'disks'],
    ['readme', undefined],
    ['.zip', undefined],
    ['strange.xyz', undefined],
    ['', undefined],
    ['a..mp4', 'video'],
    ['.'.repeat(5000), undefined]
  ])('%s', (name, id) => expect(idOf(name)).toBe(id))

  it('is that of the longest ending, and among equals the first', () => {
    const own: Category = { id: 'own', name: 'Sources', extensions: ['tar.gz', 'pdf'], directory: '/src' }
    expect(idOf('a.tar.gz', [...DEFAULT_CATEGORIES, own])).toBe('own')
    expect(idOf('a.gz', [...DEFAULT_CATEGORIES, own])).toBe('archives')
    expect(idOf('a.pdf', [...DEFAULT_CATEGORIES, own])).toBe('documents')
    expect(idOf('a.pdf', [own, ...DEFAULT_CATEGORIES])).toBe('own')
    expect(folderFor('a.tar.gz', [...DEFAULT_CATEGORIES, own])).toBe('/src')
    expect(folderFor('a.gz', [...DEFAULT_CATEGORIES, own])).toBeNull()
  })
})

test('every usual ending may be one, and has one category', () => {
  const all = DEFAULT_CATEGORIES.flatMap(({ extensions }) => extensions)
  expect(all.filter((each) => !isExtension(each))).toEqual([])
  expect(new Set(all).size).toBe(all.length)
})

test('endings are read as people write them', () => {
  expect(['*.MP4', '.tar.gz', ' iso '].map(asExtension)).toEqual(['mp4', 'tar.gz', 'iso'])
  expect(['', '.', 'a/b', 'a b', '..', 'MP4', 'a'.repeat(25), 'a.b.c.d.e', '*'].filter(isExtension)).toEqual(
    []
  )
})
