import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseAmount, writeAmount } from './amounts.ts'

const MB = 2
const ARABIC = ['بايت', 'ك.ب', 'م.ب', 'غ.ب', 'ت.ب', 'ب.ب']

test.each([
  ['5', 5_000_000],
  ['2.5 MB/s', 2_500_000],
  ['2,5mb', 2_500_000],
  ['500 kB', 500_000],
  ['500k', 500_000],
  ['1 GiB', 1_073_741_824],
  ['0', 0],
  ['900 B', 900],
  [' 1 000 kB ', 1_000_000],
  ['٥٫٥ MB', 5_500_000]
])('%j is %d bytes', (text, bytes) => expect(parseAmount(text, MB)).toBe(bytes))

test.each(['', 'fast', '-5 MB', '5 MB per second', '5 XB', '1.2.3', '5e9', 'Infinity', '1'.repeat(19)])(
  '%j is no amount',
  (text) => expect(parseAmount(text, MB)).toBeNull()
)

test.each([
  [2_500_000, '2.5\u00a0MB'],
  [10 * 1024 ** 3, '10\u00a0GiB'],
  [999, '999\u00a0B'],
  [0, '0\u00a0B'],
  [1_234_567, '1234.567\u00a0kB'],
  [1e18, '1\u00a0EB']
])('%d bytes are written %j', (bytes, text) => expect(writeAmount(bytes)).toBe(text))

test('what is written is read as the same amount, in both languages', () => {
  expect(writeAmount(2_500_000, ARABIC)).toBe('2.5\u00a0م.ب')
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e15 }), (bytes) => {
      expect(parseAmount(writeAmount(bytes), MB)).toBe(bytes)
      expect(parseAmount(writeAmount(bytes, ARABIC), MB, ARABIC)).toBe(bytes)
    })
  )
})
