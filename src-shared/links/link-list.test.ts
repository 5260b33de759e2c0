import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checksumIn, wantedInList } from './link-list.ts'

const A = 'https://example.org/a.iso'
const B = 'http://mirror.example:8080/b.iso?x=1&y=2'
const SHA = 'ab'.repeat(32)

describe('a list', () => {
  test('has a file a line, mirrors after tabs, options below, comments anywhere', () => {
    const text = `\ufeff# from aria2\r\n${A}\t${B}\r\n  out=renamed.iso\r\n\tchecksum=sha-256=${SHA}\r\n\r\n${B}\r\n`
    expect(wantedInList(text)).toEqual({
      wanted: [
        { uri: A, mirrors: [B], name: 'renamed.iso', checksum: { algorithm: 'sha-256', hex: SHA } },
        { uri: B }
      ],
      descriptions: [],
      refused: []
    })
  })

  test('options that mean nothing here are named once, and the file is taken all the same', () => {
    const { wanted, refused } = wantedInList(
      `${A}\n  dir=/tmp\n  split=5\n${B}\n dir=/x\n checksum=md5=12\n out=../x`
    )
    expect(wanted).toEqual([{ uri: A }, { uri: B }])
    expect(refused).toEqual([{ kind: 'list-options', options: ['dir', 'split', 'checksum', 'out'] }])
  })

  test('of prose every link counts, and no word', () => {
    const { wanted, refused } = wantedInList(`Get ${A}, then\n  (${B}).\nThat is all.`)
    expect([wanted, refused]).toEqual([[{ uri: A }, { uri: B }], []])
  })

  test('an address that is not fetched is said, beside those that are', () => {
    expect(wantedInList(`magnet:?xt=urn:btih:1\n${A}\nfile:///etc/passwd`)).toEqual({
      wanted: [{ uri: A }],
      descriptions: [],
      refused: [
        { kind: 'scheme', scheme: 'magnet' },
        { kind: 'scheme', scheme: 'file' }
      ]
    })
  })

  test.each(['', '\n\n', '# nothing', 'words\nand words', '  out=a'])('%j holds no link', (text) => {
    expect(wantedInList(text).refused).toEqual([{ kind: 'no-link' }])
  })

  test('an option before any file belongs to none', () => {
    expect(wantedInList(`  out=x\n${A}`).wanted).toEqual([{ uri: A }])
  })

  test('ten thousand links are read in a moment', () => {
    const text = Array.from({ length: 10_000 }, (_, at) => `https://example.org/${at}.bin`).join('\n')
    const startedMs = performance.now()
    expect(wantedInList(text).wanted).toHaveLength(10_000)
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('whatever is written as a list is read back', () => {
    const link = fc
      .tuple(fc.domain(), fc.stringMatching(/^[a-z0-9/_-]{0,20}[a-z0-9]$/))
      .map(([host, path]) => `https://${host}/${path}`)
    const entry = fc.record({
      links: fc.uniqueArray(link, { minLength: 1, maxLength: 4 }),
      name: fc.option(fc.stringMatching(/^[a-z0-9][a-z0-9 =.-]{0,9}[a-z0-9]$/), { nil: undefined })
    })
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ links }) => links[0] }),
        fc.constantFrom('\n', '\r\n', '\n\n# comment\n'),
        (entries, gap) => {
          const text = entries
            .map(({ links, name }) => links.join('\t') + (name === undefined ? '' : `\n out=${name}`))
            .join(gap)
          expect(wantedInList(text).wanted).toEqual(
            entries.map(({ links: [uri, ...mirrors], name }) => ({
              uri,
              ...(mirrors.length > 0 && { mirrors }),
              ...(name !== undefined && { name })
            }))
          )
        }
      )
    )
  })

  test('any text gives addresses Shoal fetches or a reason, and never throws', () => {
    const soup = fc.array(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.constantFrom('\n', '\t', ' ', ' out=', 'file:///x', 'https://', '#')
      )
    )
    fc.assert(
      fc.property(soup, (parts) => {
        const { wanted, refused } = wantedInList(parts.join(''))
        expect(wanted.length + refused.length).toBeGreaterThan(0)
        for (const { uri, mirrors = [] } of wanted)
          for (const address of [uri, ...mirrors]) expect(new URL(address).protocol).toMatch(/^https?:$/)
      })
    )
  })
})

describe('a checksum typed', () => {
  test.each([
    [SHA, 'sha-256'],
    [` ${SHA.toUpperCase()} `, 'sha-256'],
    ['ab'.repeat(16), 'md5'],
    ['ab'.repeat(20), 'sha-1'],
    ['ab'.repeat(64), 'sha-512'],
    [`SHA256: ${SHA}`, 'sha-256'],
    [`sha-256=${SHA}`, 'sha-256']
  ])('%s is %s', (text, algorithm) => {
    expect(checksumIn(text)).toMatchObject({
      algorithm,
      hex: text
        .replace(/^.*[=:]/, '')
        .trim()
        .toLowerCase()
    })
  })

  test.each(['', 'abc', `md5=${SHA}`, `crc32=${SHA}`, `${SHA}g`, `${SHA} file.iso`])('%j is none', (text) => {
    expect(checksumIn(text)).toBeNull()
  })
})

/** What every platform has. */
declare const performance: { now(): number }
declare class URL {
  constructor(address: string)
  readonly protocol: string
}
