import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  linkInDesktopEntry,
  linkInInternetShortcut,
  linksInText,
  linksInUriList,
  MAX_TEXT_LENGTH,
  MAX_URI_BYTES
} from './links.ts'

const A = 'https://example.org/a.iso'
const B = 'http://example.org:8080/b.iso?x=1&y=2'

describe('text/uri-list', () => {
  test('takes one URI a line and leaves comments out', () => {
    expect(linksInUriList(`# from a browser\r\n${A}\r\n\r\n${B}\r\n`)).toEqual({ links: [A, B], refused: [] })
  })

  test('takes each link once', () => {
    expect(linksInUriList(`${A}\n${A}\n`).links).toEqual([A])
  })

  test.each([
    ['file:///etc/passwd', 'file'],
    ['javascript:alert(1)', 'javascript'],
    ['data:text/html,hi', 'data'],
    ['blob:https://example.org/1', 'blob'],
    ['gopher://example.org/a', 'gopher']
  ])('refuses %s and names its scheme', (uri, scheme) => {
    expect(linksInUriList(uri)).toEqual({ links: [], refused: [{ kind: 'scheme', scheme }] })
  })

  test('keeps the good links of a mixed list and says what was left out', () => {
    expect(linksInUriList(`file:///a\n${A}`)).toEqual({
      links: [A],
      refused: [{ kind: 'scheme', scheme: 'file' }]
    })
  })

  test('an empty list holds no link', () => {
    expect(linksInUriList('# nothing\r\n').refused).toEqual([{ kind: 'no-link' }])
  })
})

describe('plain text', () => {
  test('finds every address in prose', () => {
    expect(linksInText(`See ${A}, or (${B}).\nAnd <${A}>!`).links).toEqual([A, B])
  })

  test.each([
    ['https://en.wikipedia.org/wiki/Shoal_(fish)', 'https://en.wikipedia.org/wiki/Shoal_(fish)'],
    ['(https://en.wikipedia.org/wiki/Shoal_(fish))', 'https://en.wikipedia.org/wiki/Shoal_(fish)'],
    ['[a](https://example.org/a.zip)', 'https://example.org/a.zip'],
    ['"https://example.org/a.zip"', 'https://example.org/a.zip'],
    ['https://example.org/a.zip...', 'https://example.org/a.zip'],
    ['https://example.org/?q=[1]', 'https://example.org/?q=[1]'],
    ['HTTPS://EXAMPLE.ORG/A.ZIP', 'HTTPS://EXAMPLE.ORG/A.ZIP'],
    ['scp or sftp://me@example.org/~/a.zip.', 'sftp://me@example.org/~/a.zip'],
    ['ftps://example.org:990/a.zip', 'ftps://example.org:990/a.zip']
  ])('%s gives %s', (text, link) => {
    expect(linksInText(text).links).toEqual([link])
  })

  test.each([
    ['just words', { kind: 'no-link' }],
    ['note: nothing here', { kind: 'no-link' }],
    ['', { kind: 'no-link' }],
    ['javascript:alert(1)', { kind: 'scheme', scheme: 'javascript' }],
    ['C:\\Users\\ada\\a.zip', { kind: 'scheme', scheme: 'file' }],
    ['http://', { kind: 'no-link' }],
    ['sftp://', { kind: 'no-link' }],
    ['xsftp://example.org/a', { kind: 'scheme', scheme: 'xsftp' }],
    ['https://[broken/', { kind: 'no-link' }]
  ])('%s is refused with its reason', (text, reason) => {
    expect(linksInText(text)).toEqual({ links: [], refused: [reason] })
  })

  test('an address may be 64 KiB long and no longer', () => {
    const prefix = 'https://example.org/'
    const longest = prefix + 'a'.repeat(MAX_URI_BYTES - prefix.length)
    expect(linksInText(longest).links).toEqual([longest])
    expect(linksInText(`${longest}a`)).toEqual({ links: [], refused: [{ kind: 'uri-too-long' }] })
    // 20,000 characters that are 180,000 bytes once percent-encoded.
    expect(linksInText(prefix + '語'.repeat(20_000)).refused).toEqual([{ kind: 'uri-too-long' }])
  })

  test('more text than anyone reads is not searched', () => {
    expect(linksInText('x'.repeat(MAX_TEXT_LENGTH + 1)).refused).toEqual([{ kind: 'text-too-long' }])
  })

  test('a megabyte of brackets does not hang the window', () => {
    const startedMs = performance.now()
    linksInText(`https://example.org/${')'.repeat(MAX_TEXT_LENGTH - 100)}`)
    linksInText('a:'.repeat(MAX_TEXT_LENGTH / 2))
    expect(performance.now() - startedMs).toBeLessThan(10_000)
  })

  test('links joined by white space come back, whatever they are', () => {
    const link = fc
      .tuple(
        fc.constantFrom('http', 'https', 'ftp', 'ftps', 'ftpes', 'sftp'),
        fc.domain(),
        fc.stringMatching(/^[a-z0-9/_-]{0,20}[a-z0-9]$/)
      )
      .map(([scheme, host, path]) => `${scheme}://${host}/${path}`)
    fc.assert(
      fc.property(
        fc.uniqueArray(link, { minLength: 1 }),
        fc.constantFrom('\n', '\r\n', ' ', ',\n', '>\t<'),
        (links, gap) => {
          expect(linksInText(links.join(gap)).links).toEqual(links)
          expect(linksInUriList(links.join('\r\n')).links).toEqual(links)
        }
      )
    )
  })

  test('any text gives http(s) links or a reason, and never throws', () => {
    const soup = fc.array(
      fc.oneof(
        fc.string(),
        fc.webUrl(),
        fc.constantFrom('file:///x', 'javascript:x', 'https://', '\n', '#', '[InternetShortcut]\nURL=')
      )
    )
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('')
        for (const find of [linksInText, linksInUriList, linkInInternetShortcut, linkInDesktopEntry]) {
          const { links, refused } = find(text)
          expect(links.length + refused.length).toBeGreaterThan(0)
          expect(new Set(links).size).toBe(links.length)
          for (const link of links) expect(new URL(link).protocol).toMatch(/^https?:$/)
        }
      })
    )
  })
})

describe('link files', () => {
  test('a Windows shortcut gives its URL, whatever surrounds it', () => {
    const text = `\ufeff[{000214A0}]\r\nProp3=19,2\r\n[InternetShortcut]\r\nIDList=\r\nURL=${A}\r\nIconFile=x\r\n[Other]\r\nURL=${B}\r\n`
    expect(linkInInternetShortcut(text)).toEqual({ links: [A], refused: [] })
  })

  test('a shortcut to a file is refused', () => {
    expect(linkInInternetShortcut('[InternetShortcut]\nURL=file:///C:/x.exe').refused).toEqual([
      { kind: 'scheme', scheme: 'file' }
    ])
  })

  test('a desktop entry of Type=Link gives its URL', () => {
    expect(linkInDesktopEntry(`[Desktop Entry]\nType=Link\nName=A\nURL=${A}\n`).links).toEqual([A])
  })

  test('a desktop entry that starts a program gives nothing', () => {
    expect(linkInDesktopEntry(`[Desktop Entry]\nType=Application\nExec=rm\nURL=${A}\n`).refused).toEqual([
      { kind: 'no-link' }
    ])
  })
})

/** What every platform has. */
declare const performance: { now(): number }
declare class URL {
  constructor(address: string)
  readonly protocol: string
}
