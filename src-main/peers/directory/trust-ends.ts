/**
 * Who was trusted and is not any more. A stranger of whom something is heard, its own announcement for one, has lost
 * nothing: it may be at the door just then, to be paired.
 */
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Directory } from './directory.ts'

/** `ended` also hears of every change of one in quarantine. Returns a function that stops it. */
export function whenTrustEnds(
  directory: Pick<Directory, 'peers' | 'trustOf' | 'onChange'>,
  ended: (peer: PeerId) => void
): () => void {
  const isTrusted = (peer: PeerId): boolean => ['paired', 'group'].includes(directory.trustOf(peer))
  const trusted = new Set(
    directory
      .peers()
      .map(({ id }) => id)
      .filter(isTrusted)
  )
  return directory.onChange((peer) => {
    if (isTrusted(peer)) trusted.add(peer)
    else if (trusted.delete(peer) || directory.trustOf(peer) === 'quarantined') ended(peer)
  })
}
