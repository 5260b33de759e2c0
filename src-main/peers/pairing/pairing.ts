/**
 * Pairing with one other machine at a time: who asks, who answers, what two people see and say, and the moment when
 * trust is recorded. It must never record trust before both have said yes to one code; and whoever comes unasked can
 * take its attention for two minutes and a few times an hour, no more: what its own person begins goes first.
 */
import { randomBytes } from 'node:crypto'
import { fail, problemOf, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { TrustBook } from '../ports/trust-book.ts'
import {
  CONFIRM_HELD_MS,
  pairingCancel,
  pairingCancelAnswer,
  pairingConfirm,
  pairingConfirmAnswer,
  pairingOffer,
  pairingOfferAnswer,
  pairingReveal,
  pairingRevealAnswer,
  type PairingCancel,
  type PairingConfirm,
  type PairingOffer,
  type PairingReveal,
  type PairingStanding
} from '../protocol/pairing-messages.ts'
import { answerTo, codeAtResponder, heardOffer, type Answering } from './exchange.ts'
import { agreeOnCode, askStanding, sayCancel, type Agreed } from './initiating.ts'
import { PairingLimits } from './limits.ts'
import type { PairingLine, PairingTarget } from './pairing-line.ts'
import type { Role } from './short-code.ts'

export interface PairingOptions {
  readonly id: PeerId
  /** What this machine is called, as in its card. */
  readonly name: () => string
  readonly trust: TrustBook
  readonly clock: Clock
}

/** For a person to go to the other machine and begin there. */
const WAIT_MS = 5 * 60_000
/** For two people to compare a code. */
const COMPARE_MS = 2 * 60_000
/** Programs reveal, not people: until then nobody has seen anything, and others have to wait. */
const REVEAL_WITHIN_MS = 10_000
/** Between two questions to a responder that was not reached, or did not hold its answer. */
const ASK_AGAIN_MS = 1_000
/** A responder that cannot be reached so often in a row is gone. */
const MOST_UNANSWERED = 10
/** An initiator asks again by then, if it is there. */
const TOLD_WITHIN_MS = 3_000

type Stage =
  | { readonly name: 'quiet' }
  | { readonly name: 'waiting'; readonly abort: AbortController; readonly asked: PeerId | null }
  | Comparing

interface Comparing {
  readonly name: 'comparing'
  readonly abort: AbortController
  readonly attempt: string
  readonly peer: PeerId
  readonly peerName: string
  readonly host: string | undefined
  readonly code: string
  readonly role: Role
  /** Who has said yes. */
  readonly yes: 'nobody' | 'here' | 'there' | 'both'
}

export class Pairing {
  readonly #options: PairingOptions
  readonly #limits = new PairingLimits()
  readonly #hearers = new Set<(state: PairingState) => void>()
  #state: PairingState = { kind: 'idle' }
  #stage: Stage = { name: 'quiet' }
  /** An offer that was taken and waits for its nonce. */
  #answering: (Answering & { readonly untilMs: number }) | null = null
  /** How the last attempt of others ended, for its initiator, who may ask more than once. */
  #settled: { readonly attempt: string; readonly peer: PeerId; readonly problem: ShoalError | null } | null =
    null
  /** The initiator has heard how its attempt ended. */
  #told: Promise<void> = Promise.resolve()
  #tellTold: () => void = () => undefined
  #isUntold = false
  #isClosed = false
  /** What this machine began, and the word to the other side that it is over. */
  #asking: Promise<void> = Promise.resolve()
  /** Lets go an answer or a question that is held until something changes. */
  #release: () => void = () => undefined

  constructor(options: PairingOptions) {
    this.#options = options
  }

  state(): PairingState {
    return this.#state
  }

  /** Hears every state from now on, until the returned function is called. */
  onChange(hear: (state: PairingState) => void): () => void {
    this.#hearers.add(hear)
    return () => this.#hearers.delete(hear)
  }

  /** In place of whatever is under way. Null: waits for whoever comes. */
  begin(target: PairingTarget | null): void {
    this.#stop('ended')
    const abort = new AbortController()
    this.#stage = { name: 'waiting', abort, asked: null }
    this.#endAfter(WAIT_MS, this.#stage)
    this.#tell({ kind: 'waiting', target: target?.label ?? null })
    if (target) this.#asking = this.#ask(target, abort)
  }

  /** A person says that `code`, the one shown, is the same on both machines. Throws ShoalError `pairing-ended`. */
  confirm(code: string): void {
    if (this.#stage.name !== 'comparing' || this.#stage.code !== code.replace(/\s/g, ''))
      throw fail('pairing-ended')
    this.#saidYes('here')
  }

  /** A person wants no pairing, or says that the codes differ. Nothing happens where nothing is under way. */
  cancel(): void {
    if (this.#stage.name === 'quiet') return
    const compared = this.#stage.name === 'comparing'
    this.#stop('declined')
    this.#tell(compared ? { kind: 'failed', problem: fail('pairing-declined').problem } : { kind: 'idle' })
  }

  /** Whether somebody has to be let in: for a pairing, or to hear how one ended. */
  get isAnswering(): boolean {
    return this.#stage.name !== 'quiet' || this.#isUntold
  }

  /** When the program ends: the other side hears how it ended first, or only one of the two would trust the other. */
  async close(): Promise<void> {
    this.#isClosed = true
    this.#stop('ended')
    this.#hearers.clear()
    const enough = new AbortController()
    const late = this.#options.clock.sleep(TOLD_WITHIN_MS, enough.signal).catch(() => undefined)
    await Promise.race([Promise.all([this.#told, this.#asking]), late])
    enough.abort()
  }

  /**
   * Answers POST /shoal/1/pairing/STEP with the body of a 200. Rejects with ShoalError: `message-invalid`,
   * `path-unknown`, `pairing-busy`, `pairing-limited`, `pairing-refused`, `pairing-broken`, `pairing-declined`,
   * `pairing-ended`. `signal` aborts when the asker is gone; `host` is where it asks from, which people are
   * shown.
   */
  async handle(
    step: string,
    body: string,
    from: PeerId,
    signal: AbortSignal,
    host?: string
  ): Promise<string> {
    switch (step) {
      case 'offer':
        return pairingOfferAnswer.encode(this.#heardOffer(pairingOffer.decode(body), from))
      case 'reveal':
        return pairingRevealAnswer.encode(this.#heardReveal(pairingReveal.decode(body), from, host))
      case 'confirm':
        return pairingConfirmAnswer.encode(
          await this.#heardConfirm(pairingConfirm.decode(body), from, signal)
        )
      case 'cancel':
        this.#heardCancel(pairingCancel.decode(body), from)
        return pairingCancelAnswer.encode({})
      default:
        throw fail('path-unknown', { path: `pairing/${step}` })
    }
  }

  // The initiator

  async #ask(target: PairingTarget, abort: AbortController): Promise<void> {
    const { signal } = abort
    try {
      const line = await target.dial(signal)
      await this.#initiate(line, abort).finally(() => line.close())
    } catch (thrown) {
      if (!signal.aborted) this.#end(thrown)
    }
  }

  async #initiate(line: PairingLine, abort: AbortController): Promise<void> {
    const { id, name, clock } = this.#options
    const { signal } = abort
    const attempt = randomBytes(16).toString('hex')
    try {
      if (signal.aborted) return
      if (line.peer === id) throw fail('pairing-broken', { reason: 'it is this machine itself' })
      this.#stage = { name: 'waiting', abort, asked: line.peer }
      const agreed = await agreeOnCode(line, { id, attempt, name: name(), clock, signal })
      signal.throwIfAborted()
      this.#compare(agreed, line, abort, 'initiator')
      if (await this.#follow(line, attempt, abort)) return
    } catch (thrown) {
      if (!signal.aborted) this.#end(thrown)
    }
    // The other side may show a code, whatever it was that ended this.
    const isDeclined = signal.reason instanceof ShoalError && signal.reason.code === 'pairing-declined'
    await sayCancel(line, { attempt, reason: isDeclined ? 'declined' : 'ended' })
  }

  /** Asks how the responder stands until this ends; true when it says that both are paired. */
  async #follow(line: PairingLine, attempt: string, abort: AbortController): Promise<boolean> {
    let heard: PairingStanding = 'waiting'
    let unanswered = 0
    while (this.#stage.name === 'comparing' && this.#stage.abort === abort) {
      const confirmed = this.#stage.yes === 'here' || this.#stage.yes === 'both'
      const question = this.#holding(abort.signal)
      const standing = await askStanding(line, { attempt, confirmed, heard }, question)
      if (abort.signal.aborted) return false
      if (standing !== null) unanswered = 0
      else if (!question.aborted && ++unanswered >= MOST_UNANSWERED) throw fail('pairing-ended')
      if (standing === 'paired') {
        if (!confirmed) throw fail('pairing-broken', { reason: 'it says yes for a person here' })
        this.#seal()
        return true
      }
      if (standing === 'confirmed') this.#saidYes('there')
      const news = standing !== null && standing !== heard
      heard = standing ?? heard
      if (!news && !question.aborted) await this.#options.clock.sleep(ASK_AGAIN_MS, abort.signal)
    }
    return false
  }

  // The responder

  #heardOffer(offer: PairingOffer, from: PeerId): { name: string; commitment: string } {
    const { id, name, trust, clock } = this.#options
    if (trust.trustOf(from) === 'quarantined') throw fail('pairing-refused')
    const nowMs = clock.nowMs()
    if (!this.#isFreeFor(from, nowMs)) throw fail('pairing-busy')
    if (!this.#limits.take(from, nowMs)) throw fail('pairing-limited')
    const answering = heardOffer({ initiator: from, responder: id }, offer, newNonce())
    this.#answering = { ...answering, untilMs: nowMs + REVEAL_WITHIN_MS }
    return answerTo(answering, name())
  }

  /**
   * When both machines ask each other at once, the one with the smaller id goes on and the other answers; the other
   * has heard, or will hear, that this one is busy, and its offer ends here.
   */
  #isFreeFor(from: PeerId, nowMs: number): boolean {
    const { id } = this.#options
    // Who still hears how theirs ended keeps the door open; nobody would see the code of another.
    if (this.#isClosed || from === id || this.#stage.name === 'comparing') return false
    if (this.#answering && this.#answering.parties.initiator !== from && nowMs < this.#answering.untilMs)
      return false
    if (this.#stage.name === 'quiet' || this.#state.kind !== 'waiting' || this.#state.target === null)
      return true
    return this.#stage.asked === from && from < id
  }

  #heardReveal({ attempt, nonce }: PairingReveal, from: PeerId, host: string | undefined): { nonce: string } {
    const answering = this.#answering
    if (!answering || answering.attempt !== attempt || answering.parties.initiator !== from)
      throw fail('pairing-ended')
    this.#answering = null
    if (this.#options.clock.nowMs() >= answering.untilMs) throw fail('pairing-ended')
    const code = codeAtResponder(answering, nonce)
    if (this.#stage.name !== 'quiet') this.#stage.abort.abort()
    this.#compare(
      { attempt, name: answering.name, code },
      { peer: from, host },
      new AbortController(),
      'responder'
    )
    return { nonce: answering.nonce }
  }

  async #heardConfirm(
    asked: PairingConfirm,
    from: PeerId,
    signal: AbortSignal
  ): Promise<{ state: PairingStanding }> {
    const isThis = (stage: Stage): stage is Comparing =>
      stage.name === 'comparing' &&
      stage.role === 'responder' &&
      stage.attempt === asked.attempt &&
      stage.peer === from
    if (isThis(this.#stage) && asked.confirmed) this.#saidYes('there')
    const standing = (): PairingStanding => {
      if (isThis(this.#stage)) return this.#stage.yes === 'here' ? 'confirmed' : 'waiting'
      if (this.#settled?.attempt !== asked.attempt || this.#settled.peer !== from) throw fail('pairing-ended')
      if (!signal.aborted) this.#tellTold()
      if (this.#settled.problem) throw this.#settled.problem
      return 'paired'
    }
    if (standing() === asked.heard && isThis(this.#stage)) {
      await this.#options.clock.sleep(CONFIRM_HELD_MS, this.#holding(signal)).catch(() => undefined)
    }
    return { state: standing() }
  }

  #heardCancel({ attempt, reason }: PairingCancel, from: PeerId): void {
    if (this.#answering?.attempt === attempt && this.#answering.parties.initiator === from)
      this.#answering = null
    const stage = this.#stage
    if (
      stage.name !== 'comparing' ||
      stage.role !== 'responder' ||
      stage.attempt !== attempt ||
      stage.peer !== from
    )
      return
    this.#end(fail(reason === 'declined' ? 'pairing-declined' : 'pairing-ended'))
    // It knows.
    this.#tellTold()
  }

  // Both

  #compare(
    { attempt, name, code }: Agreed,
    { peer, host }: Pick<Comparing, 'peer' | 'host'>,
    abort: AbortController,
    role: Role
  ): void {
    this.#stage = { name: 'comparing', abort, attempt, peer, peerName: name, host, code, role, yes: 'nobody' }
    this.#endAfter(COMPARE_MS, this.#stage)
    this.#tellComparing(this.#stage)
  }

  #saidYes(by: 'here' | 'there'): void {
    const stage = this.#stage
    if (stage.name !== 'comparing' || stage.yes === by || stage.yes === 'both') return
    const next: Comparing = { ...stage, yes: stage.yes === 'nobody' ? by : 'both' }
    this.#stage = next
    // The initiator waits for the word of the responder, which has recorded it by then.
    if (next.yes === 'both' && next.role === 'responder') return this.#seal()
    this.#tellComparing(next)
    this.#release()
  }

  #seal(): void {
    const stage = this.#stage
    if (stage.name !== 'comparing') return
    const { peer, peerName } = stage
    try {
      this.#options.trust.trust(peer, 'paired', peerName)
    } catch (thrown) {
      return this.#end(thrown)
    }
    this.#leave(stage, null)
    this.#tell({ kind: 'paired', peer, name: peerName })
  }

  /** The initiator asks again by itself, within a second if it is there. */
  #untold(): void {
    this.#tellTold()
    const heard = new AbortController()
    this.#isUntold = true
    this.#told = new Promise((resolve) => {
      this.#tellTold = () => {
        this.#isUntold = false
        heard.abort()
        resolve()
      }
    })
    this.#options.clock.sleep(TOLD_WITHIN_MS, heard.signal).then(this.#tellTold, () => undefined)
  }

  #endAfter(ms: number, { name, abort }: Exclude<Stage, { name: 'quiet' }>): void {
    const expire = (): void => {
      if (this.#stage.name === name && this.#stage.abort === abort) this.#end(fail('pairing-ended'))
    }
    this.#options.clock.sleep(ms, abort.signal).then(expire, () => undefined)
  }

  /** Something went wrong, time is up, or the other side wants no more. */
  #end(thrown: unknown): void {
    this.#stop('ended')
    this.#tell({ kind: 'failed', problem: problemOf(thrown) })
  }

  /** Ends what is under way; the other side hears why, from here or when it asks. */
  #stop(reason: PairingCancel['reason']): void {
    this.#answering = null
    const stage = this.#stage
    if (stage.name === 'quiet') return
    this.#leave(stage, fail(`pairing-${reason}`))
  }

  #leave(stage: Exclude<Stage, { name: 'quiet' }>, why: ShoalError | null): void {
    if (stage.name === 'comparing') {
      const { attempt, peer, role } = stage
      if (role === 'responder') {
        this.#settled = { attempt, peer, problem: why }
        this.#untold()
      }
    }
    this.#stage = { name: 'quiet' }
    stage.abort.abort(why ?? undefined)
    this.#release()
  }

  /** A signal for the one thing that is held now; whatever was held before is let go. */
  #holding(outer: AbortSignal): AbortSignal {
    this.#release()
    const held = new AbortController()
    const release = (): void => {
      outer.removeEventListener('abort', release)
      held.abort()
    }
    if (outer.aborted) release()
    outer.addEventListener('abort', release)
    this.#release = release
    return held.signal
  }

  #tellComparing({ code, peer, peerName, host, yes }: Comparing): void {
    const confirmed = yes === 'both' ? 'here' : yes
    this.#tell({ kind: 'comparing', code, peer, name: peerName, host, confirmed })
  }

  #tell(state: PairingState): void {
    this.#state = state
    for (const hear of this.#hearers) hear(state)
  }
}

const newNonce = (): string => randomBytes(32).toString('hex')
