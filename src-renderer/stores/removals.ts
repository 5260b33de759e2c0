/**
 * Removing with a way back. What is removed leaves the list at once and, if it runs, is paused; the engine is told to
 * forget it only when the message that offers the undo has gone. Nothing is deleted before that, and a window that ends
 * abruptly in between has removed nothing.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { allAtOnce, inOrderOfStopping, inPortions } from '../../src-shared/contract/in-portions.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { ToastsStore } from './toasts.ts'
import { strings } from '../ui/strings.ts'
import { actTelling } from './refused-transfers.ts'

export interface RemovalsState {
  /** Still with the engine, out of sight here. */
  readonly hidden: ReadonlySet<TransferId>
  /** A person is being asked what becomes of their partial files. */
  readonly asking: readonly Transfer[]
  /** Asks where something would be lost, else removes. */
  request(transfers: readonly Transfer[]): void
  answer(partial: 'keep' | 'delete' | 'cancel'): void
  /** Tells the engine now: the window closes, and with it the messages. */
  settleAll(): void
}

export type RemovalsStore = StoreApi<RemovalsState>

export function createRemovalsStore(client: Client, toasts: ToastsStore): RemovalsStore {
  return createStore((set, get) => {
    const settlers = new Set<(asked: typeof inPortions) => void>()
    const hide = (ids: readonly TransferId[]): void =>
      set(({ hidden }) => ({ hidden: new Set([...hidden, ...ids]) }))
    const unhide = (ids: readonly TransferId[]): void =>
      set(({ hidden }) => {
        const rest = new Set(hidden)
        for (const id of ids) rest.delete(id)
        return { hidden: rest }
      })
    const remove = (transfers: readonly Transfer[], partialOf: (of: Transfer) => 'keep' | 'delete'): void => {
      const ids = transfers.map(({ id }) => id)
      hide(ids)
      // What waits as well: it would take the turns of what runs.
      const stopped = inOrderOfStopping(transfers.filter(isUnderWay))
      const pausing = inPortions(stopped, (some) => client.call('transfers.pause', { ids: some }))
      // What cannot be paused is told of when it cannot be removed, either.
      pausing.catch(() => undefined)
      const settle = (asked: typeof inPortions): void => {
        settlers.delete(settle)
        const removing = (['keep', 'delete'] as const).map((partial) => {
          const those = transfers.filter((each) => partialOf(each) === partial).map(({ id }) => id)
          return actTelling(
            toasts,
            asked(those, (some) => client.call('transfers.remove', { ids: some, partial }))
          )
        })
        void Promise.all(removing).then(() => unhide(ids))
      }
      settlers.add(settle)
      const [first] = transfers
      const title =
        first && transfers.length === 1
          ? strings.remove.removedOne(first.name)
          : strings.remove.removed(transfers.length)
      toasts.getState().show(title, '', {
        settle: () => settle(inPortions),
        undo() {
          settlers.delete(settle)
          unhide(ids)
          // First to last, once the last of them has stopped.
          const resuming = pausing.then(() =>
            inPortions([...stopped].reverse(), (some) => client.call('transfers.resume', { ids: some }))
          )
          void actTelling(toasts, resuming)
        }
      })
    }

    return {
      hidden: new Set(),
      asking: [],
      request(transfers) {
        if (transfers.some(leavesAQuestion)) set({ asking: transfers })
        else if (transfers.length > 0) remove(transfers, quietRemoval)
      },
      answer(partial) {
        const { asking } = get()
        set({ asking: [] })
        if (partial === 'cancel' || asking.length === 0) return
        remove(asking, (transfer) => (leavesAQuestion(transfer) ? partial : quietRemoval(transfer)))
      },
      settleAll() {
        for (const settle of [...settlers]) settle(allAtOnce)
      }
    }
  })
}

const isUnderWay = ({ state }: Transfer): boolean =>
  state.kind === 'running' || state.kind === 'retrying' || state.kind === 'queued'

/** A finished file is nobody's to delete here, and what never got a byte leaves nothing to keep. */
const leavesAQuestion = ({ state, receivedBytes }: Transfer): boolean =>
  state.kind !== 'done' && !(state.kind === 'failed' && receivedBytes === 0)

const quietRemoval = ({ state }: Transfer): 'keep' | 'delete' => (state.kind === 'done' ? 'keep' : 'delete')
