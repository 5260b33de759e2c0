import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Slots, type Wanted } from './slots.ts'

const list = (
  length: number,
  kindOf = (at: number): string => (at % 3 === 0 ? 'done' : 'paused')
): Wanted[] => Array.from({ length }, (_, at) => ({ key: `t${at}`, kind: kindOf(at) }))
const elementOf = (slots: readonly { key: string; element: number }[], key: string): number | undefined =>
  slots.find((slot) => slot.key === key)?.element

describe('elements of a list', () => {
  test('what stays in sight stays in its element, and what comes takes one that has left', () => {
    const slots = new Slots<string>()
    const all = list(20, () => 'paused')
    const before = slots.assign('list', all.slice(0, 10), true)
    const after = slots.assign('list', all.slice(2, 12), true)
    for (const { key } of all.slice(2, 10)) expect(elementOf(after, key)).toBe(elementOf(before, key))
    expect(elementOf(after, 't10')).toBe(elementOf(before, 't0'))
    expect(elementOf(after, 't11')).toBe(elementOf(before, 't1'))
    expect(after).toHaveLength(10)
  })

  test('an element is not given what is of another kind', () => {
    const slots = new Slots<string>()
    const before = slots.assign('list', [{ key: 'a', kind: 'done' }], true)
    const after = slots.assign('list', [{ key: 'b', kind: 'paused' }], true)
    expect(elementOf(after, 'b')).not.toBe(elementOf(before, 'a'))
  })

  test('in another list the same transfer keeps its element, in the order of that list, and nothing spare is left', () => {
    const slots = new Slots<string>()
    const all = list(8)
    slots.assign('list', all.slice(0, 5), true)
    const before = slots.assign('list', all.slice(3, 8), true)
    const sorted = [...all.slice(3, 8)].reverse()
    const after = slots.assign('sorted', sorted, true)
    expect(after.map(({ key }) => key)).toEqual(sorted.map(({ key }) => key))
    for (const { key } of sorted) expect(elementOf(after, key)).toBe(elementOf(before, key))
  })

  test('where none may be reused they stand in the list’s order, and nothing spare is left', () => {
    const slots = new Slots<string>()
    const all = list(12, () => 'paused')
    slots.assign('list', all.slice(0, 6), true)
    const before = slots.assign('list', all.slice(4, 10), true)
    const after = slots.assign('list', all.slice(4, 10), false)
    expect(before.map(({ key }) => key)).not.toEqual(after.map(({ key }) => key))
    expect(after.map(({ key }) => key)).toEqual(all.slice(4, 10).map(({ key }) => key))
    for (const { key } of after) expect(elementOf(after, key)).toBe(elementOf(before, key))
  })

  test('wherever a list is scrolled to, each in sight has one element of its own, few are spare, and none moves', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 60 }),
        fc.array(fc.tuple(fc.nat(80), fc.integer({ min: 1, max: 20 })), { minLength: 1 }),
        (length, views) => {
          const all = list(length)
          const slots = new Slots<string>()
          let before: readonly { element: number }[] = []
          for (const [from, count] of views) {
            const wanted = all.slice(from, from + count)
            const after = slots.assign('list', wanted, true)
            const keys = after.map(({ key }) => key)
            expect(new Set(keys).size).toBe(keys.length)
            expect(new Set(after.map(({ element }) => element)).size).toBe(after.length)
            for (const { key, kind } of wanted)
              expect(after.find((slot) => slot.key === key)?.kind).toBe(kind)
            expect(after.length).toBeLessThanOrEqual(wanted.length + 6)
            const staying = new Set(after.map(({ element }) => element))
            const were = before.map(({ element }) => element).filter((element) => staying.has(element))
            expect(after.map(({ element }) => element).slice(0, were.length)).toEqual(were)
            expect(slots.assign('list', wanted, true)).toEqual(after)
            before = after
          }
        }
      )
    )
  })
})
