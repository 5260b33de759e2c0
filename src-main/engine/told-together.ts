/**
 * Who hears of the transfers' changes. What happens in one moment to many can be told together: then of each transfer
 * only what it has become is told, in the order in which that came about.
 */
import type { TransferChange } from '../../src-shared/contract/contract.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'

export class Listeners {
  readonly #listeners = new Set<(change: TransferChange) => void>()
  #held: TransferChange[] | null = null

  add(listener: (change: TransferChange) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  tell(change: TransferChange): void {
    if (this.#held) this.#held.push(change)
    else for (const listener of this.#listeners) listener(change)
  }

  /** Tells what `work` changes when it has ended, however it ended. */
  together<T>(work: () => T): T {
    if (this.#held) return work()
    const held: TransferChange[] = (this.#held = [])
    try {
      return work()
    } finally {
      this.#held = null
      for (const change of newestOfEach(held)) this.tell(change)
    }
  }
}

/** The last word on each transfer, at its own place: what was said of the queue before it is not said of it again. */
function newestOfEach(changes: readonly TransferChange[]): readonly TransferChange[] {
  const last = new Map<TransferId, number>()
  const added = new Set<TransferId>()
  for (const [index, change] of changes.entries()) {
    if (change.kind === 'shifted') continue
    last.set(idOf(change), index)
    if (change.kind === 'added') added.add(change.transfer.id)
  }
  return changes
    .filter((change, index) => change.kind === 'shifted' || last.get(idOf(change)) === index)
    .map((change) =>
      change.kind === 'changed' && added.has(change.transfer.id) ? { ...change, kind: 'added' } : change
    )
}

const idOf = (change: Exclude<TransferChange, { kind: 'shifted' }>): TransferId =>
  change.kind === 'removed' ? change.id : change.transfer.id
