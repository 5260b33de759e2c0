import { describe, expect, test } from 'vitest'
import { keepWithin, NOTHING_SELECTED, select, selectAll, type Selection } from './selection.ts'

const order = ['a', 'b', 'c', 'd', 'e']
const after = (...steps: readonly [id: string, how: 'only' | 'extend' | 'toggle'][]): Selection =>
  steps.reduce((selection, [id, how]) => select(order, selection, id, how), NOTHING_SELECTED)
const chosen = ({ selected }: Selection): string => [...selected].sort().join('')

describe('selecting', () => {
  test('a press selects one and forgets the others', () => {
    expect(chosen(after(['b', 'toggle'], ['c', 'toggle'], ['d', 'only']))).toBe('d')
  })

  test('Shift selects the stretch from the anchor, both ways, and again from the same one', () => {
    expect(chosen(after(['c', 'only'], ['e', 'extend']))).toBe('cde')
    expect(chosen(after(['c', 'only'], ['e', 'extend'], ['b', 'extend']))).toBe('bc')
  })

  test('Shift without an anchor selects one', () => {
    expect(chosen(after(['d', 'extend']))).toBe('d')
  })

  test('Ctrl adds and takes away one, which becomes the anchor', () => {
    expect(chosen(after(['a', 'only'], ['c', 'toggle'], ['a', 'toggle']))).toBe('c')
    expect(chosen(after(['a', 'only'], ['c', 'toggle'], ['d', 'extend']))).toBe('cd')
  })

  test('all are those that are shown', () => {
    expect(chosen(selectAll(order, NOTHING_SELECTED))).toBe('abcde')
  })
})

describe('when the order changes', () => {
  test('who is gone is not selected any more, and the next one has the keyboard', () => {
    const kept = keepWithin(order, ['a', 'd', 'e'], after(['b', 'only'], ['d', 'extend'], ['b', 'extend']))
    expect(kept).toEqual({ selected: new Set(), anchor: null, focused: 'd' })
  })

  test('past the end, the last one has it; nobody where nothing is left', () => {
    expect(keepWithin(order, ['a', 'b'], after(['e', 'only'])).focused).toBe('b')
    expect(keepWithin(order, [], after(['e', 'only'])).focused).toBeNull()
  })

  test('nothing is anew when nobody selected has gone', () => {
    const before = after(['b', 'only'])
    expect(keepWithin(order, ['e', 'b'], before)).toBe(before)
  })
})
