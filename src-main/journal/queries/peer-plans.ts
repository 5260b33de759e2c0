/** One row a transfer and peer: what it was last asked for. Ranges and status are only ever read whole: JSON. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PlanStatus } from '../../../src-shared/model/peer.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { PlanRecord } from '../../peers/ports/plan-store.ts'
import type { Sqlite } from '../sqlite.ts'

interface PlanRow extends Omit<PlanRecord, 'ranges' | 'status'> {
  readonly ranges: string
  readonly status: string | null
}

export function peerPlanQueries(db: Sqlite) {
  const select = db.prepare<[TransferId], PlanRow>(
    `SELECT transfer_id AS transfer, peer_id AS peer, plan_id AS planId, revision, ranges, status, reason,
       updated_at_ms AS updatedAtMs
     FROM peer_plans WHERE transfer_id = ? ORDER BY peer_id`
  )
  const put = db.prepare<[PlanRow]>(
    `INSERT OR REPLACE INTO peer_plans
       (transfer_id, peer_id, plan_id, revision, ranges, status, reason, updated_at_ms)
     SELECT id, :peer, :planId, :revision, :ranges, :status, :reason, :updatedAtMs FROM transfers WHERE id = :transfer`
  )
  const forget = db.prepare<[TransferId]>('DELETE FROM peer_plans WHERE transfer_id = ?')
  return {
    of: (transfer: TransferId): readonly PlanRecord[] =>
      select.all(transfer).map(({ ranges, status, ...row }) => ({
        ...row,
        ranges: JSON.parse(ranges) as readonly ByteRange[],
        status: status === null ? null : (JSON.parse(status) as PlanStatus)
      })),
    put({ ranges, status, ...row }: PlanRecord): void {
      put.run({ ...row, ranges: JSON.stringify(ranges), status: status && JSON.stringify(status) })
    },
    forget: (transfer: TransferId): void => void forget.run(transfer)
  }
}
