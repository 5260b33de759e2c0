import { expect, test } from 'vitest'
import { parseSize } from './size.ts'

test.each([
  ['0', 0],
  ['800000', 800_000],
  ['10G', 10 * 1024 ** 3],
  ['1.5m', 1.5 * 1024 ** 2],
  ['4GiB', 4 * 1024 ** 3],
  ['500MB', 500_000_000],
  ['2 TB', 2e12]
])('%s is %d bytes', (text, bytes) => expect(parseSize(text)).toEqual({ bytes }))

test.each(['', 'much', '-1', '1e3', '5iB', '1.G', '10G/s', '5PB'])('%j is none', (text) =>
  expect(parseSize(text)).toEqual({ refusal: 'expected bytes such as 500M, 10G or 4GiB' })
)

test('bits are not taken for bytes', () =>
  expect(parseSize('5Mb')).toEqual({ refusal: 'expected bytes (B), not bits (b)' }))
