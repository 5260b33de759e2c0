/** Who fetches which transfer, among the processes that share the journal. */
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { ProcessIdentity } from '../../platform/process-identity.ts'
import type { Sqlite } from '../sqlite.ts'

interface ClaimRow extends ProcessIdentity {
  readonly id: TransferId
}

export function claimQueries(db: Sqlite) {
  const owner = db.prepare<[TransferId], ProcessIdentity>(
    'SELECT pid, started FROM claims WHERE transfer_id = ?'
  )
  const take = db.prepare<[ClaimRow]>(
    `INSERT INTO claims (transfer_id, pid, started) VALUES (:id, :pid, :started)
     ON CONFLICT (transfer_id) DO UPDATE SET pid = :pid, started = :started`
  )
  const release = db.prepare<[ClaimRow]>(
    'DELETE FROM claims WHERE transfer_id = :id AND pid = :pid AND started = :started'
  )
  const releaseAll = db.prepare<[ProcessIdentity]>(
    'DELETE FROM claims WHERE pid = :pid AND started = :started'
  )
  const forget = db.prepare<[TransferId]>('DELETE FROM claims WHERE transfer_id = ?')
  return {
    owner: (id: TransferId): ProcessIdentity | null => owner.get(id) ?? null,
    take: (id: TransferId, by: ProcessIdentity): void => void take.run({ id, ...by }),
    /** Does nothing when another process holds it. */
    release: (id: TransferId, by: ProcessIdentity): void => void release.run({ id, ...by }),
    releaseAll: (by: ProcessIdentity): void => void releaseAll.run(by),
    forget: (id: TransferId): void => void forget.run(id)
  }
}
