import { expect, it } from 'vitest'
import { absoluteForm, credentialsOf, originForm, requestHead } from './request-head.ts'

it('asks for a range in inclusive bytes and for no coding', () => {
  const head = requestHead({
    method: 'GET',
    url: new URL('http://example.org:8080/a%20b?c=d'),
    target: '/a%20b?c=d',
    range: { start: 10, end: 20 },
    fields: new Map([['User-Agent', 'Shoal/1']]),
    own: [{ name: 'X-Size', value: 'ü' }]
  })
  expect(head).toBe(
    'GET /a%20b?c=d HTTP/1.1\r\nHost: example.org:8080\r\nAccept-Encoding: identity\r\nRange: bytes=10-19\r\n' +
      'User-Agent: Shoal/1\r\nAccept: */*\r\nX-Size: \u00c3\u00bc\r\n\r\n'
  )
})

it("a person's own field stands in for Shoal's of that name", () => {
  const head = requestHead({
    method: 'GET',
    url: new URL('http://h/'),
    target: '/',
    range: null,
    fields: new Map([['Cookie', 'jar=1']]),
    own: [
      { name: 'accept', value: 'image/*' },
      { name: 'COOKIE', value: 'own=1' }
    ]
  })
  expect(head).toBe(
    'GET / HTTP/1.1\r\nHost: h\r\nAccept-Encoding: identity\r\naccept: image/*\r\nCOOKIE: own=1\r\n\r\n'
  )
})

it('reads credentials percent-decoded, and leaves broken escapes as they are', () => {
  expect(credentialsOf(new URL('http://a%40b:c%zz@h/'))).toEqual({
    kind: 'password',
    user: 'a@b',
    password: 'c%zz'
  })
  expect(credentialsOf(new URL('http://h/'))).toBeNull()
})

it('asks a server for path and query, a proxy for the whole address without credentials', () => {
  const url = new URL('http://me:pw@h:8080/a?b#c')
  expect([originForm(url), absoluteForm(url)]).toEqual(['/a?b', 'http://h:8080/a?b'])
})
