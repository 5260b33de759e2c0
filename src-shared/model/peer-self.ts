/** This machine as other peers may find it, and the parts of the self-test that tell what stands in the way. */
import type { PeerPolicy } from './peer-policy.ts'
import type { PeerId } from './peer.ts'

export interface PeerSelf {
  readonly id: PeerId
  /** What its owner calls it. */
  readonly name: string
  /** Where it can be reached, best first; empty while it does not listen. */
  readonly addresses: readonly { readonly host: string; readonly interface: string | null }[]
  /** Null: it does not listen. */
  readonly port: number | null
  readonly contributing: boolean
  readonly policy: PeerPolicy
}

/** One thing that must work for machines to find and reach each other. */
export interface PeerTestResult {
  /** Null: it is about this machine. */
  readonly peer: PeerId | null
  readonly step: 'interfaces' | 'multicast' | 'tcp' | 'identity' | 'card'
  readonly ok: boolean
  /** One sentence: what was seen. */
  readonly saw: string
  /** One sentence: what to do about it; null where there is nothing to do. */
  readonly advice: string | null
}

/**
 * Where a peer listens unless it is told otherwise or the port is taken, so that an address can be typed without one
 * and a firewall be opened. Below the ranges that systems take ports for outgoing connections from.
 */
export const USUAL_PEER_PORT = 7490
