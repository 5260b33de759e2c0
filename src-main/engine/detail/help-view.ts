/** What peers bring to one transfer that runs, read from its counters at one instant. */
import type { HelpNow } from '../../../src-shared/model/help-now.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'
import type { LiveCounters } from '../transfer/live-counters.ts'

/** Those who are in its plan now; who has left it brings nothing any more. */
export function helpOf(
  { id, name }: Pick<Transfer, 'id' | 'name'>,
  live: Pick<LiveCounters, 'bond' | 'story' | 'sources'>
): readonly HelpNow[] {
  const peers = live.bond?.peers ?? []
  if (peers.length === 0) return []
  const shares = new Map(live.sources().map((share) => [share.id, share.bytes]))
  return peers.map((peer) => ({
    peer: peer.id,
    name: peer.name,
    transfer: id,
    file: name,
    bytesPerSecond: live.story.rateOf(peer.id),
    bytes: shares.get(peer.id) ?? 0
  }))
}
