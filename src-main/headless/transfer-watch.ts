/**
 * What a client of the engine keeps while it waits: the newest state of every transfer, and a pull of frames that
 * never has two under way. It waits and remembers; it decides and prints nothing.
 */
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import { problem, ShoalError } from '../../src-shared/errors/problem.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import { applyShifts } from '../../src-shared/model/queue-shift.ts'
import { isSettled, type Transfer, type TransferId } from '../../src-shared/model/transfer.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

/** The newest state of every transfer, and ways to wait for it. */
export function watchTransfers(client: Client) {
  const latest = new Map<TransferId, Transfer>()
  const earliest = new Map<TransferId, Transfer>()
  const waiters = new Set<() => void>()
  let fail: (reason: unknown) => void = () => undefined
  const failure = new Promise<never>((_, reject) => (fail = reject))
  let heardAll: (all: readonly Transfer[]) => void = () => undefined
  const snapshot = new Promise<readonly Transfer[]>((resolve) => (heardAll = resolve))
  // Whoever waits hears of it; with nobody waiting it is no news.
  failure.catch(() => undefined)

  const take = (transfer: Transfer): void => {
    latest.set(transfer.id, transfer)
    if (!earliest.has(transfer.id)) earliest.set(transfer.id, transfer)
  }
  const lookAgain = (): void => {
    for (const look of waiters) look()
  }
  client.subscribe('transfers.changes', {
    snapshot(all) {
      heardAll(all)
      latest.clear()
      all.forEach(take)
      lookAgain()
    },
    event(change: TransferChange) {
      if (change.kind === 'removed') latest.delete(change.id)
      else if (change.kind === 'shifted') applyShifts(latest, change.shifts)
      else take(change.transfer)
      lookAgain()
    }
  })

  /** Resolves with the first answer that is not null, asked now and after every change. */
  const first = <Answer>(ask: () => Answer | null): Promise<Answer> =>
    new Promise((resolve) => {
      const look = (): void => {
        const answer = ask()
        if (answer === null) return
        waiters.delete(look)
        resolve(answer)
      }
      waiters.add(look)
      look()
    })

  return {
    /** Every transfer as it was when this began to watch. */
    all: () => Promise.race([failure, snapshot]),
    latest: (id: TransferId) => latest.get(id),
    /** The transfer as it was when first heard of, before this run had fetched anything. */
    earliest: (id: TransferId) => Promise.race([failure, first(() => earliest.get(id) ?? null)]),
    /** Resolves once it will not move again on its own; `hear` gets every state before that. */
    settled: (id: TransferId, hear: (transfer: Transfer) => void) =>
      Promise.race([
        failure,
        first(() => {
          const transfer = latest.get(id)
          if (!transfer) fail(new ShoalError(problem('transfer-unknown', { id })))
          else if (isSettled(transfer.state)) return transfer
          else hear(transfer)
          return null
        })
      ]),
    fail
  }
}

/** One frame in flight at a time: the next is asked for `intervalMs` after the last has been shown. */
export function pullFrames(
  client: Client,
  intervalMs: number,
  show: (frame: ProgressFrame) => void
): { stop(): void } {
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  const pull = async (): Promise<void> => {
    const frame = await client.call('progress.frame', { expanded: [] })
    if (stopped) return
    show(frame)
    timer = setTimeout(ask, intervalMs)
  }
  // A frame that cannot be had ends the counters alone; the watch hears why the engine is gone.
  const ask = (): void => void pull().catch(() => undefined)
  timer = setTimeout(ask, intervalMs)
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    }
  }
}
