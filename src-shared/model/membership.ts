/**
 * Whether this machine takes part in the LAN: found by paired machines, reachable for them and fetching for them. Its
 * owner says so; nobody is helped before. Plain data.
 */
import type { Problem } from '../errors/problem.ts'

export type Membership =
  /** `problem`: why it is not in although its owner wants it to be; it is tried again by itself. Null: it is not wanted. */
  | { readonly kind: 'out'; readonly problem: Problem | null }
  | { readonly kind: 'joining' }
  /** `problem`: what is not as its owner wants it, and is tried again by itself; null: nothing. */
  | { readonly kind: 'joined'; readonly port: number; readonly problem: Problem | null }
  /** Those who are being helped are told. */
  | { readonly kind: 'leaving' }

export const problemIn = (membership: Membership): Problem | null =>
  membership.kind === 'out' || membership.kind === 'joined' ? membership.problem : null
