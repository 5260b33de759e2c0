/** Which transfer's detail is open; at most one is. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TransferId } from '../../src-shared/model/transfer.ts'

export interface OpenedState {
  readonly id: TransferId | null
  open(id: TransferId): void
  close(): void
}

export type OpenedStore = StoreApi<OpenedState>

export const createOpenedStore = (): OpenedStore =>
  createStore((set) => ({ id: null, open: (id) => set({ id }), close: () => set({ id: null }) }))
