import { expect, test } from 'vitest'
import { RANGE_DURABLE, RANGE_IN_FLIGHT, RANGE_RECEIVED } from '../../src-shared/model/progress-frame.ts'
import { planOfRangeMap } from './range-map-plan.ts'

const map = (length: number, ...rows: readonly (readonly [number, number, number])[]) => ({
  id: 't',
  length,
  starts: Float64Array.from(rows, ([start]) => start),
  ends: Float64Array.from(rows, ([, end]) => end),
  states: Uint8Array.from(rows, ([, , state]) => state)
})

test('what nobody was asked for is wanted, so that the tiles cover the file', () => {
  const rows = map(100, [10, 20, RANGE_DURABLE], [20, 30, RANGE_RECEIVED], [50, 60, RANGE_IN_FLIGHT])
  expect(planOfRangeMap(rows).tiles.map(({ start, end, state }) => `${start}-${end} ${state}`)).toEqual([
    ...['0-10 wanted', '10-20 durable', '20-30 received', '30-50 wanted', '50-60 inFlight', '60-100 wanted']
  ])
})

test('a file that is all here, one of which nothing is, and an empty one', () => {
  expect(planOfRangeMap(map(5, [0, 5, RANGE_DURABLE])).tiles).toHaveLength(1)
  expect(planOfRangeMap(map(5)).tiles).toEqual([{ start: 0, end: 5, state: 'wanted', source: null }])
  expect(planOfRangeMap(map(0)).tiles).toEqual([])
})
