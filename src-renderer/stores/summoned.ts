/** What a person called up over the window by key or button: at most one of them, and it goes when it is done with. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export interface Summoned {
  readonly what: 'palette' | 'shortcuts' | null
}

export type SummonedStore = StoreApi<Summoned>

export const createSummonedStore = (): SummonedStore => createStore(() => ({ what: null }))
