/** Pausing and resuming everything, in an order in which nothing starts that was to stop. */
import type { RefusedTransfer } from '../../../src-shared/contract/contract.ts'
import { inOrderOfStopping, inPortions } from '../../../src-shared/contract/in-portions.ts'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'

type Kinds = ReadonlySet<TransferState['kind']>
const PAUSABLE: Kinds = new Set<TransferState['kind']>(['queued', 'retrying', 'running'])

/** Rejects with the first that was refused, after all were asked. */
export async function pauseAll(client: Pick<Client, 'call'>, transfers: Iterable<Transfer>): Promise<void> {
  const wanted = [...transfers].filter(({ state }) => PAUSABLE.has(state.kind))
  refuseNone(await inPortions(inOrderOfStopping(wanted), (ids) => client.call('transfers.pause', { ids })))
}

export async function resumeAll(client: Pick<Client, 'call'>, transfers: Iterable<Transfer>): Promise<void> {
  const wanted = [...transfers].filter(({ state }) => state.kind === 'paused').map(({ id }) => id)
  refuseNone(await inPortions(wanted, (ids) => client.call('transfers.resume', { ids })))
}

function refuseNone([first]: readonly RefusedTransfer[]): void {
  if (first) throw new ShoalError(first.problem)
}
