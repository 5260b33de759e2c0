import { expect, test } from 'vitest'
import { parseRate } from './rate.ts'

const KiB = 1024
const MiB = 1024 * KiB

test.each([
  ['800000', 800_000],
  ['800000B', 800_000],
  ['500K', 500 * KiB],
  ['500k', 500 * KiB],
  ['5M', 5 * MiB],
  ['5m/s', 5 * MiB],
  ['5MiB/s', 5 * MiB],
  ['5 MiB/s', 5 * MiB],
  ['1.5M', 1.5 * MiB],
  ['5MB', 5_000_000],
  ['5MB/s', 5_000_000],
  ['12.3 kB/s', 12_300],
  ['1G', 1024 * MiB],
  ['1024', 1024]
])('%s is %d bytes a second', (text, bytesPerSecond) => {
  expect(parseRate(text)).toEqual({ bytesPerSecond })
})

test.each([
  ['', 'bytes a second such as'],
  ['fast', 'bytes a second such as'],
  ['-5M', 'bytes a second such as'],
  ['5,5M', 'bytes a second such as'],
  ['5MM', 'bytes a second such as'],
  ['5M/h', 'bytes a second such as'],
  ['1e6', 'bytes a second such as'],
  ['Infinity', 'bytes a second such as'],
  ['50Mb', 'not bits'],
  ['50 Mb/s', 'not bits'],
  ['50Mbit', 'bytes a second such as'],
  ['0', 'at least 1024'],
  ['1000', 'at least 1024'],
  ['0.5K', 'at least 1024']
])('"%s" is refused: %s', (text, reason) => {
  expect(parseRate(text)).toEqual({ refusal: expect.stringContaining(reason) as string })
})
