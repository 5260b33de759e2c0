/**
 * In which order transfers wait: by priority, then by position. Pure. Positions are numbers with room between them, so
 * that a move changes one transfer and not all.
 */
import { PRIORITIES, type Priority } from '../../../src-shared/model/settings.ts'

export interface Ordered {
  readonly priority: Priority
  readonly position: number
}

export const inQueueOrder = (a: Ordered, b: Ordered): number =>
  rank(a.priority) - rank(b.priority) || a.position - b.position

const rank = (priority: Priority): number => PRIORITIES.indexOf(priority)

/**
 * What must change so that `moved` stands at `place` (from 1) among `others`, which are in order. Who is put among
 * those of another priority takes it. Nearly always the answer is about `moved` alone.
 */
export function moves<T extends Ordered>(
  moved: T,
  others: readonly T[],
  place: number
): readonly (readonly [T, Ordered])[] {
  const index = Math.min(others.length, Math.max(0, place - 1))
  const [before, after] = [others[index - 1], others[index]]
  // Its own, or the nearest that keeps the order.
  const priority = [before?.priority, moved.priority, after?.priority]
    .filter((each) => each !== undefined)
    .sort((a, b) => rank(a) - rank(b))[before ? 1 : 0]!
  const lowest = before?.priority === priority ? before.position : null
  const highest = after?.priority === priority ? after.position : null
  const position =
    lowest !== null && highest !== null
      ? (lowest + highest) / 2
      : lowest !== null
        ? lowest + 0.5
        : highest !== null
          ? highest - 0.5
          : moved.position
  if (position !== lowest && position !== highest) return [[moved, { priority, position }]]
  // After some fifty moves into ever smaller gaps a number cannot be halved again.
  return [...others.slice(0, index), moved, ...others.slice(index)].map((each, number) => [
    each,
    { priority: each === moved ? priority : each.priority, position: number + 1 }
  ])
}
