import { expect, test } from 'vitest'
import { cookieHeader, parseCookieFile } from './cookies.ts'

const NOW = 1_000_000

const sent = (file: string, url: string): string | null =>
  cookieHeader(parseCookieFile(file).cookies, new URL(url), NOW)
const line = (...fields: (string | number)[]): string => fields.join('\t')

test.each([
  ['its host', line('example.org', 'FALSE', '/', 'FALSE', 0, 'a', 'b'), 'http://example.org/x', 'a=b'],
  [
    'its host in capitals',
    line('Example.ORG', 'FALSE', '/', 'FALSE', 0, 'a', 'b'),
    'http://example.org/',
    'a=b'
  ],
  ['no subdomain', line('example.org', 'FALSE', '/', 'FALSE', 0, 'a', 'b'), 'http://www.example.org/', null],
  ['a subdomain', line('.example.org', 'TRUE', '/', 'FALSE', 0, 'a', 'b'), 'http://www.example.org/', 'a=b'],
  [
    'the domain itself',
    line('.example.org', 'TRUE', '/', 'FALSE', 0, 'a', 'b'),
    'http://example.org/',
    'a=b'
  ],
  [
    'no host that ends alike',
    line('.example.org', 'TRUE', '/', 'FALSE', 0, 'a', 'b'),
    'http://badexample.org/',
    null
  ],
  ['no whole top-level domain', line('.org', 'TRUE', '/', 'FALSE', 0, 'a', 'b'), 'http://example.org/', null],
  ['an address', line('127.0.0.1', 'FALSE', '/', 'FALSE', 0, 'a', 'b'), 'http://127.0.0.1:81/', 'a=b'],
  ['no part of an address', line('.0.0.1', 'TRUE', '/', 'FALSE', 0, 'a', 'b'), 'http://127.0.0.1/', null],
  ['an IPv6 address', line('::1', 'FALSE', '/', 'FALSE', 0, 'a', 'b'), 'http://[::1]/', 'a=b'],
  ['its path', line('h', 'FALSE', '/in', 'FALSE', 0, 'a', 'b'), 'http://h/in/side', 'a=b'],
  ['exactly its path', line('h', 'FALSE', '/in', 'FALSE', 0, 'a', 'b'), 'http://h/in', 'a=b'],
  ['no path that begins alike', line('h', 'FALSE', '/in', 'FALSE', 0, 'a', 'b'), 'http://h/inside', null],
  ['HTTPS, when secure', line('h', 'FALSE', '/', 'TRUE', 0, 'a', 'b'), 'https://h/', 'a=b'],
  ['no plain HTTP, when secure', line('h', 'FALSE', '/', 'TRUE', 0, 'a', 'b'), 'http://h/', null],
  ['anyone until it expires', line('h', 'FALSE', '/', 'FALSE', NOW + 1, 'a', 'b'), 'http://h/', 'a=b'],
  ['nobody once it has', line('h', 'FALSE', '/', 'FALSE', NOW, 'a', 'b'), 'http://h/', null],
  [
    'servers though HttpOnly',
    `#HttpOnly_${line('h', 'FALSE', '/', 'FALSE', 0, 'a', 'b')}`,
    'http://h/',
    'a=b'
  ],
  ['its host with an empty value', line('h', 'FALSE', '/', 'FALSE', 0, 'a'), 'http://h/', 'a='],
  ['nobody from a comment', `# ${line('h', 'FALSE', '/', 'FALSE', 0, 'a', 'b')}`, 'http://h/', null]
])('a cookie goes to %s', (_, file, url, header) => expect(sent(file, url)).toBe(header))

test('the more specific path comes first, then the order of the file', () => {
  const file = [
    line('h', 'FALSE', '/', 'FALSE', 0, 'a', 1),
    line('h', 'FALSE', '/x/', 'FALSE', 0, 'b', 2),
    line('h', 'FALSE', '/', 'FALSE', 0, 'c', 3)
  ].join('\r\n')
  expect(sent(file, 'http://h/x/y')).toBe('b=2; a=1; c=3')
})

test('lines that are no cookies are counted and sent to nobody', () => {
  const strange = [
    '<html>',
    'h FALSE / FALSE 0 a b',
    line('h', 'maybe', '/', 'FALSE', 0, 'a', 'b'),
    line('h', 'TRUE', '', 'FALSE', 0, 'a', 'b'),
    line('h', 'TRUE', '/', 'FALSE', 0, 'a', 'b; c=d')
  ]
  expect(parseCookieFile(strange.join('\n'))).toEqual({ cookies: [], strangeLines: strange.length })
})
