import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MOST_THROUGHPUT_STEPS } from '../../../src-shared/model/transfer-detail.ts'
import { ThroughputHistory } from './throughput-history.ts'

const sum = (column: Float64Array): number => column.reduce((total, bytes) => total + bytes, 0)

describe('throughput over time', () => {
  it('counts each source’s bytes in the step in which they came', () => {
    const history = new ThroughputHistory()
    history.begin('a', 1000)
    history.sample(5000, [['a', 1000]])
    history.sample(5400, [['a', 1300]])
    history.sample(5600, [
      ['a', 1400],
      ['b', 50]
    ])
    expect([history.startMs, history.stepMs, history.steps]).toEqual([5000, 500, 2])
    expect([...history.of('a')]).toEqual([300, 100])
    expect([...history.of('b')]).toEqual([0, 50])
    expect([...history.of('nobody')]).toEqual([0, 0])
  })

  it('counts nothing for bytes that are taken back', () => {
    const history = new ThroughputHistory()
    history.sample(0, [['a', 100]])
    history.sample(100, [['a', 40]])
    history.sample(200, [['a', 60]])
    expect([...history.of('a')]).toEqual([120])
  })

  it('keeps every byte within its bounds, however long it takes and however long it pauses', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 3_600_000 }), fc.nat(1e6)), { maxLength: 300 }),
        (moments) => {
          const history = new ThroughputHistory()
          let atMs = 0
          let bytes = 0
          history.sample(atMs, [['a', 0]])
          for (const [laterMs, more] of moments) {
            atMs += laterMs
            bytes += more
            history.sample(atMs, [['a', bytes]])
          }
          expect(history.steps).toBeLessThanOrEqual(MOST_THROUGHPUT_STEPS)
          expect(history.of('a')).toHaveLength(history.steps)
          expect(sum(history.of('a'))).toBe(bytes)
          expect(history.startMs + history.steps * history.stepMs).toBeGreaterThan(atMs)
        }
      )
    )
  })
})
