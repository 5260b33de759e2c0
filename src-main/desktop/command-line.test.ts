import { expect, test } from 'vitest'
import { linksIn } from './command-line.ts'

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
