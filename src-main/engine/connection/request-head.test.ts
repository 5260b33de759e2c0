import { expect, it } from 'vitest'
import { credentialsOf, requestHead } from './request-head.ts'

it('asks for a range in inclusive bytes and for no coding', () => {
  const head = requestHead({
    url: new URL('http://example.org:8080/a%20b?c=d'),
    userAgent: 'Shoal/1',
    range: { start: 10, end: 20 },
    credentials: 'me:ü'
  })
  expect(head).toBe(
    'GET /a%20b?c=d HTTP/1.1\r\nHost: example.org:8080\r\nUser-Agent: Shoal/1\r\nAccept: */*\r\n' +
      'Accept-Encoding: identity\r\nRange: bytes=10-19\r\nAuthorization: Basic bWU6w7w=\r\n\r\n'
  )
})

it('reads credentials percent-decoded, and leaves broken escapes as they are', () => {
  expect(credentialsOf(new URL('http://a%40b:c%zz@h/'))).toBe('a@b:c%zz')
  expect(credentialsOf(new URL('http://h/'))).toBeNull()
})
