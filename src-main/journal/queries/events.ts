/** Each transfer's log. It keeps the newest lines: a transfer that fails for a week must not fill the disk. */
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Sqlite } from '../sqlite.ts'

/** Enough to see every decision of the last hours of a troubled transfer, about 300 KiB. */
export const EVENTS_KEPT = 2_000

interface EventRow {
  readonly atMs: number
  readonly kind: string
  readonly detail: string
}

export function eventQueries(db: Sqlite) {
  const select = db.prepare<[TransferId, number], EventRow>(
    `SELECT atMs, kind, detail FROM
       (SELECT number, at_ms AS atMs, kind, detail FROM events WHERE transfer_id = ? ORDER BY number DESC LIMIT ?)
     ORDER BY number`
  )
  const insert = db
    .prepare<[EventRow & { readonly id: TransferId }], number>(
      `INSERT INTO events (transfer_id, number, at_ms, kind, detail)
       SELECT id, (SELECT coalesce(max(number), 0) + 1 FROM events WHERE transfer_id = :id), :atMs, :kind, :detail
       FROM transfers WHERE id = :id
       RETURNING number`
    )
    .pluck()
  const forgetUpTo = db.prepare<[TransferId, number]>(
    'DELETE FROM events WHERE transfer_id = ? AND number <= ?'
  )
  return {
    of: (id: TransferId, newest = EVENTS_KEPT): readonly TransferEvent[] =>
      select
        .all(id, newest)
        .map(({ detail, ...row }) => ({ ...row, detail: JSON.parse(detail) as TransferEvent['detail'] })),
    /** Call inside a transaction. What happens to a transfer already removed interests nobody: no line, no error. */
    append(id: TransferId, { atMs, kind, detail }: TransferEvent): void {
      const number = insert.get({ id, atMs, kind, detail: JSON.stringify(detail) })
      if (number !== undefined) forgetUpTo.run(id, number - EVENTS_KEPT)
    }
  }
}
