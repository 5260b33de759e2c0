import { expect, test } from 'vitest'
import { netrcLogin } from './netrc.ts'

const FILE = `
# machine commented.org login no password no
machine one.org login me password s3cret
machine two.org
  login you
  account whatever
  password "with space and \\"quotes\\""
macdef init
machine macro.org login no password no

machine hash.org login h password #1
machine empty.org
machine Capital.ORG password p
default login anyone password any
`

test.each([
  ['one.org', 'me', 's3cret'],
  ['ONE.org', 'me', 's3cret'],
  ['two.org', 'you', 'with space and "quotes"'],
  ['hash.org', 'h', '#1'],
  ['capital.org', '', 'p']
])('%s has a login', (host, user, password) =>
  expect(netrcLogin(FILE, host)).toEqual({ kind: 'password', user, password })
)

test.each(['commented.org', 'macro.org', 'empty.org', 'www.one.org', 'org', 'other.org', 'init'])(
  '%s has none',
  (host) => expect(netrcLogin(FILE, host)).toBeNull()
)

test('an entry that breaks off gives nothing away', () => {
  expect(netrcLogin('machine a.org login me password', 'a.org')).toBeNull()
  expect(netrcLogin('', 'a.org')).toBeNull()
})
