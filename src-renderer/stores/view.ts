/** What a person looks at: which screen, which transfers and in which order. It changes what is shown and nothing else. */
import { createStore, type StoreApi } from 'zustand/vanilla'

export const FILTERS = ['all', 'active', 'queued', 'paused', 'done', 'failed'] as const
export type Filter = (typeof FILTERS)[number]

export const SORTS = ['added', 'oldest', 'name', 'source', 'largest', 'smallest'] as const
export type Sort = (typeof SORTS)[number]

export const SETTINGS_SECTIONS = [
  'files',
  'speed',
  'transfers',
  'helping',
  'cache',
  'network',
  'appearance',
  'notifications',
  'desktop',
  'advanced',
  'backup'
] as const
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number]

/** Which transfers the list shows, and in which order. */
export interface ListView {
  readonly filter: Filter
  /** Id of the only category that is shown; null: all. With one, the filter is `all`. */
  readonly category: string | null
  /** As typed. */
  readonly search: string
  readonly sort: Sort
}

export interface View extends ListView {
  readonly screen: 'transfers' | 'nearby' | 'settings'
  /** The one that was looked at last. */
  readonly section: SettingsSection
}

export type ViewStore = StoreApi<View>

export const createViewStore = (): ViewStore =>
  createStore(() => ({
    screen: 'transfers',
    section: 'files',
    filter: 'all',
    category: null,
    search: '',
    sort: 'added'
  }))
