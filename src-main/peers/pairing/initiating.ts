/** What an initiator says over its line, and what it makes of the answers: refusals become problems of this side. */
import { randomBytes } from 'node:crypto'
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import {
  OFFER_AGAIN_MS,
  pairingCancel,
  pairingConfirm,
  pairingConfirmAnswer,
  pairingOffer,
  pairingOfferAnswer,
  pairingReveal,
  pairingRevealAnswer,
  type PairingCancel,
  type PairingConfirm,
  type PairingOfferAnswer,
  type PairingStanding
} from '../protocol/pairing-messages.ts'
import type { ProblemMessage } from '../protocol/problem.ts'
import { codeAtInitiator, heardAnswer, offerOf, type Offering } from './exchange.ts'
import type { PairingLine, PairingReply } from './pairing-line.ts'

export interface Agreed {
  readonly attempt: string
  /** As the other machine calls itself. */
  readonly name: string
  readonly code: string
}

interface Asking {
  readonly id: PeerId
  /** 16 random bytes in hex. */
  readonly attempt: string
  readonly name: string
  readonly clock: Clock
  readonly signal: AbortSignal
}

/** Offers until the responder is free, reveals, and returns the code. Throws ShoalError. */
export async function agreeOnCode(line: PairingLine, asking: Asking): Promise<Agreed> {
  const { id, attempt, signal } = asking
  const parties = { initiator: id, responder: line.peer }
  const offering: Offering = { parties, attempt, nonce: randomBytes(32).toString('hex') }
  const answer = await offer(line, offering, asking)
  const reveal = pairingReveal.encode({ attempt, nonce: offering.nonce })
  const theirs = pairingRevealAnswer.decode(bodyOf(await line.send('reveal', reveal, signal))).nonce
  return { attempt, name: answer.name, code: codeAtInitiator(heardAnswer(offering, answer), theirs) }
}

async function offer(line: PairingLine, offering: Offering, asking: Asking): Promise<PairingOfferAnswer> {
  const { name, clock, signal } = asking
  for (;;) {
    const reply = await line.send('offer', pairingOffer.encode(offerOf(offering, name)), signal)
    if (reply.kind === 'done' || reply.problem.code !== 'pairing-busy') {
      return pairingOfferAnswer.decode(bodyOf(reply))
    }
    await clock.sleep(OFFER_AGAIN_MS, signal)
  }
}

/** How the responder stands; null: no answer came. Throws ShoalError when it wants no more. */
export async function askStanding(
  line: PairingLine,
  question: PairingConfirm,
  signal: AbortSignal
): Promise<PairingStanding | null> {
  const asked = line.send('confirm', pairingConfirm.encode(question), signal)
  const reply = await asked.catch(() => null)
  return reply && pairingConfirmAnswer.decode(bodyOf(reply)).state
}

/** Resolves also when it was not heard: the other side's own clock ends it, too. */
export async function sayCancel(line: PairingLine, cancel: PairingCancel): Promise<void> {
  const within = AbortSignal.timeout(CANCEL_WITHIN_MS)
  await line.send('cancel', pairingCancel.encode(cancel), within).catch(() => undefined)
}

const CANCEL_WITHIN_MS = 5_000

function bodyOf(reply: PairingReply): string {
  if (reply.kind === 'done') return reply.body
  throw refusal(reply.problem)
}

/** What the other side's codes mean here; its sentences are not shown as this program's own. */
function refusal({ code }: ProblemMessage): ShoalError {
  switch (code) {
    case 'pairing-declined':
    case 'pairing-ended':
    case 'pairing-limited':
    case 'pairing-refused':
      return fail(code)
    default:
      return fail('pairing-broken', { reason: `it answered with ${code}` })
  }
}
