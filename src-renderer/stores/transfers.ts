/**
 * Which transfers there are and where each stands, as the engine tells it. Numbers that change all the time are
 * kept out: a change that moved only counters leaves every object here as it was, so nothing re-renders for it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import { shifted } from '../../src-shared/model/queue-shift.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export interface TransfersState {
  /** connecting: the first snapshot has not come; lost: the engine is gone and nothing here moves any more. */
  readonly link: 'connecting' | 'open' | 'lost'
  readonly byId: ReadonlyMap<TransferId, Transfer>
}

export type TransfersStore = StoreApi<TransfersState>

export const createTransfersStore = (): TransfersStore =>
  createStore(() => ({ link: 'connecting', byId: new Map() }))

/** Changes that come within this time are drawn together: thousands of links added at once are not thousands of lists. */
const TOGETHER_MS = 16

/** Keeps the store true to the engine until the wire closes. Returns a function that stops. */
export function followTransfers(client: Client, store: TransfersStore): () => void {
  let waiting: TransferChange[] = []
  const settleWaiting = (): void => {
    const changes = waiting
    waiting = []
    if (changes.length > 0) store.setState((state) => withChanges(state, changes))
  }
  client.onClosed(() => {
    settleWaiting()
    store.setState({ link: 'lost' })
  })
  return client.subscribe('transfers.changes', {
    snapshot(transfers) {
      waiting = []
      store.setState((state) => ({ ...withSnapshot(state, transfers), link: 'open' }))
    },
    event(change) {
      if (waiting.length === 0) setTimeout(settleWaiting, TOGETHER_MS)
      waiting.push(change)
    }
  })
}

export function withSnapshot(state: TransfersState, transfers: readonly Transfer[]): TransfersState {
  const byId = new Map(
    transfers.map((transfer) => [transfer.id, settle(state.byId.get(transfer.id), transfer)])
  )
  return { ...state, byId }
}

export function withChanges(state: TransfersState, changes: readonly TransferChange[]): TransfersState {
  const byId = new Map(state.byId)
  let changed = false
  for (const change of changes) {
    if (change.kind === 'removed') {
      changed = byId.delete(change.id) || changed
      continue
    }
    if (change.kind === 'shifted') {
      for (const moved of shifted(byId.values(), change.shifts)) {
        byId.set(moved.id, moved)
        changed = true
      }
      continue
    }
    const before = byId.get(change.transfer.id)
    const after = settle(before, change.transfer)
    if (after === before) continue
    byId.set(after.id, after)
    changed = true
  }
  return changed ? { ...state, byId } : state
}

/** The old object when only counters of a running transfer moved: those come in progress frames. */
const settle = (before: Transfer | undefined, after: Transfer): Transfer =>
  before && after.state.kind === 'running' && picture(before) === picture(after) ? before : after

const picture = ({
  uri,
  name,
  directory,
  length,
  state,
  connections,
  limitBytesPerSecond,
  priority,
  notices,
  sources
}: Transfer): string =>
  JSON.stringify([
    uri,
    name,
    directory,
    length,
    state,
    connections,
    limitBytesPerSecond,
    priority,
    notices,
    sources.map((source) => source.id)
  ])
