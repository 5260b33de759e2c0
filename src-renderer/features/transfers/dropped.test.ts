import { describe, expect, test } from 'vitest'
import { linksInDrop, type Dropped, type DroppedFile } from './dropped.ts'

const A = 'https://example.org/a.iso'
const drop = (given: Partial<Dropped>): Dropped => ({ uriList: '', text: '', files: [], ...given })
const file = (name: string, content = '', more: Partial<DroppedFile> = {}): DroppedFile => ({
  name,
  mediaType: '',
  sizeBytes: content.length,
  isFolder: false,
  readText: () => Promise.resolve(content),
  ...more
})

describe('a drop', () => {
  test('a link dragged from a browser comes as uri-list and text and is taken once', async () => {
    expect((await linksInDrop(drop({ uriList: A, text: A }))).links).toEqual([A])
  })

  test('a picture dragged from a page is taken by its address, not refused as a picture', async () => {
    const found = await linksInDrop(
      drop({ uriList: A, files: [file('a.png', '', { mediaType: 'image/png' })] })
    )
    expect(found).toEqual({ links: [A], refused: [] })
  })

  test('a .url file gives its link although the file manager also sends a file: address', async () => {
    const files = [file('Some Page.URL', `[InternetShortcut]\r\nURL=${A}\r\n`)]
    expect(await linksInDrop(drop({ uriList: 'file:///home/ada/Some%20Page.URL', files }))).toEqual({
      links: [A],
      refused: []
    })
  })

  test('several link files are taken together, each link once', async () => {
    const entry = `[Desktop Entry]\nType=Link\nURL=${A}`
    expect(
      (await linksInDrop(drop({ files: [file('a.desktop', entry), file('b.desktop', entry)] }))).links
    ).toEqual([A])
  })

  test.each([
    ['a folder', drop({ files: [file('dir', '', { isFolder: true })] }), { kind: 'folder' }],
    ['a picture file', drop({ files: [file('a.jpg', '', { mediaType: 'image/jpeg' })] }), { kind: 'image' }],
    ['another file', drop({ files: [file('a.pdf')] }), { kind: 'file', name: 'a.pdf' }],
    ['a huge .url file', drop({ files: [file('a.url', '', { sizeBytes: 1e9 })] }), { kind: 'text-too-long' }],
    [
      'a script',
      drop({ uriList: 'javascript:alert(1)', text: 'javascript:alert(1)' }),
      { kind: 'scheme', scheme: 'javascript' }
    ],
    ['words', drop({ text: 'hello' }), { kind: 'no-link' }],
    ['nothing', drop({}), { kind: 'no-link' }]
  ])('%s is refused with its reason', async (_, dropped, reason) => {
    expect(await linksInDrop(dropped)).toEqual({ links: [], refused: [reason] })
  })

  test('a link file that cannot be read holds no link', async () => {
    const unreadable = file('a.url', '', { readText: () => Promise.reject(new Error('gone')) })
    expect((await linksInDrop(drop({ files: [unreadable] }))).refused).toEqual([{ kind: 'no-link' }])
  })
})
