import { describe, expect, it } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { canonicalForeign, checkOptions, foreignEndpoint, isForeign, remotePath } from './foreign-uri.ts'

const codeOf = (act: () => unknown): string => {
  try {
    act()
  } catch (thrown) {
    if (thrown instanceof ShoalError) return thrown.code
    throw thrown
  }
  return 'nothing'
}

it.each([
  ['ftp://example.org/pub/a.iso', 'pub/a.iso'],
  ['ftp://example.org//pub/a.iso', '/pub/a.iso'],
  ['ftp://example.org/%2Fpub/a.iso', '/pub/a.iso'],
  ['ftps://example.org/a%20b%C3%A4.iso', 'a bä.iso'],
  ['ftp://example.org/a.iso;type=i', 'a.iso'],
  ['ftp://example.org/a?b=c', 'a?b=c'],
  ['sftp://example.org/pub/a.iso', '/pub/a.iso'],
  ['sftp://example.org/~/a.iso', 'a.iso'],
  ['sftp://example.org/~ada/a.iso', '/~ada/a.iso']
])('%s names %s', (uri, path) => {
  expect(remotePath(new URL(uri))).toBe(path)
})

it.each([
  ['ftp://example.org/a%0D%0ADELE%20b', 'uri-invalid'],
  ['sftp://example.org/a%00b', 'uri-invalid'],
  ['ftp://example.org/%ff', 'uri-invalid'],
  ['sftp:///etc/passwd', 'uri-invalid'],
  ['sftp:etc', 'uri-invalid'],
  ['ftp://example.org/', 'remote-folder'],
  ['sftp://example.org', 'remote-folder'],
  ['sftp://example.org/pub/', 'remote-folder']
])('%s is refused: %s', (uri, code) => {
  expect(codeOf(() => canonicalForeign(new URL(uri)))).toBe(code)
})

it('a refusal does not repeat a password', () => {
  try {
    canonicalForeign(new URL('ftp://ada:s3cret@example.org/%ff'))
    expect.unreachable()
  } catch (thrown) {
    expect((thrown as Error).message).not.toContain('s3cret')
  }
})

it.each([
  ['sftp://ada@Example.ORG:22/a', 'sftp://ada@example.org/a'],
  ['ftps://EXAMPLE.org:990/a', 'ftps://example.org/a'],
  ['ftp://example.org:2121/a', 'ftp://example.org:2121/a'],
  ['sftp://bücher.example/a', 'sftp://xn--bcher-kva.example/a']
])('%s and %s are one address', (written, kept) => {
  expect(canonicalForeign(new URL(written)).href).toBe(kept)
})

it.each([
  ['ftp://example.org/a', 'example.org', 21],
  ['ftpes://example.org/a', 'example.org', 21],
  ['ftps://example.org/a', 'example.org', 990],
  ['sftp://[2001:db8::1]/a', '2001:db8::1', 22],
  ['sftp://example.org:2222/a', 'example.org', 2222]
])('%s leads to %s port %i', (uri, host, port) => {
  expect(foreignEndpoint(new URL(uri))).toEqual({ host, port })
})

describe('options', () => {
  const check = (uri: string, request: Parameters<typeof checkOptions>[1]): string =>
    codeOf(() => checkOptions(new URL(uri), request))
  const hostKey = `SHA256:${'A'.repeat(43)}`
  const clientCertificate = { certificate: '/c', key: '/k' }

  it.each([
    ['sftp://h/a', { proxy: 'http://p' }],
    ['ftp://h/a', { userAgent: 'x' }],
    ['ftp://h/a', { login: { kind: 'bearer', token: 'x' } }],
    ['ftp://h/a', { clientCertificate }],
    ['ftp://h/a', { hostKey }],
    ['https://h/a', { hostKey }]
  ] as const)('that mean nothing to %s are refused: %o', (uri, request) => {
    expect(check(uri, request)).toBe('option-invalid')
  })

  it.each([
    ['sftp://h/a', { hostKey, proxy: 'none', login: { kind: 'password', user: 'a', password: 'b' } }],
    ['ftps://h/a', { clientCertificate }],
    ['https://h/a', { proxy: 'http://p', userAgent: 'x', clientCertificate }]
  ] as const)('that %s can use are taken: %o', (uri, request) => {
    expect(check(uri, request)).toBe('nothing')
  })
})

it('knows its own', () => {
  const schemes = ['ftp', 'ftps', 'ftpes', 'sftp', 'http', 'https', 'file', 'toString']
  expect(schemes.filter((scheme) => isForeign(new URL(`${scheme}://h/`)))).toEqual([
    'ftp',
    'ftps',
    'ftpes',
    'sftp'
  ])
})
