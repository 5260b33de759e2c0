import { expect, test } from 'vitest'
import { createRateHistory, HISTORY_LENGTH } from './rate-history.ts'

test('a history keeps the latest rates of those that run, and nothing of those that do not', () => {
  let tell: (ids: readonly string[], rates: Float64Array) => void = () => {}
  const history = createRateHistory({
    watchRates(listener) {
      tell = listener
      return () => {}
    }
  })
  for (let rate = 1; rate <= HISTORY_LENGTH + 2; rate++) tell(['a', 'b'], Float64Array.of(rate, 7))
  expect(history.of('a')).toHaveLength(HISTORY_LENGTH)
  expect([history.of('a')[0], history.of('a').at(-1)]).toEqual([3, HISTORY_LENGTH + 2])
  tell(['b'], Float64Array.of(7))
  expect(history.of('a')).toEqual([])
})
