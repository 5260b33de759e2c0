/** Pausing and resuming everything, in an order in which nothing starts that was to stop. */
import type { Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'

/** Those that wait first: one that stops would let the next of them begin. Rejects with the first that refused, after all were asked. */
export const pauseAll = (client: Pick<Client, 'call'>, transfers: Iterable<Transfer>): Promise<void> =>
  askEach(client, 'transfers.pause', transfers, ['queued', 'retrying', 'running'])

export const resumeAll = (client: Pick<Client, 'call'>, transfers: Iterable<Transfer>): Promise<void> =>
  askEach(client, 'transfers.resume', transfers, ['paused'])

async function askEach(
  client: Pick<Client, 'call'>,
  command: 'transfers.pause' | 'transfers.resume',
  transfers: Iterable<Transfer>,
  kinds: readonly TransferState['kind'][]
): Promise<void> {
  const all = [...transfers]
  const asked = kinds
    .flatMap((kind) => all.filter(({ state }) => state.kind === kind))
    .map(({ id }) => client.call(command, { id }))
  const refused = (await Promise.allSettled(asked)).find(({ status }) => status === 'rejected')
  if (refused?.status === 'rejected') throw refused.reason
}
