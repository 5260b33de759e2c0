/** What holds for all transfers, as the engine tells it; null until it has. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { SettingsNow } from '../../src-shared/model/settings.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export type SettingsStore = StoreApi<{ readonly now: SettingsNow | null }>

export const createSettingsStore = (): SettingsStore => createStore(() => ({ now: null }))

/** Keeps the store true to the engine. Returns a function that stops. */
export const followSettings = (client: Client, store: SettingsStore): (() => void) =>
  client.subscribe('settings.changes', {
    snapshot: (now) => store.setState({ now }),
    event: (now) => store.setState({ now })
  })
