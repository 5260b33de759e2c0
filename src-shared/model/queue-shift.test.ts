import { expect, it } from 'vitest'
import { noteMove, shifted, type QueueShift } from './queue-shift.ts'
import type { Transfer } from './transfer.ts'

const at = (id: string, place: number): Transfer =>
  ({ id, state: { kind: 'queued', place, reason: 'turn' } }) as Transfer

it('moves side by side are one range, and ranges hold at once', () => {
  const shifts: QueueShift[] = []
  noteMove(shifts, 4, 1)
  for (const from of [1, 2, 3]) noteMove(shifts, from, from + 1)
  expect(shifts).toEqual([
    { from: 4, to: 4, by: -3 },
    { from: 1, to: 3, by: 1 }
  ])
  const paused = { id: 'p', state: { kind: 'paused' } } as Transfer
  const queue = [at('a', 1), at('b', 2), at('c', 3), at('d', 4), at('e', 5), paused]
  expect(shifted(queue, shifts)).toEqual([at('a', 2), at('b', 3), at('c', 4), at('d', 1)])
})
