/**
 * How a person wants the window to look and which language it speaks, remembered by the page itself. What was never
 * chosen follows the system.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'

export const THEMES = ['system', 'light', 'dark'] as const
export const CONTRASTS = ['system', 'more'] as const
export const MOTIONS = ['system', 'reduced'] as const

export interface Appearance {
  readonly theme: (typeof THEMES)[number]
  readonly contrast: (typeof CONTRASTS)[number]
  readonly motion: (typeof MOTIONS)[number]
  /** Null: the system's, where it is spoken here. */
  readonly language: string | null
}

export type AppearanceStore = StoreApi<Appearance>

/** What of the browser's storage is needed. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

const KEY = 'appearance'
const DEFAULT: Appearance = { theme: 'system', contrast: 'system', motion: 'system', language: null }

export function createAppearanceStore(memory: Memory): AppearanceStore {
  const store = createStore<Appearance>(() => remembered(memory.getItem(KEY)))
  store.subscribe((now) => memory.setItem(KEY, JSON.stringify(now)))
  return store
}

/** Field by field: one that was spoilt, or is of a later version, does not take the others with it. */
function remembered(text: string | null): Appearance {
  const found = parsed(text)
  return {
    theme: oneOf(THEMES, found['theme']) ?? DEFAULT.theme,
    contrast: oneOf(CONTRASTS, found['contrast']) ?? DEFAULT.contrast,
    motion: oneOf(MOTIONS, found['motion']) ?? DEFAULT.motion,
    language: typeof found['language'] === 'string' ? found['language'] : DEFAULT.language
  }
}

function parsed(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

const oneOf = <Value extends string>(values: readonly Value[], given: unknown): Value | undefined =>
  values.find((value) => value === given)
