/** How a pairing reaches the other machine: the peers' client has the sockets and the pinned TLS. */
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { PairingStep } from '../protocol/pairing-messages.ts'
import type { ProblemMessage } from '../protocol/problem.ts'

export interface PairingLine {
  /** Whose key TLS has shown; every request goes to this key and no other. */
  readonly peer: PeerId
  /** Address or name that was dialled. */
  readonly host: string
  /**
   * POST /shoal/1/pairing/STEP. Rejects with ShoalError when no answer came, and when `signal` aborts. An answer to
   * `confirm` may be held for CONFIRM_HELD_MS.
   */
  send(step: PairingStep, body: string, signal: AbortSignal): Promise<PairingReply>
  /** Called once, when nothing more will be sent. */
  close(): void
}

export type PairingReply =
  | { readonly kind: 'done'; readonly body: string }
  | { readonly kind: 'refused'; readonly problem: ProblemMessage }

/** Whom a person wants to pair with. */
export interface PairingTarget {
  /** As it was typed or shown. */
  readonly label: string
  /** Connects and learns the key. Rejects with ShoalError. */
  dial(signal: AbortSignal): Promise<PairingLine>
}
