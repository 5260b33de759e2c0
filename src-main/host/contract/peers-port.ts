/**
 * What the contract needs of the peers behind a running Shoal. The handlers ask this and nothing else, so that they
 * never see a certificate, a socket or a path.
 */
import type {
  AddPeerAddress,
  AgreeWithPeer,
  BeginPairing,
  ChangePeerPolicy,
  ConfirmPairing,
  PeerChange
} from '../../../src-shared/contract/contract.ts'
import type { CacheInfo, ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { HelpNow } from '../../../src-shared/model/help-now.ts'
import type { Membership } from '../../../src-shared/model/membership.ts'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import type { PeerNetwork } from '../../../src-shared/model/peer-network.ts'
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { PeerSelf, PeerTestResult } from '../../../src-shared/model/peer-self.ts'
import type { Peer, PeerId } from '../../../src-shared/model/peer.ts'

export interface PeersPort {
  membership(): Membership
  onMembership(hear: (membership: Membership) => void): void
  /** Rejects with ShoalError: `membership-fixed`, `peer-running`, `service-address-unusable`. */
  join(): Promise<void>
  /** Rejects with ShoalError `membership-fixed`. */
  leave(): Promise<void>
  self(): PeerSelf
  network(): PeerNetwork
  list(): readonly Peer[]
  /** Hears every change of the list, in order. */
  onChange(hear: (change: PeerChange) => void): void
  addAddress(address: AddPeerAddress): Promise<void>
  /** Rejects with ShoalError `peer-not-listed`. */
  unpair(id: PeerId): Promise<void>
  /** Rejects with ShoalError `peer-not-listed`. */
  forgive(id: PeerId): Promise<void>
  /** Rejects with ShoalError: `peer-not-listed`, `peer-not-trusted`. */
  agree(id: PeerId, terms: AgreeWithPeer['terms']): Promise<void>
  /** Rejects with ShoalError `peer-not-listed`. */
  test(id: PeerId | null): Promise<readonly PeerTestResult[]>
  /** In place of a pairing that is under way. What becomes of it is told by `onPairing`. */
  pair(target: BeginPairing['target']): Promise<void>
  pairing(): PairingState
  onPairing(hear: (state: PairingState) => void): void
  /** Rejects with ShoalError `pairing-ended` when that is not the code shown now. */
  confirmPairing(code: ConfirmPairing['code']): Promise<void>
  /** Nothing happens where nothing is under way. */
  cancelPairing(): Promise<void>
  policy(): PeerPolicy
  changePolicy(change: ChangePeerPolicy): Promise<void>
  /** What peers do for the transfers here. */
  helping(): readonly HelpNow[]
  contributions(): readonly ContributionNow[]
  cache(): Promise<CacheInfo>
  clearCache(): Promise<CacheInfo>
}
