import { expect, it } from 'vitest'
import type { Category } from '../../../src-shared/model/category.ts'
import { nameIn, usualFolder } from './usual-folder.ts'

const categories: readonly Category[] = [
  { id: 'video', name: null, extensions: ['mkv', 'mp4'], directory: '/films' },
  { id: 'music', name: null, extensions: ['mp3'], directory: null }
]
const folder = (...names: string[]): string | null => usualFolder(names, categories, '/downloads')

it('is that of the kind, the download folder, or none where files go to several', () => {
  expect(folder('a.mkv')).toBe('/films')
  expect(folder('a.mkv', 'b.MP4')).toBe('/films')
  expect(folder('a.mp3', 'b')).toBe('/downloads')
  expect(folder('a.mkv', 'b.mp3')).toBeNull()
  expect(folder()).toBe('/downloads')
})

it('is told by the name in the link', () => {
  expect(nameIn('https://example.org/films/A%20film.mkv?from=1')).toBe('A film.mkv')
  expect([nameIn('https://example.org/'), nameIn('nothing'), nameIn('https://example.org/%zz')]).toEqual([
    '',
    '',
    ''
  ])
})
