/**
 * How a person wants the window to look and which language it speaks, remembered by the page itself. What was never
 * chosen follows the system.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Refusal } from '../../src-shared/model/settings-checks.ts'
import { isLanguage } from '../../src-shared/words/language.ts'

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

export const USUAL_APPEARANCE: Appearance = {
  theme: 'system',
  contrast: 'system',
  motion: 'system',
  language: null
}

/** Why a value is refused; null: it may be had. */
export function appearanceRefusal(name: string, value: unknown): Refusal | null {
  switch (name) {
    case 'theme':
      return oneOf(THEMES, value) ? null : { kind: 'choice' }
    case 'contrast':
      return oneOf(CONTRASTS, value) ? null : { kind: 'choice' }
    case 'motion':
      return oneOf(MOTIONS, value) ? null : { kind: 'choice' }
    case 'language':
      return value === null || isLanguage(value) ? null : { kind: 'choice' }
    default:
      return { kind: 'unknown' }
  }
}

/** What of the browser's storage is needed. */
export type Memory = Pick<Storage, 'getItem' | 'setItem'>

const KEY = 'appearance'

export function createAppearanceStore(memory: Memory): AppearanceStore {
  const store = createStore<Appearance>(() => remembered(memory.getItem(KEY)))
  store.subscribe((now) => memory.setItem(KEY, JSON.stringify(now)))
  return store
}

/** Field by field: one that was spoilt, or is of a later version, does not take the others with it. */
function remembered(text: string | null): Appearance {
  const found = parsed(text)
  return {
    theme: oneOf(THEMES, found['theme']) ?? USUAL_APPEARANCE.theme,
    contrast: oneOf(CONTRASTS, found['contrast']) ?? USUAL_APPEARANCE.contrast,
    motion: oneOf(MOTIONS, found['motion']) ?? USUAL_APPEARANCE.motion,
    language: typeof found['language'] === 'string' ? found['language'] : USUAL_APPEARANCE.language
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
