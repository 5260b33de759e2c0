import { expect, test } from 'vitest'
import { askedIn, filesIn, linksIn } from './command-line.ts'

test('links are found between the switches and paths that launchers add', () => {
  expect(
    linksIn([
      '/usr/bin/shoal',
      '--no-sandbox',
      '--inspect=0',
      '/opt/shoal',
      'https://example.org/a.iso',
      '--',
      'http://example.org/b',
      'sftp://example.org/c'
    ])
  ).toEqual(['https://example.org/a.iso', 'http://example.org/b', 'sftp://example.org/c'])
})

test('a link given twice is fetched once', () => {
  expect(linksIn(['https://example.org/a', ' https://EXAMPLE.org/a '])).toEqual(['https://example.org/a'])
})

test.each([
  ['shoal:https://example.org/a.iso', 'https://example.org/a.iso'],
  ['SHOAL:HTTPS://EXAMPLE.org/a', 'https://example.org/a'],
  ['shoal:sftp://ada@example.org/~/b', 'sftp://ada@example.org/~/b'],
  ['shoal:https://example.org/a?x=shoal:ftp://c', 'https://example.org/a?x=shoal:ftp://c']
])('a deep link names an address: %s', (word, link) => {
  expect(linksIn([word])).toEqual([link])
})

test.each([
  'shoal:',
  'shoal:file:///etc/passwd',
  'shoal:javascript:alert(1)',
  'shoal:shoal:https://example.org/a',
  'shoal://example.org/a',
  'shoal:example.org/a',
  'shoal:--url=https://example.org/a',
  'shoal:/etc/passwd',
  'shoal:C:\\a.meta4',
  'shoal:data:text/html,x',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'example.org/a',
  '--url=https://example.org/a',
  '',
  'C:\\a.iso',
  'http://'
])('is no link: %s', (word) => {
  expect(linksIn([word])).toEqual([])
})

test('files are taken by the endings of those that hold links, as paths or as the addresses that desktops pass', () => {
  expect(
    filesIn(
      [
        '/usr/bin/shoal',
        'a.meta4',
        '/tmp/B.METALINK',
        'file:///tmp/with%20space.meta4',
        'a.meta4',
        'notes.txt',
        'page.url',
        'page.desktop',
        'page.webloc',
        'picture.png',
        'program.exe'
      ],
      '/home/ada'
    )
  ).toEqual([
    '/home/ada/a.meta4',
    '/tmp/B.METALINK',
    '/tmp/with space.meta4',
    '/home/ada/notes.txt',
    '/home/ada/page.url',
    '/home/ada/page.desktop',
    '/home/ada/page.webloc'
  ])
})

test.each([
  '--file=/tmp/a.meta4',
  '--file=/tmp/links.txt',
  'https://example.org/a.meta4',
  'shoal:/tmp/links.txt',
  'shoal:/tmp/a.meta4',
  'shoal:file:///tmp/a.meta4',
  'file://elsewhere.example/share/a.meta4',
  'file:///tmp/%2Fa.meta4',
  'javascript:a.meta4'
])('is no file to look into: %s', (word) => {
  expect(filesIn([word], '/')).toEqual([])
})

test('the address of a description is a link', () => {
  expect(askedIn(['https://example.org/a.meta4'], '/')).toEqual({
    links: ['https://example.org/a.meta4'],
    files: []
  })
})
