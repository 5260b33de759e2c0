/**
 * Which transfers there are and where each stands, as the engine tells it. Numbers that change all the time are
 * kept out: a change that moved only counters leaves every object here as it was, so nothing re-renders for it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export interface TransfersState {
  /** connecting: the first snapshot has not come; lost: the engine is gone and nothing here moves any more. */
  readonly link: 'connecting' | 'open' | 'lost'
  readonly byId: ReadonlyMap<TransferId, Transfer>
  /** Everything that is not done, newest first. */
  readonly unfinished: readonly TransferId[]
  /** Done, newest first. */
  readonly finished: readonly TransferId[]
}

export type TransfersStore = StoreApi<TransfersState>

export const createTransfersStore = (): TransfersStore =>
  createStore(() => ({ link: 'connecting', byId: new Map(), unfinished: [], finished: [] }))

/** Keeps the store true to the engine until the wire closes. Returns a function that stops. */
export function followTransfers(client: Client, store: TransfersStore): () => void {
  client.onClosed(() => store.setState({ link: 'lost' }))
  return client.subscribe('transfers.changes', {
    snapshot: (transfers) => store.setState((state) => ({ ...withSnapshot(state, transfers), link: 'open' })),
    event: (change) => store.setState((state) => withChange(state, change))
  })
}

export function withSnapshot(state: TransfersState, transfers: readonly Transfer[]): TransfersState {
  const byId = new Map(
    transfers.map((transfer) => [transfer.id, settle(state.byId.get(transfer.id), transfer)])
  )
  return ordered(state, byId)
}

export function withChange(state: TransfersState, change: TransferChange): TransfersState {
  if (change.kind === 'removed') {
    if (!state.byId.has(change.id)) return state
    const byId = new Map(state.byId)
    byId.delete(change.id)
    return ordered(state, byId)
  }
  const before = state.byId.get(change.transfer.id)
  const after = settle(before, change.transfer)
  if (after === before) return state
  return ordered(state, new Map(state.byId).set(after.id, after))
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

function ordered(state: TransfersState, byId: ReadonlyMap<TransferId, Transfer>): TransfersState {
  const unfinished: Transfer[] = []
  const finished: Transfer[] = []
  for (const transfer of byId.values())
    (transfer.state.kind === 'done' ? finished : unfinished).push(transfer)
  return {
    ...state,
    byId,
    unfinished: sameOr(state.unfinished, newestFirst(unfinished)),
    finished: sameOr(state.finished, newestFirst(finished))
  }
}

const newestFirst = (transfers: Transfer[]): readonly TransferId[] =>
  transfers.sort((a, b) => b.addedAtMs - a.addedAtMs || (a.id < b.id ? 1 : -1)).map((transfer) => transfer.id)

const sameOr = (before: readonly TransferId[], after: readonly TransferId[]): readonly TransferId[] =>
  before.length === after.length && before.every((id, index) => id === after[index]) ? before : after
