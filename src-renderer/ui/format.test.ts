import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  formatBytes,
  formatDuration,
  formatLinkRate,
  formatPercent,
  formatRate,
  secondsLeft
} from './format.ts'

const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

describe('formatBytes', () => {
  test.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.00 kB'],
    [999_499, '999 kB'],
    [999_500, '1.00 MB'],
    [38_240_000, '38.2 MB'],
    [5_100_000_000, '5.10 GB'],
    [84.3e12, '84.3 TB']
  ])('%d is %s', (bytes, text) => {
    expect(plain(formatBytes(bytes))).toBe(text)
  })

  test('never needs more than four characters for its number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(plain(formatBytes(bytes)).split(' ')[0]!.length).toBeLessThanOrEqual(4)
      })
    )
  })
})

test('a rate is bytes a second', () => {
  expect(plain(formatRate(1_500_000))).toBe('1.50 MB/s')
})

test('a link has the rate that it is sold by', () => {
  expect([1e9, 2.5e9, 866.7e6, 100e6].map((rate) => plain(formatLinkRate(rate)))).toEqual([
    ...['1 Gbit/s', '2.5 Gbit/s', '866.7 Mbit/s', '100 Mbit/s']
  ])
})

test('nothing unfinished is called 100 %', () => {
  expect(formatPercent(999_999, 1_000_000)).toBe('99%')
  expect(formatPercent(1_000_000, 1_000_000)).toBe('100%')
  expect(formatPercent(0, 0)).toBe('100%')
})

describe('formatDuration', () => {
  test.each([
    [0.2, '0 s'],
    [59.4, '59 s'],
    [59.6, '1 min'],
    [80, '1 min 20 s'],
    [600, '10 min'],
    [59.4 * 60, '59 min'],
    [59.6 * 60, '1 h'],
    [7500, '2 h 5 min'],
    [23.999 * 3600, '24 h'],
    [3 * 86_400 + 4 * 3600, '3 d 4 h']
  ])('%d seconds are %s', (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text)
  })
})

test('time left is told only when it can be', () => {
  expect(secondsLeft(50, 100, 10)).toBe(5)
  expect(secondsLeft(50, 100, 0)).toBeNull()
  expect(secondsLeft(0, 1e12, 1)).toBeNull()
})
