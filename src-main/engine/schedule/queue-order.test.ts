import { describe, expect, it } from 'vitest'
import type { Priority } from '../../../src-shared/model/settings.ts'
import { inQueueOrder, moves, type Ordered } from './queue-order.ts'

interface Named extends Ordered {
  readonly name: string
}
const named = (name: string, priority: Priority, position: number): Named => ({ name, priority, position })

/** The queue after a move, as names with the first letter of their priority. */
function after(queue: readonly Named[], name: string, place: number): { order: string[]; queue: Named[] } {
  const moved = queue.find((each) => each.name === name)!
  const others = queue.filter((each) => each !== moved).sort(inQueueOrder)
  const changes = new Map(moves(moved, others, place))
  const changed = queue.map((each) => ({ ...each, ...changes.get(each) })).sort(inQueueOrder)
  return { order: changed.map((each) => each.name + (each.priority[0] ?? '')), queue: changed }
}

const queue = [
  named('a', 'normal', 1),
  named('b', 'low', 2),
  named('c', 'high', 3),
  named('d', 'normal', 4),
  named('e', 'normal', 5)
]

it('priority comes before position', () => {
  expect([...queue].sort(inQueueOrder).map(({ name }) => name)).toEqual(['c', 'a', 'd', 'e', 'b'])
})

describe('a move', () => {
  it('changes the order and nothing else', () => {
    expect(after(queue, 'e', 2).order).toEqual(['ch', 'en', 'an', 'dn', 'bl'])
    expect(after(queue, 'a', 4).order).toEqual(['ch', 'dn', 'en', 'an', 'bl'])
    expect(after(queue, 'd', 3).order).toEqual(['ch', 'an', 'dn', 'en', 'bl'])
  })

  it('among those of another priority takes it', () => {
    expect(after(queue, 'e', 1).order).toEqual(['eh', 'ch', 'an', 'dn', 'bl'])
    expect(after(queue, 'b', 3).order).toEqual(['ch', 'an', 'bn', 'dn', 'en'])
    expect(after(queue, 'c', 9).order).toEqual(['an', 'dn', 'en', 'bl', 'cl'])
    expect(after([named('a', 'low', 1)], 'a', 1).order).toEqual(['al'])
  })

  it('finds room between neighbours however often it is done', () => {
    let current: Named[] = [named('a', 'normal', 1), named('b', 'normal', 2), named('c', 'normal', 3)]
    for (let time = 0; time < 500; time++) {
      const last = current.at(-1)!.name
      const first = current[0]!.name
      const next = after(current, last, 2)
      expect(next.queue[1]!.name).toBe(last)
      expect(next.queue[0]!.name).toBe(first)
      current = next.queue
    }
  })
})
