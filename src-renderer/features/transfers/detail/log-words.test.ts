import { expect, test } from 'vitest'
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import { logWords } from './log-words.ts'

const said = (kind: string, detail: TransferEvent['detail']): string =>
  logWords({ atMs: 0, kind, detail }, (source) => (source === 'PEER-ID' ? 'anna' : source))

test('what happened is a sentence with its numbers', () => {
  expect(said('range-reassigned', { from: 3, to: 9, reason: 'silent', bytes: 512_000 })).toBe(
    'Connection 9 takes over 512\u00a0kB from connection 3, which fell silent.'
  )
  expect(said('connection-retired', { connection: 3, reason: 'it fell silent', deliveredBytes: 5e6 })).toBe(
    'Connection 3 retired: it fell silent (5.00\u00a0MB delivered).'
  )
})

test('a source is called what people call it', () => {
  expect(
    said('connection-connecting', { connection: 8, source: 'PEER-ID', reason: 'there is work for it' })
  ).toBe('Connection 8 opens to anna: there is work for it.')
})

test('what has no words is shown as it was logged', () => {
  expect(said('quite-new', { a: 1, b: null })).toBe('quite-new: a 1, b null')
})
