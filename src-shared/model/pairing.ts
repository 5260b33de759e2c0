/**
 * How a pairing stands: two machines agree on a code, two people compare it, and both say yes. One pairing at a time;
 * nothing is trusted before `paired`. Plain data.
 */
import type { Problem } from '../errors/problem.ts'
import type { PeerId } from './peer.ts'

export type PairingState =
  | { readonly kind: 'idle' }
  /** For the other machine; `target` is the id or address that was asked for, null: whoever comes. */
  | { readonly kind: 'waiting'; readonly target: string | null }
  /** Both screens show `code`: six digits. */
  | {
      readonly kind: 'comparing'
      readonly code: string
      readonly peer: PeerId
      /** As the other machine calls itself; never trusted. */
      readonly name: string
      /** Its address as this machine sees it, or the name it was dialled by; absent: not known. */
      readonly host?: string | undefined
      /** Who has said yes so far. */
      readonly confirmed: 'nobody' | 'here' | 'there'
    }
  | { readonly kind: 'paired'; readonly peer: PeerId; readonly name: string }
  | { readonly kind: 'failed'; readonly problem: Problem }
