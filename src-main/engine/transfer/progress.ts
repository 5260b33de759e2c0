/** Reads the live counters of every moving transfer into one frame. */
import {
  RANGE_DURABLE,
  RANGE_IN_FLIGHT,
  RANGE_RECEIVED,
  type ProgressFrame,
  type RangeMap
} from '../../../src-shared/model/progress-frame.ts'
import type { TransferId } from '../../../src-shared/model/transfer.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { TransferTask } from './transfer-task.ts'

export function progressFrame(
  atMs: number,
  tasks: ReadonlyMap<TransferId, TransferTask>,
  expanded: readonly TransferId[]
): ProgressFrame {
  const moving = [...tasks].filter(([, task]) => task.isMoving)
  return {
    atMs,
    ids: moving.map(([id]) => id),
    receivedBytes: Float64Array.from(moving, ([, { live }]) => live.receivedBytes),
    bytesPerSecond: Float64Array.from(moving, ([, { live }]) => live.meter.bytesPerSecond),
    connections: Uint16Array.from(moving, ([, { live }]) => live.connections),
    maps: expanded.flatMap((id) => {
      const ledger = tasks.get(id)?.live.ledger
      return ledger ? [rangeMap(id, ledger)] : []
    })
  }
}

const STATES = { inFlight: RANGE_IN_FLIGHT, received: RANGE_RECEIVED, durable: RANGE_DURABLE }

function rangeMap(id: TransferId, ledger: Ledger): RangeMap {
  const rows = ledger.occupied()
  return {
    id,
    length: ledger.length,
    starts: Float64Array.from(rows, (row) => row.range.start),
    ends: Float64Array.from(rows, (row) => row.range.end),
    states: Uint8Array.from(rows, (row) => STATES[row.in])
  }
}
