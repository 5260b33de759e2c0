import { expect, test } from 'vitest'
import { typedTarget } from './typed-target.ts'

const ID = 'MFZWI3D-BONSGYC-YLTMRWG-C43ENR5-QXGZDMM-FZWI3DP-BONSGYY-LTMRWAD'

test.each([
  ['192.168.1.20', '192.168.1.20', 7490],
  [' 192.168.1.20:8000 ', '192.168.1.20', 8000],
  ['attic.local', 'attic.local', 7490],
  ['fe80::1', 'fe80::1', 7490],
  ['[fe80::1]:7491', 'fe80::1', 7491]
])('%j is an address', (typed, host, port) => {
  expect(typedTarget(typed)).toEqual({ kind: 'address', target: typed.trim(), host, port })
})

test.each([ID, ID.toLowerCase(), ID.replaceAll('-', ''), ` ${ID} `])('%j is an id', (typed) => {
  expect(typedTarget(typed)?.kind).toBe('id')
})

test.each([
  '',
  'a b',
  '192.168.1.20:0',
  '192.168.1.20:65536',
  '192.168.1.20:',
  'https://attic.local/',
  '[attic]:1',
  'user@attic',
  'x'.repeat(254),
  '<script>'
])('%j is neither', (typed) => {
  expect(typedTarget(typed)).toBe(null)
})
