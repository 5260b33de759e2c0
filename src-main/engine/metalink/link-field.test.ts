import { expect, it, test } from 'vitest'
import { parseHead } from '../connection/response-head.ts'
import { duplicatesOf } from './link-field.ts'

const duplicates = (...fields: readonly string[]) => {
  const head = Buffer.from(
    `HTTP/1.1 206 Partial Content\r\n${fields.map((field) => `Link: ${field}\r\n`).join('')}\r\n`,
    'latin1'
  )
  return duplicatesOf(
    parseHead(head, 0, head.length, 'origin.example'),
    new URL('http://origin.example/d/a.iso')
  )
}
const uris = (...fields: readonly string[]) => duplicates(...fields).map(({ uri }) => uri)

test('the example of RFC 6249, section 1.1', () => {
  expect(
    duplicates(
      '<http://www2.example.com/example.ext>; rel=duplicate',
      '<ftp://ftp.example.com/example.ext>; rel=duplicate',
      '<http://example.com/example.ext.torrent>; rel=describedby; type="application/x-bittorrent"',
      '<http://example.com/example.ext.meta4>; rel=describedby; type="application/metalink4+xml"'
    )
  ).toEqual([{ uri: 'http://www2.example.com/example.ext', priority: 999_999, location: null }])
})

test('priority orders them; a country is noted', () => {
  expect(
    duplicates('<http://b/>; rel=duplicate; pri=2; geo=gb, <http://a/>; rel="duplicate"; pref; pri="1"')
  ).toEqual([
    { uri: 'http://a/', priority: 1, location: null },
    { uri: 'http://b/', priority: 2, location: 'gb' }
  ])
})

test('addresses are taken relative to the one that answered, and never lead back to it', () => {
  expect(uris('</m/a.iso>;rel=duplicate, <a.iso>;rel=duplicate, <//m/x>;rel=duplicate')).toEqual([
    'http://origin.example/m/a.iso',
    'http://m/x'
  ])
})

it.each([
  [
    'a comma and semicolon inside',
    '<http://a/,;b>; rel=duplicate, <http://c/>; rel=duplicate',
    ['http://a/,;b', 'http://c/']
  ],
  ['escapes in a quoted value', '<http://a/>; title="x\\",\\\\"; rel=duplicate', ['http://a/']],
  ['spaces everywhere', '  <http://a/> ;  rel = "nofollow  DUPLICATE"  , ,', ['http://a/']],
  ['no parameters', '<http://a/>', []],
  ['an anchor', '<http://a/>; rel=duplicate; anchor="http://b/"', []],
  ['a second rel', '<http://a/>; rel=next; rel=duplicate', []],
  ['other schemes', '<javascript:x>; rel=duplicate, <file:///a>; rel=duplicate', []],
  ['credentials', '<http://u:p@a/x#y>; rel=duplicate', ['http://a/x']],
  ['a bad priority', '<http://a/>; rel=duplicate; pri=0', ['http://a/']],
  ['an open bracket', '<http://a/>; rel=duplicate, <http://b/; rel=duplicate', ['http://a/']],
  ['an open quote', '<http://a/>; rel="duplicate, <http://b/>; rel=duplicate', []],
  ['rubbish between', '<http://a/>; rel=duplicate x, <http://b/>; rel=duplicate', []],
  ['__proto__', '<http://a/>; __proto__=x; rel=duplicate', ['http://a/']]
])('reads %s', (_, field, expected) => expect(uris(field)).toEqual(expected))

test('a server names 64 at most', () => {
  const many = Array.from({ length: 100 }, (_, index) => `<http://a/${index}>;rel=duplicate`).join(',')
  expect(uris(many)).toHaveLength(64)
})

it.each([
  ['open brackets', '<'],
  ['spaces', ' '],
  ['commas', ','],
  ['semicolons', ';'],
  ['quotes', '<a>;rel="'],
  ['parameters', '<a>;a'],
  ['equals', '<a>;a=\t'],
  ['links', '<a>;rel=duplicate,']
])('a field of 60,000 %s takes no time', (_, piece) => {
  const field = piece.repeat(Math.floor(60_000 / piece.length))
  const startMs = performance.now()
  uris(`<a>;a=${field}`)
  uris(field)
  expect(performance.now() - startMs).toBeLessThan(2000)
})
