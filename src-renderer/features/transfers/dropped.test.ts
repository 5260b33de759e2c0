import { describe, expect, test } from 'vitest'
import type { GivenFile } from '../../../src-shared/links/link-file.ts'
import { lookInto, type Dropped } from './dropped.ts'
import type { Refusal } from '../../../src-shared/links/links.ts'

const bytesOf = (content: string): Uint8Array => new TextEncoder().encode(content)
const A = 'https://example.org/a.iso'
const drop = (given: Partial<Dropped>): Dropped => ({ uriList: '', text: '', files: [], ...given })
const file = (name: string, content = '', more: Partial<GivenFile> = {}): GivenFile => ({
  name,
  mediaType: '',
  sizeBytes: content.length,
  isFolder: false,
  readBytes: () => Promise.resolve(bytesOf(content)),
  ...more
})

const linksInDrop = async (
  dropped: Dropped
): Promise<{ readonly links: readonly string[]; readonly refused: readonly Refusal[] }> => {
  const { wanted, refused } = await lookInto(dropped)
  return { links: wanted.map(({ uri }) => uri), refused }
}

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

  test('a link file that cannot be read is named', async () => {
    const unreadable = file('a.url', '', { readBytes: () => Promise.reject(new Error('gone')) })
    expect((await linksInDrop(drop({ files: [unreadable] }))).refused).toEqual([
      { kind: 'unreadable', name: 'a.url' }
    ])
  })

  test('a text file is read as a list of links', async () => {
    const list = file('links.txt', `${A}\thttps://mirror.example/a.iso\n  out=b.iso\n`, {
      mediaType: 'text/plain'
    })
    expect((await lookInto(drop({ files: [list] }))).wanted).toEqual([
      { uri: A, mirrors: ['https://mirror.example/a.iso'], name: 'b.iso' }
    ])
  })

  test('a Metalink file is handed on unread', async () => {
    const found = await lookInto(
      drop({ files: [file('a.meta4', '<metalink/>'), file('b.jpg.metalink', 'x')] })
    )
    expect(found).toEqual({
      wanted: [],
      descriptions: [
        { fileName: 'a.meta4', document: '<metalink/>' },
        { fileName: 'b.jpg.metalink', document: 'x' }
      ],
      refused: []
    })
  })

  test('ten megabytes of text are not read at all', async () => {
    let reads = 0
    const readBytes = () => Promise.resolve(bytesOf(String(reads++)))
    const list = file('links.txt', '', { mediaType: 'text/plain', sizeBytes: 10e6, readBytes })
    expect((await linksInDrop(drop({ files: [list] }))).refused).toEqual([{ kind: 'text-too-long' }])
    const metalink = file('a.meta4', '', { sizeBytes: 20e6, readBytes })
    expect((await linksInDrop(drop({ files: [metalink] }))).refused).toEqual([{ kind: 'metalink-too-long' }])
    expect(reads).toBe(0)
  })

  test('what is wrong with some files does not keep the others', async () => {
    const files = [
      file('dir', '', { isFolder: true }),
      file('a.txt', A, { mediaType: 'text/plain' }),
      file('a.png', '', { mediaType: 'image/png' })
    ]
    expect(await linksInDrop(drop({ files }))).toEqual({
      links: [A],
      refused: [{ kind: 'folder' }, { kind: 'image' }]
    })
  })

  test('of more than a thousand files the number left out is said', async () => {
    const files = Array.from({ length: 1003 }, (_, at) => file(`${at}.txt`, `${A}?${at}`))
    const { links, refused } = await linksInDrop(drop({ files }))
    expect([links.length, refused]).toEqual([1000, [{ kind: 'many-files', left: 3 }]])
  })
})
