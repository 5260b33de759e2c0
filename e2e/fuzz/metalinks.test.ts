/** A slice of the fuzzing on every run: one seed that is always the same, and one that never is. */
import { randomInt } from 'node:crypto'
import { expect, it } from 'vitest'
import { fuzzMetalinks, readHuge } from './metalinks.ts'

const SLICE_MS = 3_000
const KEPT_BYTES = 64 << 20

it.each([1, randomInt(1, 2 ** 31)])('descriptions from seed %i neither crash, hang nor swell', (seed) => {
  const before = process.memoryUsage().heapUsed
  const untilMs = performance.now() + SLICE_MS
  const { accepted, refused } = fuzzMetalinks(seed, () => performance.now() < untilMs)
  console.log(`seed ${seed}: ${accepted} accepted, ${refused} refused`)
  expect(accepted).toBeGreaterThan(100)
  expect(refused).toBeGreaterThan(100)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(KEPT_BYTES)
})

it.each([
  ['elements', '<a/>', 'metalink-invalid'],
  ['depth', '<a>', 'metalink-invalid'],
  ['files', '</pieces></file><file name="a"><pieces type="sha-1" length="1">', 'metalink-invalid'],
  ['a text', 'x', 'metalink-too-large'],
  ['a comment', '<!-- x -->', 'metalink-too-large'],
  ['digests', `<hash>${'0'.repeat(40)}</hash>`, 'metalink-too-large'],
  ['addresses', '</pieces><url>http://a/b</url><pieces type="sha-1" length="1">', 'metalink-invalid']
])('%s without end are refused, in bounded memory', (_, element, code) => {
  const before = process.memoryUsage().heapUsed
  expect(readHuge(element)).toBe(code)
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(3 * KEPT_BYTES)
})
