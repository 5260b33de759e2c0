import { expect, test } from 'vitest'
import { contract } from '../../src-shared/contract/contract.ts'
import { admit, refusalOf } from './envelope-gate.ts'

test('every name of the contract passes as what it is, and as nothing else', () => {
  for (const [name, { kind }] of Object.entries(contract)) {
    const call = { t: 'call', id: 1, method: name, input: null }
    const subscribe = { t: 'subscribe', id: 1, stream: name }
    expect(admit(call)).toEqual(kind === 'stream' ? null : call)
    expect(admit(subscribe)).toEqual(kind === 'stream' ? subscribe : null)
  }
})

test('fields that do not belong are left behind', () => {
  expect(admit({ t: 'unsubscribe', id: 7, method: 'app.info', extra: 1 })).toEqual({
    t: 'unsubscribe',
    id: 7
  })
})

test.each([
  null,
  'call',
  [],
  {},
  { t: 'call', id: 1, method: 'toString', input: null },
  { t: 'call', id: 1, method: '__proto__', input: null },
  { t: 'call', id: 1.5, method: 'app.info', input: null },
  { t: 'call', id: '1', method: 'app.info', input: null },
  { t: 'call', method: 'app.info', input: null },
  { t: 'subscribe', id: 1, stream: 'transfers.add' },
  { t: 'closed' },
  { t: 'closed', id: 1 },
  { t: 'result', id: 1, value: null }
])('is no envelope of a page: %j', (message) => {
  expect(admit(message)).toBeNull()
})

test('a caller of what does not exist is answered; what has no number is not', () => {
  expect(refusalOf({ t: 'call', id: 3, method: 'x'.repeat(1000) })).toMatchObject({
    t: 'error',
    id: 3,
    problem: { code: 'input-invalid', message: expect.stringMatching(/^.{80,200}$/) as unknown }
  })
  expect(refusalOf({ t: 'subscribe', id: 4, stream: { toString: 1 } })).toMatchObject({ t: 'error', id: 4 })
  for (const unanswerable of [
    null,
    'call',
    { t: 'call', id: '1' },
    { t: 'unsubscribe', id: 1 },
    { t: 'closed' }
  ]) {
    expect(refusalOf(unanswerable)).toBeNull()
  }
})
