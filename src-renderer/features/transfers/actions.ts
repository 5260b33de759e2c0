/** What can be done with several transfers at once; those it makes no sense for are left as they are. */
import type { Transfer, TransferId, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { inOrderOfStopping, inPortions } from '../../../src-shared/contract/in-portions.ts'
import { actTelling } from '../../stores/refused-transfers.ts'
import { saidOf } from '../../ui/said.ts'

type Kind = TransferState['kind']
const PAUSABLE: ReadonlySet<Kind> = new Set<Kind>(['running', 'queued', 'retrying'])
const RESUMABLE: ReadonlySet<Kind> = new Set<Kind>(['paused', 'failed'])

export const canPause = ({ state }: Transfer): boolean => PAUSABLE.has(state.kind)
export const canResume = ({ state }: Transfer): boolean => RESUMABLE.has(state.kind)

export const transfersOf = ({ transfers }: Shoal, ids: Iterable<TransferId>): readonly Transfer[] => {
  const { byId } = transfers.getState()
  return [...ids].flatMap((id) => byId.get(id) ?? [])
}

export function pauseAll({ client, toasts }: Shoal, transfers: readonly Transfer[]): void {
  const wanted = inOrderOfStopping(transfers.filter(canPause))
  void actTelling(
    toasts,
    inPortions(wanted, (ids) => client.call('transfers.pause', { ids }))
  )
}

export function resumeAll({ client, toasts }: Shoal, transfers: readonly Transfer[]): void {
  const wanted = transfers.filter(canResume).map(({ id }) => id)
  void actTelling(
    toasts,
    inPortions(wanted, (ids) => client.call('transfers.resume', { ids }))
  )
}

/** Takes the place of another in the queue. */
export function moveInQueue({ client, toasts }: Shoal, id: TransferId, place: number): void {
  client.call('transfers.move', { id, place }).catch((thrown: unknown) => {
    const { message, advice } = saidOf(thrown)
    toasts.getState().show(message, advice)
  })
}

/** What the first button of a row does, and of a detail. */
export const TOGGLES: Readonly<Record<TransferState['kind'], 'pause' | 'resume' | null>> = {
  running: 'pause',
  queued: 'pause',
  retrying: 'pause',
  paused: 'resume',
  done: null,
  failed: null
}
