/** Whom this device trusts, as pairing and the group key need to know it. The directory keeps it. */
import type { PeerId, PeerTrust } from '../../../src-shared/model/peer.ts'

export interface TrustBook {
  /** 'none' for a peer that was never heard of. */
  trustOf(peer: PeerId): PeerTrust
  /**
   * People compared a code, or the group key was proved. `name`: what it called itself, until its card is read. Recorded
   * durably before it returns, or it throws.
   */
  trust(peer: PeerId, how: 'paired' | 'group', name?: string): void
}
