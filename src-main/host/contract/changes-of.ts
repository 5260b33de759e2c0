/**
 * The engine's changes as the contract's ordered stream. Every change gets the next number whether somebody
 * listens or not, so a listener that missed one can tell.
 */
import type { TransferChange } from '../../../src-shared/contract/contract.ts'
import type { StreamSources } from '../../../src-shared/rpc/server.ts'
import type { Engine } from '../../engine/engine.ts'

type Listener = (seq: number, change: TransferChange) => void

export function changesOf(
  engine: Pick<Engine, 'transfers' | 'onChange'>
): StreamSources['transfers.changes'] {
  let seq = 0
  const listeners = new Set<Listener>()
  engine.onChange((change) => {
    seq += 1
    for (const listener of listeners) listener(seq, change)
  })
  return {
    subscribe(given) {
      // Its own function object: one listener may subscribe twice.
      const listener: Listener = (at, change) => given(at, change)
      const snapshot = engine.transfers()
      listeners.add(listener)
      return { seq, snapshot, unsubscribe: () => void listeners.delete(listener) }
    }
  }
}
