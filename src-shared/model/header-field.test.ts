import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fieldValueRefusal, headerFieldRefusal } from './header-field.ts'

test.each([
  ['X-Token', 'abc'],
  ['Authorization', 'Token  a=b, "c"\td'],
  ['Cookie', 'a=b; c=d'],
  ['Accept', 'application/octet-stream'],
  ['X-Empty', ''],
  ["x!#$%&'*+-.^_`|~9", 'grüße 文件']
])('%s is accepted', (name, value) => expect(headerFieldRefusal({ name, value })).toBeNull())

test.each([
  '',
  'A B',
  'A:',
  'Ü',
  'A\r\nB',
  'a\0',
  '(a)',
  'Host',
  'RANGE',
  'if-range',
  'Connection',
  'Transfer-Encoding',
  'Content-Length',
  'Accept-Encoding',
  'TE',
  'Upgrade',
  'Proxy-Authorization'
])('the name %j is refused', (name) => expect(headerFieldRefusal({ name, value: 'x' })).not.toBeNull())

test('no value that is accepted can end its line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (value) => {
      if (/[\r\n\0]/.test(value)) expect(fieldValueRefusal(value)).not.toBeNull()
      else if (fieldValueRefusal(value) === null) expect(value).toMatch(/^[^\0-\x08\x0a-\x1f\x7f]*$/u)
    })
  )
  for (const value of ['a\r\nB: c', 'a\nb', 'a\rb', 'a\0b', ' a', 'a ', 'a'.repeat(8193)]) {
    expect(fieldValueRefusal(value)).not.toBeNull()
  }
})

test('a refusal does not repeat the value', () => {
  expect(headerFieldRefusal({ name: 'X-Token', value: 'secret\n' })).not.toContain('secret')
})
