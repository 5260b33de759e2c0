import { expect, test } from 'vitest'
import { etaSeconds, formatRate, formatSeconds, percentOf } from './quantities.ts'

test('a rate is bytes a second', () => {
  expect(formatRate(122_400_000)).toBe('122 MB/s')
})

test.each([
  [0, '0 s'],
  [1.234, '1.2 s'],
  [8, '8 s'],
  [9.96, '10 s'],
  [59.4, '59 s'],
  [59.6, '1:00'],
  [187, '3:07'],
  [7509, '2:05:09'],
  [3 * 86_400 + 5, '3 days']
])('%d seconds read %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})

test('100 percent is said of a whole file alone', () => {
  expect(percentOf(999_999, 1_000_000)).toBe(99)
  expect(percentOf(1_000_000, 1_000_000)).toBe(100)
  expect(percentOf(0, 0)).toBe(100)
  expect(percentOf(5, null)).toBeNull()
})

test('nothing is said of the time left without a length or a rate', () => {
  expect(etaSeconds(0, 100, 10)).toBe(10)
  expect(etaSeconds(0, null, 10)).toBeNull()
  expect(etaSeconds(0, 100, 0)).toBeNull()
})
