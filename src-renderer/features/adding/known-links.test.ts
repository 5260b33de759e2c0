import { expect, test } from 'vitest'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import { addressKey, freeName, sortKnown } from './known-links.ts'

const inList = (uri: string): Transfer => ({ id: uri, uri, name: 'a.iso' }) as Transfer

test.each([
  ['https://example.org/a.iso', 'HTTPS://Example.ORG:443/a.iso#part'],
  ['https://example.org/a.iso', 'https://ada:secret@example.org/a.iso'],
  ['https://example.org/', 'https://example.org'],
  ['sftp://example.org/a.iso', 'sftp://ada@Example.org/a.iso']
])('%s is the address of %s', (known, link) => {
  expect(addressKey(link)).toBe(addressKey(known))
  expect(sortKnown([{ uri: link }], [inList(known)]).known).toHaveLength(1)
})

test.each([
  ['https://example.org/a.iso', 'https://example.org/A.iso'],
  ['https://example.org/a.iso', 'http://example.org/a.iso'],
  ['https://example.org/a.iso', 'https://example.org/a.iso?x'],
  ['https://example.org/a.iso', 'no link']
])('%s is not the address of %s', (known, link) => {
  expect(sortKnown([{ uri: link }], [inList(known)])).toEqual({ unknown: [{ uri: link }], known: [] })
})

test.each([
  ['a.zip', ['a.zip'], 'a (1).zip'],
  ['a.zip', ['a.zip', 'a (1).zip'], 'a (2).zip'],
  ['a (1).zip', ['a.zip', 'a (1).zip'], 'a (2).zip'],
  ['a.tar.gz', ['a.tar.gz'], 'a (1).tar.gz'],
  ['.profile', [], '.profile (1)'],
  ['README', [], 'README (1)']
])('%s among %j comes again as %s', (name, taken, free) => {
  expect(freeName(name, new Set(taken))).toBe(free)
})
