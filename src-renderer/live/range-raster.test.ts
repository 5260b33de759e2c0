import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  RANGE_DURABLE,
  RANGE_IN_FLIGHT,
  RANGE_RECEIVED,
  type RangeMap
} from '../../src-shared/model/progress-frame.ts'
import {
  COLUMN_DURABLE,
  COLUMN_IN_FLIGHT,
  COLUMN_RECEIVED,
  COLUMN_WANTED,
  columnRuns,
  rasterise
} from './range-raster.ts'

type Row = readonly [start: number, end: number, state: number]
const mapOf = (length: number, rows: readonly Row[]): RangeMap => ({
  id: 'x',
  length,
  starts: Float64Array.from(rows, ([start]) => start),
  ends: Float64Array.from(rows, ([, end]) => end),
  states: Uint8Array.from(rows, ([, , state]) => state)
})

describe('a rasterised range map', () => {
  test('shows each state where it is', () => {
    const map = mapOf(100, [
      [0, 40, RANGE_DURABLE],
      [40, 60, RANGE_RECEIVED],
      [60, 80, RANGE_IN_FLIGHT]
    ])
    expect([...rasterise(map, 5)]).toEqual([
      COLUMN_DURABLE,
      COLUMN_DURABLE,
      COLUMN_RECEIVED,
      COLUMN_IN_FLIGHT,
      COLUMN_WANTED
    ])
  })

  test('a hole of one byte in a huge file keeps its column from looking done', () => {
    const map = mapOf(1e12, [
      [0, 5e11, RANGE_DURABLE],
      [5e11 + 1e6, 1e12, RANGE_DURABLE]
    ])
    expect([...rasterise(map, 1000)].filter((state) => state === COLUMN_WANTED)).toHaveLength(1)
  })

  test('a range in flight is seen however small it is', () => {
    expect([...rasterise(mapOf(1e12, [[5e11, 5e11 + 1, RANGE_IN_FLIGHT]]), 10)]).toContain(COLUMN_IN_FLIGHT)
  })

  test('an empty file is all there', () => {
    expect([...rasterise(mapOf(0, []), 3)]).toEqual([COLUMN_DURABLE, COLUMN_DURABLE, COLUMN_DURABLE])
  })

  test('a column is durable exactly when every byte under it is, at any zoom', () => {
    const byteStates = fc.array(fc.constantFrom(null, RANGE_IN_FLIGHT, RANGE_RECEIVED, RANGE_DURABLE), {
      minLength: 1,
      maxLength: 60
    })
    fc.assert(
      fc.property(byteStates, fc.integer({ min: 1, max: 150 }), (bytes, columns) => {
        const rows = bytes.flatMap((state, at): Row[] => (state === null ? [] : [[at, at + 1, state]]))
        const raster = rasterise(mapOf(bytes.length, rows), columns)
        raster.forEach((column, index) => {
          const under = bytes.slice(
            Math.floor((index * bytes.length) / columns),
            Math.ceil(((index + 1) * bytes.length) / columns)
          )
          expect(column === COLUMN_DURABLE).toBe(under.every((state) => state === RANGE_DURABLE))
          expect(column === COLUMN_IN_FLIGHT).toBe(under.includes(RANGE_IN_FLIGHT))
        })
      })
    )
  })
})

test('runs cover exactly the columns that are not wanted', () => {
  fc.assert(
    fc.property(fc.uint8Array({ max: 3 }), (states) => {
      const painted = new Uint8Array(states.length)
      for (const { state, from, to } of columnRuns(states)) painted.fill(state, from, to)
      expect(painted).toEqual(states)
    })
  )
})
