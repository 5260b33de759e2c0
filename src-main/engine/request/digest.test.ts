import { expect, test } from 'vitest'
import { parseChallenges } from './challenge.ts'
import { DigestSession } from './digest.ts'

const MUFASA = { user: 'Mufasa', password: 'Circle of Life' }
/** RFC 7616 section 3.9.1. */
const CNONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
const offer = (algorithm: string): string =>
  `Digest realm="http-auth@example.org", qop="auth, auth-int", algorithm=${algorithm}, ` +
  'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'

function session(field: string, who = MUFASA, cnonce = CNONCE): DigestSession {
  const made = DigestSession.for(parseChallenges(field), who, () => cnonce)
  if (!made) throw new Error('no challenge was met')
  return made
}

const part = (header: string, name: string): string | undefined =>
  new RegExp(`[ ,]${name}="?([^",]*)`).exec(header)?.[1]

test.each([
  ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
  ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1']
])('the example of RFC 7616 with %s', (algorithm, response) => {
  expect(session(offer(algorithm)).authorization('GET', '/dir/index.html')).toBe(
    `Digest username="Mufasa", realm="http-auth@example.org", uri="/dir/index.html", algorithm=${algorithm}, ` +
      `nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", nc=00000001, cnonce="${CNONCE}", qop=auth, ` +
      `response="${response}", opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"`
  )
})

test('the example of RFC 2617, which names no algorithm', () => {
  const header = session(
    'Digest realm="testrealm@host.com", qop="auth,auth-int", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093", opaque="5ccc"',
    { user: 'Mufasa', password: 'Circle Of Life' },
    '0a4f113b'
  ).authorization('GET', '/dir/index.html')
  expect(part(header, 'response')).toBe('6629fae49393a05397450978507c4ef1')
  expect(header).not.toContain('algorithm')
})

test('a server without qop gets the old form (RFC 2069)', () => {
  const header = session('Digest realm="r", nonce="n"').authorization('GET', '/')
  expect(header).not.toMatch(/nc=|qop|cnonce/)
  expect(part(header, 'response')).toMatch(/^[0-9a-f]{32}$/)
})

test('the stronger of two is met, whatever their order', () => {
  for (const field of [`${offer('MD5')}, ${offer('SHA-256')}`, `${offer('SHA-256')}, ${offer('MD5')}`]) {
    expect(part(session(field).authorization('GET', '/'), 'algorithm')).toBe('SHA-256')
  }
})

test('uses of a nonce are counted; a new nonce begins anew', () => {
  const used = session(offer('SHA-256'))
  const count = (): string | undefined => part(used.authorization('GET', '/'), 'nc')
  expect([count(), count(), count()]).toEqual(['00000001', '00000002', '00000003'])
  used.renew('fresh')
  const header = used.authorization('GET', '/')
  expect([part(header, 'nc'), part(header, 'nonce')]).toEqual(['00000001', 'fresh'])
  used.renew('evil\r\nX: y')
  expect(part(used.authorization('GET', '/'), 'nonce')).toBe('fresh')
})

test('names beyond ASCII and hashed names are sent as the RFC says', () => {
  const named = session(offer('MD5'), { user: 'Jäsøn Doe', password: 'x' }).authorization('GET', '/')
  expect(named).toContain("username*=UTF-8''J%C3%A4s%C3%B8n%20Doe,")
  const hashed = session(`${offer('SHA-256')}, userhash=true`).authorization('GET', '/')
  expect(hashed).toMatch(/username="[0-9a-f]{64}".*userhash=true$/)
})

test.each([
  ['Basic realm="r"'],
  ['Digest realm="r", nonce="n", algorithm=SHA-999'],
  ['Digest realm="r", nonce="n", qop="auth-int"'],
  ['Digest realm="r"'],
  [`Digest realm="r", nonce="${'n'.repeat(5000)}"`],
  ['']
])('%.40s cannot be met', (field) =>
  expect(DigestSession.for(parseChallenges(field), MUFASA, () => CNONCE)).toBeNull()
)

test('challenges are told apart in one field', () => {
  const seen = parseChallenges(
    'Negotiate abc==, Basic realm="a, Digest \\"b\\"", Newauth x=y , title=z,, Bearer'
  )
  expect(seen.map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])).toEqual([
    ['negotiate', {}],
    ['basic', { realm: 'a, Digest "b"' }],
    ['newauth', { x: 'y', title: 'z' }],
    ['bearer', {}]
  ])
})

test('a hostile challenge is read in no time', () => {
  const beganAt = performance.now()
  for (const piece of [',', 'a=', 'a ', '"', 'a="', '\\"', 'a=b,', ' '])
    parseChallenges(`Digest ${piece.repeat(30_000)}`)
  expect(performance.now() - beganAt).toBeLessThan(5000)
})
