/**
 * Which element of a long list shows what. While it scrolls, an element that has left is given what comes next of the same
 * kind: to fill it anew costs a fraction of making one. Elements keep their order in the page then, so that none is
 * moved; otherwise they stand in the list's order.
 */
export interface Slot {
  /** Of the element, for as long as it is there. */
  readonly element: number
  /** What it shows. */
  readonly key: string
  /** Elements are reused within a kind. */
  readonly kind: string
}

export type Wanted = Pick<Slot, 'key' | 'kind'>

/** Out of sight and not yet reused; what is beyond them goes. */
const MOST_SPARE = 6

export class Slots<Of> {
  #of: Of | null = null
  #slots: readonly Slot[] = []
  #elements = 0

  /**
   * For those in sight of this list, in its order: all that are to be in the page, in the page's order. `mayReuse`:
   * elements may show what others showed, and stand in another order than the list's. In another list none does.
   */
  assign(of: Of, wanted: readonly Wanted[], mayReuse: boolean): readonly Slot[] {
    const kept = new Map(this.#slots.map((slot) => [slot.key, slot]))
    this.#slots =
      mayReuse && of === this.#of
        ? this.#scrolled(kept, wanted)
        : wanted.map((each) => kept.get(each.key) ?? this.#made(each))
    this.#of = of
    return this.#slots
  }

  #scrolled(kept: ReadonlyMap<string, Slot>, wanted: readonly Wanted[]): readonly Slot[] {
    const keys = new Set(wanted.map(({ key }) => key))
    const coming = wanted.filter(({ key }) => !kept.has(key))
    let spare = 0
    const slots: Slot[] = []
    for (const slot of this.#slots) {
      if (keys.has(slot.key)) {
        slots.push(slot)
        continue
      }
      const next = coming.findIndex(({ kind }) => kind === slot.kind)
      const [taken] = next === -1 ? [] : coming.splice(next, 1)
      if (taken) slots.push({ ...taken, element: slot.element })
      else if (++spare <= MOST_SPARE) slots.push(slot)
    }
    return [...slots, ...coming.map((each) => this.#made(each))]
  }

  #made = (wanted: Wanted): Slot => ({ ...wanted, element: this.#elements++ })
}
