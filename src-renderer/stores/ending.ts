/** What the desktop does once all transfers are done, as it tells; null where there is no desktop around the page. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { EndingNow } from '../../src-shared/model/ending.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export type EndingStore = StoreApi<{ readonly now: EndingNow | null }>

export const createEndingStore = (): EndingStore => createStore(() => ({ now: null }))

/** Keeps the store true to the desktop. Returns a function that stops. */
export const followEnding = (client: Client, store: EndingStore): (() => void) =>
  client.subscribe('desktop.ending.changes', {
    snapshot: (now) => store.setState({ now }),
    event: (now) => store.setState({ now })
  })
