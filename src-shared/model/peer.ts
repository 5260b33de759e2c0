/**
 * Other machines that run Shoal, as every window, terminal and journal sees them. A peer is its key: names, addresses
 * and what it says of itself are hints, shown as such. Plain data only.
 */
import type { ByteRange } from './byte-range.ts'

/** SHA-256 of a device's public key in Syncthing's form: eight groups of seven, check characters included. */
export type PeerId = string

/**
 * Why a peer may ask and be asked: `paired` by people who compared a code, `group` by proof of the group key.
 * `quarantined`: it gave wrong bytes; nothing is asked of it and nothing is done for it until a person says so.
 */
export type PeerTrust = 'none' | 'paired' | 'group' | 'quarantined'

export interface PeerAddress {
  /** An IP address without brackets or scope, or a name that a person typed. */
  readonly host: string
  readonly port: number
  /** How it became known. */
  readonly from: 'discovered' | 'typed' | 'remembered'
  /** The interface it was heard on; null: none in particular. */
  readonly interface: string | null
}

/** What a peer can do at present, as it says itself. */
export interface PeerCard {
  readonly id: PeerId
  /** What its owner calls it; to be shown to people, never trusted. At most 64 printable characters. */
  readonly name: string
  /** Of its program. */
  readonly version: string
  readonly capabilities: readonly PeerCapability[]
  /** What its own link to the internet carried lately; null: not measured. */
  readonly originBytesPerSecond: number | null
  /** Contributions under way, and how many it takes at most. */
  readonly contributions: number
  readonly mostContributions: number
  /** One sentence on when and how much it contributes; to be shown to people. */
  readonly policy: string
}

/** `contribute`: fetches ranges for others; `cache`: passes on what it has. Unknown ones are ignored. */
export type PeerCapability = 'contribute' | 'cache'

/** What was measured of a peer here. Rates age: one that is old says little. */
export interface PeerBandwidth {
  /** What came from it by way of its own link, bytes a second. */
  readonly originBytesPerSecond: number | null
  /** What came from it out of its cache, or in bursts: the path between it and this machine. */
  readonly lanBytesPerSecond: number | null
  /** Unix time, milliseconds. */
  readonly measuredAtMs: number
}

export interface PeerHistory {
  /** Bytes of files here that came from it. */
  readonly receivedBytes: number
  /** Bytes sent to it. */
  readonly sentBytes: number
  readonly failures: number
  /** Unix time, milliseconds; null: never. */
  readonly lastSeenAtMs: number | null
}

/** What the person at this machine lets it and one peer do for each other. It holds from now on, for what runs as well. */
export interface PeerTerms {
  /** Whether it is asked for help. */
  readonly asks: boolean
  /** Whether this machine contributes to its transfers, out of the cache as well. */
  readonly contributes: boolean
}

export const USUAL_PEER_TERMS: PeerTerms = { asks: true, contributes: true }

/** A line of the directory. */
export interface Peer {
  readonly id: PeerId
  /** As its card has it; '' before it was ever read. */
  readonly name: string
  readonly trust: PeerTrust
  /** Why it is quarantined; null: it is not. */
  readonly quarantine: { readonly atMs: number; readonly reason: string } | null
  readonly terms: PeerTerms
  readonly addresses: readonly PeerAddress[]
  /** The address that works now and the round trip to it; null: none does. */
  readonly reached: { readonly host: string; readonly port: number; readonly rttMs: number } | null
  readonly card: PeerCard | null
  readonly bandwidth: PeerBandwidth | null
  readonly history: PeerHistory
}

/** What a contributing peer last said of its part in a plan. */
export interface PlanStatus {
  /** Of the plan, as the peer knows it. */
  readonly revision: number
  /**
   * resolving: it asks the data server; fetching; idle: all it was asked for is there; leaving: it goes, politely;
   * refused: its policy or the server forbids it; failed: it could not, and may later.
   */
  readonly state: 'resolving' | 'fetching' | 'idle' | 'leaving' | 'refused' | 'failed'
  /** Bytes a second from the data server. */
  readonly bytesPerSecond: number
  readonly connections: number
  /** Code and sentence of what stands in its way; null: nothing. */
  readonly problem: { readonly code: string; readonly message: string } | null
}

/**
 * Who has or fetches which part of a file. `tiles` lie side by side and cover [0, length) at every instant
 * (invariant 3).
 */
export interface Plan {
  readonly length: number
  /** Grows with every change of who fetches what. */
  readonly revision: number
  readonly tiles: readonly PlanTile[]
  readonly peers: readonly PlanPeer[]
}

export interface PlanTile extends ByteRange {
  readonly state: 'wanted' | 'inFlight' | 'received' | 'durable'
  /** Id of the source that delivers it or has delivered it; null: nobody yet, or an earlier run. */
  readonly source: string | null
}

export interface PlanPeer {
  readonly id: PeerId
  readonly name: string
  /** What it was last asked for. */
  readonly ranges: readonly ByteRange[]
  readonly revision: number
  readonly status: PlanStatus | null
  /** Why it is in the plan, or not any more. */
  readonly reason: string
}
