import { describe, expect, it } from 'vitest'
import { isPrimed, keepPrimedBytes, primingBytes, type Measured } from './priming.ts'

const paused: Measured = { bytesPerSecond: 1e6, bodyBytesPerSecond: 2e6, firstByteMs: 20, longestGapMs: 18 }

it('sub-transfers double while the connection is primed', () => {
  expect([0, 1, 9].map(primingBytes)).toEqual([1, 2, 2].map((times) => times * 256 * 1024))
})

describe('a connection is primed', () => {
  it('when its sender no longer pauses for acknowledgements', () => {
    expect(isPrimed([])).toBe(false)
    expect(isPrimed([paused])).toBe(false)
    expect(isPrimed([paused, { ...paused, longestGapMs: 4 }])).toBe(true)
    // On a short path every pause is the machine's.
    expect(isPrimed([{ ...paused, firstByteMs: 0.3, longestGapMs: 1.2 }])).toBe(true)
  })

  it('after two, however it fared', () => {
    expect(isPrimed([paused])).toBe(false)
    expect(isPrimed([paused, paused])).toBe(true)
  })
})

it('a window’s worth keeps a connection primed, where that is worth anything', () => {
  const path = (bodyBytesPerSecond: number, firstByteMs: number) =>
    keepPrimedBytes({ ...paused, bodyBytesPerSecond, firstByteMs })
  expect(path(12.5e6, 20)).toBe(375_000)
  expect(path(1e3, 20)).toBe(64 * 1024)
  expect(path(1e9, 100)).toBe(1024 * 1024)
  expect(path(1e9, 0.3)).toBeNull()
})
