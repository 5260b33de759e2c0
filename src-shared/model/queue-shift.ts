/**
 * Transfers in the queue that stand elsewhere because others came or went: told as ranges of places, since each of
 * thousands moves up whenever one begins. Nothing else about them has changed.
 */
import type { Transfer, TransferId } from './transfer.ts'

/** Those that waited at a place from `from` to `to` wait `by` places further back now; negative: further ahead. */
export interface QueueShift {
  readonly from: number
  readonly to: number
  readonly by: number
}

/** Collects moves, told in the order of the queue, into as few ranges as they fit. */
export function noteMove(shifts: QueueShift[], from: number, to: number): void {
  const last = shifts.at(-1)
  if (last && last.to + 1 === from && last.by === to - from) shifts[shifts.length - 1] = { ...last, to: from }
  else shifts.push({ from, to: from, by: to - from })
}

/** The transfers that stand elsewhere now, as they are now. All ranges hold at once. */
export function shifted(transfers: Iterable<Transfer>, shifts: readonly QueueShift[]): readonly Transfer[] {
  const moved: Transfer[] = []
  for (const transfer of transfers) {
    const { state } = transfer
    if (state.kind !== 'queued') continue
    const shift = shifts.find(({ from, to }) => state.place >= from && state.place <= to)
    if (shift) moved.push({ ...transfer, state: { ...state, place: state.place + shift.by } })
  }
  return moved
}

/** Writes it into a list of transfers. */
export function applyShifts(byId: Map<TransferId, Transfer>, shifts: readonly QueueShift[]): void {
  for (const transfer of shifted(byId.values(), shifts)) byId.set(transfer.id, transfer)
}
