/** Which transfers a person looks at, and in which order. It changes what is shown and nothing else. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export const FILTERS = ['all', 'active', 'queued', 'paused', 'done', 'failed'] as const
export type Filter = (typeof FILTERS)[number]

export const SORTS = ['added', 'oldest', 'name', 'source', 'largest', 'smallest'] as const
export type Sort = (typeof SORTS)[number]

export interface View {
  readonly filter: Filter
  /** As typed. */
  readonly search: string
  readonly sort: Sort
}

export type ViewStore = StoreApi<View>

export const createViewStore = (): ViewStore =>
  createStore(() => ({ filter: 'all', search: '', sort: 'added' }))
