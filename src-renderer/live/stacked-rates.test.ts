import { expect, test } from 'vitest'
import { stackedRates } from './stacked-rates.ts'

const throughput = {
  startMs: 5000,
  stepMs: 500,
  steps: 3,
  bytes: [Float64Array.of(100, 200, 50), Float64Array.of(0, 300, 10)]
}

test('sources stand one on the other, in bytes a second, without the step that is not over', () => {
  expect(stackedRates(throughput, false)).toEqual({
    seconds: [0.25, 0.75],
    stacked: [
      [200, 400],
      [200, 1000]
    ]
  })
})

test('the last step counts when it is over, and nothing at all is nothing', () => {
  expect(stackedRates(throughput, true).stacked[1]).toEqual([200, 1000, 120])
  expect(stackedRates({ ...throughput, steps: 0 }, false)).toEqual({ seconds: [], stacked: [[], []] })
})
