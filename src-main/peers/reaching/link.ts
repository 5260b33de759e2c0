/** A trusted peer that answers now, by the address that does best. Who keeps links alive is `links.ts`. */
import type { PeerCard, PeerId } from '../../../src-shared/model/peer.ts'
import type { PeerClient } from '../client/peer-client.ts'

export interface Link {
  readonly id: PeerId
  /** For people. */
  readonly name: string
  readonly card: PeerCard
  /** By the address that works now. */
  readonly client: PeerClient
  /** Address of this machine from which it is reached; null: any. */
  readonly localAddress: string | null
}

/** The trusted peers that answer now. */
export interface LinkBook {
  all(): readonly Link[]
  of(id: PeerId): Link | null
  /** Hears the id of a peer whose link has come, changed or gone. Returns a function that stops it. */
  onChange(listener: (id: PeerId) => void): () => void
  /** Bytes that have just come from it, which it had before they were asked for, and how long that took. */
  carried(id: PeerId, bytes: number, tookMs: number): void
  /** Something failed there: it is looked at again now. */
  doubt(id: PeerId): void
}
