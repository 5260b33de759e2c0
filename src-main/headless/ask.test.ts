/** Questions to a person over real streams: the answer, the end of the input, and a question that is taken back. */
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { ask } from './ask.ts'

const asked = (until = new AbortController().signal) => {
  const input = new PassThrough()
  let said = ''
  const answer = ask(input, (text) => void (said += text), 'Sure? ', until)
  return { input, answer, said: () => said }
}

test('the line that was typed is the answer', async () => {
  const { input, answer, said } = asked()
  expect(said()).toBe('Sure? ')
  input.write('yes\n')
  expect(await answer).toBe('yes')
})

test('a line that comes in pieces is one answer', async () => {
  const { input, answer } = asked()
  input.write('y')
  input.write('es\n')
  expect(await answer).toBe('yes')
})

test('an input that ends has no answer', async () => {
  const { input, answer } = asked()
  input.end()
  expect(await answer).toBeNull()
})

test('a question that is taken back has no answer, and one that is too late is not asked', async () => {
  const over = new AbortController()
  const { answer } = asked(over.signal)
  over.abort()
  expect(await answer).toBeNull()
  const late = asked(over.signal)
  expect([await late.answer, late.said()]).toEqual([null, ''])
})
