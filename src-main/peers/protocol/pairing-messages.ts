/**
 * The messages by which two devices that do not trust each other yet come to do so: pairing, and proof of the group
 * key. They are the only ones that such a device may send, so each is small and says nothing about this machine but
 * the name its owner gave it.
 *
 * Pairing has an initiator, who sends, and a responder, who answers. All are POST /shoal/1/pairing/STEP:
 *
 *   offer   { attempt, name, commitment }    → { name, commitment }
 *   reveal  { attempt, nonce }               → { nonce }
 *   confirm { attempt, confirmed, heard }    → { state }
 *   cancel  { attempt, reason }              → {}
 *
 * `attempt` is 16 random bytes and `nonce` 32, in lower-case hex; `commitment` is made as pairing/short-code.ts says.
 * The responder answers `reveal` only when the nonce fits the commitment; so does the initiator go on. From then on
 * both show the code. `confirm` asks how the responder stands: `confirmed` is true once the initiator's person has
 * said that the codes are the same, and stays so; `heard` is the last state it was told. The responder holds its
 * answer until its state is another one, at most 25 s. It stands at `waiting`, at `confirmed` when its own person has
 * said yes and the initiator's has not, and at `paired` when both have: then it has recorded the initiator's key, and
 * the initiator records the responder's as it reads this. Asking again after `paired` gives `paired` again.
 *
 * Refusals are problems: `pairing-busy` (409; the same offer may be sent again after 2 s), `pairing-limited` (429),
 * `pairing-refused` (403), `pairing-broken` (400), `pairing-declined` (403) and `pairing-ended` (404).
 *
 * The group key is proved by POST /shoal/1/group { proof } → { proof }, both as identity/group-key.ts says, on one
 * connection; `group-refused` (403) when it was not.
 */
import * as v from 'valibot'
import { printable } from './fields.ts'
import { JSON_LIMIT_BYTES, NAME_LIMIT_CHARACTERS } from './limits.ts'
import { message, type Message } from './message.ts'

export interface PairingOffer {
  readonly attempt: string
  readonly name: string
  readonly commitment: string
}
export interface PairingOfferAnswer {
  readonly name: string
  readonly commitment: string
}
export interface PairingReveal {
  readonly attempt: string
  readonly nonce: string
}
export interface PairingRevealAnswer {
  readonly nonce: string
}
/** Of the responder, as the initiator is told. */
export type PairingStanding = 'waiting' | 'confirmed' | 'paired'
export interface PairingConfirm {
  readonly attempt: string
  readonly confirmed: boolean
  readonly heard: PairingStanding
}
export interface PairingConfirmAnswer {
  readonly state: PairingStanding
}
export interface PairingCancel {
  readonly attempt: string
  /** `declined`: a person says that the codes differ, or wants no pairing; `ended`: time is up, or it was given up. */
  readonly reason: 'declined' | 'ended'
}
export interface GroupProofMessage {
  readonly proof: string
}

export type PairingStep = 'offer' | 'reveal' | 'confirm' | 'cancel'
export const PAIRING_STEPS: readonly string[] = [
  'offer',
  'reveal',
  'confirm',
  'cancel'
] satisfies PairingStep[]

/** The longest that an answer to `confirm` is held back. */
export const CONFIRM_HELD_MS = 25_000
/** How long an initiator waits before it offers again to one that was busy. */
export const OFFER_AGAIN_MS = 2_000

const hex = (bytes: number) =>
  v.pipe(
    v.string('must be text'),
    v.check((text) => text.length === 2 * bytes && /^[0-9a-f]*$/.test(text), `must be ${bytes} bytes in hex`)
  )
const attempt = hex(16)
const nonce = hex(32)
const digest = hex(32)
const name = printable(NAME_LIMIT_CHARACTERS)
const standing = v.picklist(['waiting', 'confirmed', 'paired'], 'must be waiting, confirmed or paired')

const plain = <T>(called: string, schema: v.GenericSchema<unknown, T>): Message<T> =>
  message({ name: called, limitBytes: JSON_LIMIT_BYTES, schema, toWire: (value) => value })

export const pairingOffer: Message<PairingOffer> = plain(
  'pairing offer',
  v.object({ attempt, name, commitment: digest }, 'must be an object')
)
export const pairingOfferAnswer: Message<PairingOfferAnswer> = plain(
  'answer to a pairing offer',
  v.object({ name, commitment: digest }, 'must be an object')
)
export const pairingReveal: Message<PairingReveal> = plain(
  'pairing nonce',
  v.object({ attempt, nonce }, 'must be an object')
)
export const pairingRevealAnswer: Message<PairingRevealAnswer> = plain(
  'answer to a pairing nonce',
  v.object({ nonce }, 'must be an object')
)
export const pairingConfirm: Message<PairingConfirm> = plain(
  'pairing confirmation',
  v.object({ attempt, confirmed: v.boolean('must be true or false'), heard: standing }, 'must be an object')
)
export const pairingConfirmAnswer: Message<PairingConfirmAnswer> = plain(
  'answer to a pairing confirmation',
  v.object({ state: standing }, 'must be an object')
)
export const pairingCancel: Message<PairingCancel> = plain(
  'end of a pairing',
  v.object(
    { attempt, reason: v.picklist(['declined', 'ended'], 'must be declined or ended') },
    'must be an object'
  )
)
export const pairingCancelAnswer: Message<object> = plain(
  'answer to the end of a pairing',
  v.object({}, 'must be an object')
)
export const groupProof: Message<GroupProofMessage> = plain(
  'group proof',
  v.object({ proof: digest }, 'must be an object')
)
