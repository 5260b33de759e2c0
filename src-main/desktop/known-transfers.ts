/**
 * The main process's own view of the transfers, heard from the engine. It exists so that `open` and `show in folder`
 * act on paths the engine named: the page says which transfer it means and can never say which file.
 */
import type { Client } from '../../src-shared/rpc/client.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'

export interface KnownTransfers {
  get(id: TransferId): Transfer | undefined
  /** Follows another engine; what the last one said stays until the new one has spoken. */
  follow(client: Client): void
}

export function knownTransfers(): KnownTransfers {
  let transfers: ReadonlyMap<TransferId, Transfer> = new Map()

  return {
    get: (id) => transfers.get(id),
    follow(client) {
      const current = new Map<TransferId, Transfer>()
      client.subscribe('transfers.changes', {
        snapshot(all) {
          current.clear()
          for (const transfer of all) current.set(transfer.id, transfer)
          transfers = current
        },
        event(change) {
          if (change.kind === 'removed') current.delete(change.id)
          else current.set(change.transfer.id, change.transfer)
        }
      })
    }
  }
}
