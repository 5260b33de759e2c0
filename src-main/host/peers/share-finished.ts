/** Files that are finished may be had by peers from then on, where the owner's policy says so. */
import type { Engine } from '../../engine/engine.ts'
import type { Peers } from '../../peers/peers.ts'

export function shareFinished(engine: Engine, { cache, policy }: Peers): void {
  engine.onChange((change) => {
    if (change.kind !== 'changed' || change.transfer.state.kind !== 'done' || !policy().shareFinished) return
    const finished = engine.finished(change.transfer.id)
    // What cannot be shared is finished all the same.
    if (finished) cache.share(finished.path, finished.uri, finished.file).catch(() => undefined)
  })
}
