/**
 * Which transfers are selected and where the keyboard is, as pure steps over the order shown. It follows what lists do
 * everywhere: a press selects one, Shift up to it, Ctrl or Command one more or one less.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TransferId } from '../../src-shared/model/transfer.ts'

export interface Selection {
  readonly selected: ReadonlySet<TransferId>
  /** Where a stretch begins. */
  readonly anchor: TransferId | null
  /** Where the keyboard is; null before it has been anywhere. */
  readonly focused: TransferId | null
  /** To be brought into sight, once. */
  readonly sought?: TransferId | null
}

export type SelectionStore = StoreApi<Selection>

/** `extend`: up to here from the anchor; `toggle`: this one alone changes. */
export type SelectHow = 'only' | 'extend' | 'toggle'

export const NOTHING_SELECTED: Selection = { selected: new Set(), anchor: null, focused: null }

export const createSelectionStore = (): SelectionStore => createStore(() => NOTHING_SELECTED)

export function select(
  order: readonly TransferId[],
  before: Selection,
  id: TransferId,
  how: SelectHow
): Selection {
  if (how === 'toggle') {
    const selected = new Set(before.selected)
    if (!selected.delete(id)) selected.add(id)
    return { selected, anchor: id, focused: id }
  }
  const anchor = how === 'extend' ? (before.anchor ?? before.focused) : null
  const from = anchor === null ? -1 : order.indexOf(anchor)
  if (from === -1) return { selected: new Set([id]), anchor: id, focused: id }
  const to = order.indexOf(id)
  const stretch = order.slice(Math.min(from, to), Math.max(from, to) + 1)
  return { selected: new Set(stretch), anchor, focused: id }
}

export const selectAll = (order: readonly TransferId[], before: Selection): Selection => ({
  ...before,
  selected: new Set(order)
})

/** What is left when the order has changed: who went away leaves the keyboard to who took the place. */
export function keepWithin(
  orderBefore: readonly TransferId[],
  order: readonly TransferId[],
  before: Selection
): Selection {
  const here = new Set(order)
  const isHere = (id: TransferId | null): boolean => id !== null && here.has(id)
  const selected = [...before.selected].filter(isHere)
  const anchor = isHere(before.anchor) ? before.anchor : null
  const focused = isHere(before.focused)
    ? before.focused
    : neighbour(orderBefore, order, here, before.focused)
  if (selected.length === before.selected.size && anchor === before.anchor && focused === before.focused)
    return before
  return { selected: new Set(selected), anchor, focused }
}

function neighbour(
  orderBefore: readonly TransferId[],
  order: readonly TransferId[],
  here: ReadonlySet<TransferId>,
  gone: TransferId | null
): TransferId | null {
  const at = gone === null ? -1 : orderBefore.indexOf(gone)
  if (at === -1) return null
  return orderBefore.slice(at).find((id) => here.has(id)) ?? order.at(-1) ?? null
}
