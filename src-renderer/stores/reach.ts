/**
 * What commands may take hold of in the parts that are drawn. Each part lays its own here while it is there, so that no
 * command goes looking for elements; nothing is drawn from it.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { TransferId } from '../../src-shared/model/transfer.ts'

export interface Reach {
  /** Null while no row is shown. */
  readonly list: ListReach | null
  readonly addField: AddFieldReach | null
  readonly search: (() => void) | null
}

export interface AddFieldReach {
  focus(): void
  /** What is in it, which leaves it. */
  take(): string
}

export interface ListReach {
  /** As shown. */
  readonly order: readonly TransferId[]
  /** Whether its order is the queue's, which can be changed. */
  readonly isQueue: boolean
  /** Brings a row into sight and gives it the keyboard. */
  goTo(id: TransferId): void
}

export type ReachStore = StoreApi<Reach>

export const createReachStore = (): ReachStore =>
  createStore(() => ({ list: null, addField: null, search: null }))
