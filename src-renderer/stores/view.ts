/** What a person looks at: transfers (which of them, in which order) or other machines. It changes nothing but what is shown. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export const FILTERS = ['all', 'active', 'queued', 'paused', 'done', 'failed'] as const
export type Filter = (typeof FILTERS)[number]

export const SORTS = ['added', 'oldest', 'name', 'source', 'largest', 'smallest'] as const
export type Sort = (typeof SORTS)[number]

export interface View {
  readonly screen: 'transfers' | 'nearby'
  readonly filter: Filter
  /** As typed. */
  readonly search: string
  readonly sort: Sort
}

export type ViewStore = StoreApi<View>

export const createViewStore = (): ViewStore =>
  createStore(() => ({ screen: 'transfers', filter: 'all', search: '', sort: 'added' }))
