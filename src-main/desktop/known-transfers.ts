/**
 * The main process's own view of the transfers, heard from the engine. `open` and `show in folder` act on paths the
 * engine named: the page says which transfer it means and can never say which file. What changes is told to the tray
 * and its like.
 */
import { shifted } from '../../src-shared/model/queue-shift.ts'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'

export interface KnownTransfers {
  get(id: TransferId): Transfer | undefined
  all(): Iterable<Transfer>
  /** Hears each change; `before` is undefined for one that was not known, `now` for one that is gone. */
  onChange(hear: (before: Transfer | undefined, now: Transfer | undefined) => void): void
  /** Follows another engine; what the last one said stays until the new one has spoken. */
  follow(client: Client): void
}

export function knownTransfers(): KnownTransfers {
  const transfers = new Map<TransferId, Transfer>()
  const hearers: ((before: Transfer | undefined, now: Transfer | undefined) => void)[] = []

  const take = (id: TransferId, now: Transfer | undefined): void => {
    const before = transfers.get(id)
    if (now) transfers.set(id, now)
    else transfers.delete(id)
    for (const hear of hearers) hear(before, now)
  }

  return {
    get: (id) => transfers.get(id),
    all: () => transfers.values(),
    onChange: (hear) => void hearers.push(hear),
    follow(client) {
      client.subscribe('transfers.changes', {
        snapshot(all) {
          const there = new Set(all.map(({ id }) => id))
          for (const id of [...transfers.keys()]) if (!there.has(id)) take(id, undefined)
          for (const transfer of all) take(transfer.id, transfer)
        },
        event(change) {
          if (change.kind === 'removed') take(change.id, undefined)
          else if (change.kind === 'shifted')
            for (const moved of shifted(transfers.values(), change.shifts)) take(moved.id, moved)
          else take(change.transfer.id, change.transfer)
        }
      })
    }
  }
}
