/** Digests of a file's pieces; one row a transfer that has them, apart from what changes while it runs. */
import type { PieceDigests } from '../../../src-shared/model/piece-digests.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Sqlite } from '../sqlite.ts'

interface PieceRow extends PieceDigests {
  readonly id: TransferId
}

export function pieceQueries(db: Sqlite) {
  const select = db.prepare<[TransferId], PieceDigests>(
    'SELECT algorithm, piece_bytes AS pieceBytes, digests FROM pieces WHERE transfer_id = ?'
  )
  const clear = db.prepare<[TransferId]>('DELETE FROM pieces WHERE transfer_id = ?')
  const insert = db.prepare<[PieceRow]>(
    'INSERT INTO pieces (transfer_id, algorithm, piece_bytes, digests) VALUES (:id, :algorithm, :pieceBytes, :digests)'
  )
  return {
    of: (id: TransferId): PieceDigests | null => select.get(id) ?? null,
    /** Call inside a transaction. */
    replace(id: TransferId, pieces: PieceDigests | null): void {
      clear.run(id)
      if (pieces) insert.run({ id, ...pieces })
    }
  }
}
