import { expect, it } from 'vitest'
import { isPrimed, keepPrimedBytes, primingBytes } from './priming.ts'

it('sub-transfers double while the connection is primed', () => {
  expect([0, 1, 2, 3, 9].map(primingBytes)).toEqual([1, 2, 4, 8, 8].map((times) => times * 256 * 1024))
})

it('a connection is primed when a larger sub-transfer is no faster, or after four', () => {
  expect(isPrimed([])).toBe(false)
  expect(isPrimed([1e6])).toBe(false)
  expect(isPrimed([1e6, 2e6])).toBe(false)
  expect(isPrimed([1e6, 2e6, 2.2e6])).toBe(true)
  expect(isPrimed([1e6, 2e6, 4e6, 8e6])).toBe(true)
  expect(isPrimed([5e6, 1e6])).toBe(true)
})

it('a window’s worth keeps a connection primed, where that is worth anything', () => {
  expect(keepPrimedBytes(12.5e6, 20)).toBe(250_000)
  expect(keepPrimedBytes(1e3, 20)).toBe(64 * 1024)
  expect(keepPrimedBytes(1e9, 100)).toBe(1024 * 1024)
  expect(keepPrimedBytes(1e9, 0.3)).toBeNull()
})
