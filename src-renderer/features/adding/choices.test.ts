import { expect, test } from 'vitest'
import { NO_CHOICES, read, type Choices } from './choices.ts'

const A = 'https://example.org/a.iso'
const B = 'https://mirror.example/a.iso'
const SHA = 'ab'.repeat(32)
const reading = (given: Partial<Choices>) => read({ ...NO_CHOICES, links: A, ...given })

test('nothing chosen asks for nothing but the file', () => {
  expect(reading({})).toEqual({ wanted: [{ uri: A }], shared: {}, wrong: {} })
})

test('everything chosen is asked for', () => {
  const all = reading({
    name: ' b.iso ',
    folder: '/home/ada',
    start: 'later',
    priority: 'high',
    limitBytesPerSecond: 1e6,
    peers: false,
    mirrors: `${B}\n\n`,
    checksum: SHA.toUpperCase(),
    user: 'ada',
    password: 'a:b',
    headers: 'X-A: 1\nuser-agent: Me/1\nReferer: https://example.org/page\nX-B:  2 '
  })
  expect(all).toEqual({
    wanted: [{ uri: A, name: 'b.iso', mirrors: [B], checksum: { algorithm: 'sha-256', hex: SHA } }],
    shared: {
      directory: '/home/ada',
      start: 'later',
      priority: 'high',
      limitBytesPerSecond: 1e6,
      request: {
        headers: [
          { name: 'X-A', value: '1' },
          { name: 'X-B', value: '2' }
        ],
        userAgent: 'Me/1',
        referer: 'https://example.org/page',
        login: { kind: 'password', user: 'ada', password: 'a:b' },
        peers: 'none'
      }
    },
    wrong: {}
  })
})

test('a name, mirrors and a checksum are one file’s: of several links none gets them', () => {
  expect(reading({ links: `${A}\n${B}`, name: 'b.iso', checksum: SHA, mirrors: B }).wanted).toEqual([
    { uri: A },
    { uri: B }
  ])
})

test.each<[keyof ReturnType<typeof read>['wrong'], Partial<Choices>]>([
  ['links', { links: '' }],
  ['links', { links: 'file:///etc/passwd' }],
  ['links', { links: 'javascript:alert(1)' }],
  ['name', { name: '../b.iso' }],
  ['folder', { folder: 'Downloads' }],
  ['checksum', { checksum: 'abc' }],
  ['mirrors', { mirrors: `${B}\nftp://example.org/a` }],
  ['headers', { headers: 'X-A 1' }],
  ['headers', { headers: 'Host: other.example' }],
  ['headers', { headers: 'Range: bytes=0-1' }],
  ['user', { password: 'secret' }],
  ['user', { user: 'a:b' }]
])('%s is wrong: %j', (field, given) => {
  expect(Object.keys(reading(given).wrong)).toEqual([field])
})

test.each(['/a', 'C:\\Downloads', '\\\\server\\share'])('%s is a full path', (folder) => {
  expect(reading({ folder }).wrong).toEqual({})
})
