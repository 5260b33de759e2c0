/**
 * What each side of a pairing computes, step by step, as values: no sockets, no clock, no trust. The order of the
 * types is the order of the protocol, so that nothing can be revealed before both have committed, and no code exists
 * before both nonces have been checked.
 */
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PairingOffer, PairingOfferAnswer } from '../protocol/pairing-messages.ts'
import { codeOf, commitmentOf, fits, type Parties } from './short-code.ts'

/** The initiator has committed. */
export interface Offering {
  readonly parties: Parties
  readonly attempt: string
  readonly nonce: string
}

/** The initiator knows what the responder has committed to; it may reveal. */
export interface Offered extends Offering {
  readonly commitment: string
}

/** The responder has committed and knows what the initiator has committed to. */
export interface Answering extends Offered {
  /** As the initiator calls itself. */
  readonly name: string
}

export const offerOf = ({ parties, attempt, nonce }: Offering, name: string): PairingOffer => ({
  attempt,
  name,
  commitment: commitmentOf('initiator', parties, nonce)
})

export const heardAnswer = (offering: Offering, { commitment }: PairingOfferAnswer): Offered => ({
  ...offering,
  commitment
})

export const heardOffer = (
  parties: Parties,
  { attempt, name, commitment }: PairingOffer,
  nonce: string
): Answering => ({
  parties,
  attempt,
  nonce,
  name,
  commitment
})

export const answerTo = ({ parties, nonce }: Answering, name: string): PairingOfferAnswer => ({
  name,
  commitment: commitmentOf('responder', parties, nonce)
})

/** The code at the responder. Throws `pairing-broken`: then its own nonce must not be revealed. */
export function codeAtResponder({ parties, nonce, commitment }: Answering, theirs: string): string {
  if (!fits(commitment, 'initiator', parties, theirs)) throw otherNonce()
  return codeOf(parties, { initiator: theirs, responder: nonce })
}

/** The code at the initiator. Throws `pairing-broken`. */
export function codeAtInitiator({ parties, nonce, commitment }: Offered, theirs: string): string {
  if (!fits(commitment, 'responder', parties, theirs)) throw otherNonce()
  return codeOf(parties, { initiator: nonce, responder: theirs })
}

const otherNonce = (): ShoalError =>
  fail('pairing-broken', { reason: 'it revealed another number than it had committed to' })
