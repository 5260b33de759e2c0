import { expect, test } from 'vitest'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import { endpointOf } from '../connection/endpoint.ts'
import { isExempt, parseProxy, proxyFor } from './proxy.ts'

const to = (url: string) => endpointOf(new URL(url))

test.each([
  ['http://proxy:3128', { kind: 'http', host: 'proxy', port: 3128, login: null }],
  ['proxy:3128', { kind: 'http', host: 'proxy', port: 3128, login: null }],
  ['proxy', { kind: 'http', host: 'proxy', port: 80, login: null }],
  ['https://proxy/', { kind: 'https', host: 'proxy', port: 443, login: null }],
  ['socks5://[::1]', { kind: 'socks5', host: '::1', port: 1080, login: null }],
  ['socks5h://h:1', { kind: 'socks5', host: 'h', port: 1, login: null }],
  ['http://me%40x:p%3Aw@h:1', { kind: 'http', host: 'h', port: 1, login: { user: 'me@x', password: 'p:w' } }]
])('%s is a proxy', (text, proxy) => expect(parseProxy(text)).toEqual(proxy))

test.each(['', 'socks4://h:1', 'ftp://h', 'http://', 'http://h/path', 'http://h?x', 'h:99999', 'http://a b'])(
  '%j is none',
  (text) => expect(parseProxy(text)).toBeNull()
)

const all = { http: 'http://plain:1', https: 'http://secure:2', all: 'socks5://any:3' }

test('the named one wins, then the one of the scheme, then the one for all', () => {
  const host = (...given: Parameters<typeof proxyFor>): string | null => proxyFor(...given)?.host ?? null
  expect(host(to('http://h/'), 'http://named:9', { ...all, no: '*' })).toBe('named')
  expect(host(to('http://h/'), 'none', all)).toBeNull()
  expect(host(to('http://h/'), undefined, all)).toBe('plain')
  expect(host(to('https://h/'), undefined, all)).toBe('secure')
  expect(host(to('https://h/'), undefined, { http: 'plain', https: '', all: 'socks5://any:3' })).toBe('any')
  expect(host(to('https://h/'), undefined, { http: 'plain' })).toBeNull()
  expect(host(to('https://h/'), undefined, { ...all, no: 'h' })).toBeNull()
})

test('one that cannot be used is named without its secrets', () => {
  for (const [named, environment, option] of [
    ['socks4://me:SECRET@h', {}, '--proxy'],
    [undefined, { http: 'socks4://me:SECRET@h' }, 'http_proxy'],
    [undefined, { all: 'socks4://me:SECRET@h' }, 'all_proxy']
  ] as const) {
    try {
      proxyFor(to('http://h/'), named, environment)
      expect.unreachable()
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(ShoalError)
      expect((thrown as ShoalError).message).toContain(option)
      expect((thrown as ShoalError).message).not.toContain('SECRET')
    }
  }
})

test.each([
  ['*', 'http://any.org/', true],
  ['example.org', 'http://example.org/', true],
  ['example.org', 'http://www.Example.org/', true],
  ['.example.org', 'http://www.example.org/', true],
  ['*.example.org', 'http://www.example.org/', true],
  ['example.org', 'http://badexample.org/', false],
  ['a.org, example.org', 'http://example.org/', true],
  ['a.org example.org', 'http://example.org/', true],
  ['example.org:8080', 'http://example.org:8080/', true],
  ['example.org:8080', 'http://example.org/', false],
  ['example.org:443', 'https://example.org/', true],
  ['127.0.0.1', 'http://127.0.0.1:81/', true],
  ['0.0.1', 'http://127.0.0.1/', false],
  ['127.0.0.0/8', 'http://127.1.2.3/', true],
  ['10.0.0.0/8', 'http://127.1.2.3/', false],
  ['::1', 'http://[::1]/', true],
  ['[::1]:80', 'http://[::1]/', true],
  ['[::1]:81', 'http://[::1]/', false],
  ['fe80::/10', 'http://[fe81::1]/', true],
  ['fe80::/10', 'http://127.0.0.1/', false],
  ['0.0.0.0/0', 'http://example.org/', false],
  ['.', 'http://example.org/', false],
  ['', 'http://example.org/', false]
])('NO_PROXY=%s leaves out %s: %s', (list, url, exempt) => expect(isExempt(to(url), list)).toBe(exempt))
