/** The durable ranges of each transfer: what need not be fetched again, whatever happens. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Sqlite } from '../sqlite.ts'

export function rangeQueries(db: Sqlite) {
  const select = db.prepare<[TransferId], ByteRange>(
    'SELECT first_byte AS start, end_byte AS "end" FROM ranges WHERE transfer_id = ? ORDER BY first_byte'
  )
  const clear = db.prepare<[TransferId]>('DELETE FROM ranges WHERE transfer_id = ?')
  const insert = db.prepare<[TransferId, number, number]>(
    'INSERT INTO ranges (transfer_id, first_byte, end_byte) VALUES (?, ?, ?)'
  )
  return {
    of: (id: TransferId): readonly ByteRange[] => select.all(id),
    /** Call inside a transaction. */
    replace(id: TransferId, ranges: readonly ByteRange[]): void {
      clear.run(id)
      for (const { start, end } of ranges) insert.run(id, start, end)
    }
  }
}
