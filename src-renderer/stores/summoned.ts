/** What a person called up over the window by key or button: at most one of them, and it goes when it is done with. */
import { createStore, type StoreApi } from 'zustand/vanilla'

type Overlay = 'palette' | 'shortcuts'

export interface Summoned {
  readonly what: Overlay | null
  /** Called up while the last is closing, which takes a moment: comes when that has gone. */
  readonly next: Overlay | null
  /** Counts them: the same one called up again is another. */
  readonly turn: number
}

export type SummonedStore = StoreApi<Summoned>

export const createSummonedStore = (): SummonedStore =>
  createStore(() => ({ what: null, next: null, turn: 0 }))

export const summon = (store: SummonedStore, what: Overlay): void =>
  store.setState((now) => (now.what === null ? { what, turn: now.turn + 1 } : { next: what }))

/** What was there has closed. */
export const gone = (store: SummonedStore): void =>
  store.setState(({ next, turn }) => ({ what: next, next: null, turn: turn + 1 }))

/** The turn of this one, or null while it is not called up; for a selector. */
export const turnOf =
  (what: Overlay) =>
  (now: Summoned): number | null =>
    now.what === what ? now.turn : null
