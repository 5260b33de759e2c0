/** What can be done with several transfers at once; those it makes no sense for are left as they are. */
import { problemOf } from '../../../src-shared/errors/problem.ts'
import type { Transfer, TransferId, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Shoal } from '../../bridge/shoal-context.ts'
import { forEachAFewAtOnce } from '../../bridge/a-few-at-once.ts'

type Kind = TransferState['kind']
const PAUSABLE: ReadonlySet<Kind> = new Set<Kind>(['running', 'queued', 'retrying'])
const RESUMABLE: ReadonlySet<Kind> = new Set<Kind>(['paused', 'failed'])

export const canPause = ({ state }: Transfer): boolean => PAUSABLE.has(state.kind)
export const canResume = ({ state }: Transfer): boolean => RESUMABLE.has(state.kind)

export const transfersOf = ({ transfers }: Shoal, ids: Iterable<TransferId>): readonly Transfer[] => {
  const { byId } = transfers.getState()
  return [...ids].flatMap((id) => byId.get(id) ?? [])
}

export const pauseAll = (shoal: Shoal, transfers: readonly Transfer[]): void =>
  callFor(shoal, 'transfers.pause', transfers.filter(canPause))

export const resumeAll = (shoal: Shoal, transfers: readonly Transfer[]): void =>
  callFor(shoal, 'transfers.resume', transfers.filter(canResume))

/** Takes the place of another in the queue. */
export function moveInQueue({ client, toasts }: Shoal, id: TransferId, place: number): void {
  client.call('transfers.move', { id, place }).catch((thrown: unknown) => {
    const { message, advice } = problemOf(thrown)
    toasts.getState().show(message, advice)
  })
}

function callFor(
  { client, toasts }: Shoal,
  method: 'transfers.pause' | 'transfers.resume',
  transfers: readonly Transfer[]
): void {
  void forEachAFewAtOnce(transfers, ({ id }) =>
    client.call(method, { id }).catch((thrown: unknown) => {
      const { message, advice } = problemOf(thrown)
      toasts.getState().show(message, advice)
    })
  )
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
