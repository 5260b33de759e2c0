import { expect, test } from 'vitest'
import { CELL_DURABLE, CELL_IN_FLIGHT, CELL_VERIFIED } from '../../src-shared/model/transfer-detail.ts'
import { bytesOf, runsOf } from './map-runs.ts'

const map = {
  length: 1001,
  states: Uint8Array.of(CELL_DURABLE, CELL_DURABLE, CELL_DURABLE, CELL_IN_FLIGHT, 0),
  sources: Uint8Array.of(0, 1, 1, 1, 0),
  marks: Uint8Array.of(0, 0, CELL_VERIFIED, 0, 0),
  atMs: new Float64Array(5),
  bytesPerSecond: new Float64Array(5)
}

test('cells that are alike in state, source and marks are one run, and nothing else is', () => {
  expect(runsOf(map)).toEqual([
    { from: 0, to: 1, state: CELL_DURABLE, source: null, marks: 0 },
    { from: 1, to: 2, state: CELL_DURABLE, source: 0, marks: 0 },
    { from: 2, to: 3, state: CELL_DURABLE, source: 0, marks: CELL_VERIFIED },
    { from: 3, to: 4, state: CELL_IN_FLIGHT, source: 0, marks: 0 },
    { from: 4, to: 5, state: 0, source: null, marks: 0 }
  ])
})

test('runs side by side cover every byte once', () => {
  let at = 0
  for (const { from, to } of runsOf(map)) {
    const [start, end] = bytesOf(map, from, to)
    expect(start).toBe(at)
    at = end
  }
  expect(at).toBe(1001)
})
