import { expect, test } from 'vitest'
import { RANGE_DURABLE, RANGE_RECEIVED } from '../../src-shared/model/progress-frame.ts'
import { stillPicture, stillShare } from './still-picture.ts'

test('each range stands where its bytes are, in the colour of its state', () => {
  const map = {
    ...{ id: 'x', length: 200 },
    starts: Float64Array.of(0, 50, 150),
    ends: Float64Array.of(50, 60, 200),
    states: Uint8Array.of(RANGE_DURABLE, RANGE_RECEIVED, RANGE_DURABLE)
  }
  expect(stillPicture(map)).toBe(
    'linear-gradient(var(--reading),' +
      ' transparent 0%, var(--map-durable) 0% 25%, transparent 25%,' +
      ' transparent 25%, var(--map-received) 25% 30%, transparent 30%,' +
      ' transparent 75%, var(--map-durable) 75% 100%, transparent 100%)'
  )
})

test('of a share that is here, and of nothing', () => {
  expect(stillShare(0.125)).toBe(
    'linear-gradient(var(--reading), transparent 0%, var(--map-durable) 0% 12.5%, transparent 12.5%)'
  )
  expect(stillShare(0)).toBe('none')
})
