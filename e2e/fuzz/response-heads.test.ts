/** A slice of the fuzzing on every run: one seed that is always the same, and one that never is. */
import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { fuzzResponseHeads } from './response-heads.ts'

const SLICE_MS = 2_000
const KEPT_BYTES = 64 << 20

it.each([1, randomInt(1, 2 ** 31)])('response heads from seed %i neither crash, hang nor swell', (seed) => {
  const before = process.memoryUsage().heapUsed
  const untilMs = performance.now() + SLICE_MS
  const { accepted, refused } = fuzzResponseHeads(seed, () => performance.now() < untilMs)
  console.log(`seed ${seed}: ${accepted} accepted, ${refused} refused`)
  expect(accepted).toBeGreaterThan(100)
  expect(refused).toBeGreaterThan(100)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(KEPT_BYTES)
})
