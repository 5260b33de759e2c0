/**
 * One peer's part in one plan: it sends the plan and its revisions, follows what the peer says of it, and keeps trying
 * while the plan is open. It decides nothing: what is asked of the peer comes from the engine.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { ShoalError } from '../../../src-shared/errors/problem.ts'
import type { PeerId, PlanStatus } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import type { PlanId } from '../protocol/paths.ts'
import type { PlanStatusMessage } from '../protocol/status.ts'
import type { Link, LinkBook } from '../reaching/link.ts'

/** Revisions follow each other no faster: what changes in between goes with the next. */
const REVISE_EVERY_MS = 100
/** A peer that failed is asked again after this, then after twice as long, … */
const FIRST_WAIT_MS = 1000
const LONGEST_WAIT_MS = 60_000
/** Messages of one peer that go into the log as they come; later ones only now and then. */
const TOLD_FREELY = 20
const TOLD_EVERY_MS = 10_000
/** Who could not bring the file a moment ago says so once more before it is asked again: each status is a second old at most. */
const BACK_AFTER_MS = 1000
/** Of a peer that ends, its connections are often gone before its good-bye has been read. */
const LAST_WORDS_MS = 500
/** The engine says soon how many it may have. */
const FIRST_CONNECTIONS = 1
/** A plan that went on after a restart may have been revised without a record of it. */
const REVISIONS_SKIPPED = 1000

export interface MemberHears {
  /** The peer can bring this file. */
  able(file: FileIdentity): void
  unable(reason: string): void
  said(status: PlanStatus): void
  failed(): void
}

/** What is asked of a peer. */
export interface Asked {
  readonly uri: string
  readonly file: FileIdentity | null
}

const GOOD_BYE = 'it said good-bye'

export class PlanMember {
  readonly id: PeerId
  readonly #links: LinkBook
  readonly #clock: Clock
  readonly #plan: PlanId
  readonly #hears: MemberHears
  readonly #over = new AbortController()
  #asked: Asked
  #ranges: readonly ByteRange[]
  #connections = FIRST_CONNECTIONS
  #revision: number
  #sentRevision = 0
  #wake: () => void = () => undefined
  #status: PlanStatusMessage | null = null
  /** What it has shown that it can bring. */
  #file: FileIdentity | null = null
  #told = 0
  #toldAtMs = -Infinity
  #unableAtMs = -Infinity
  #ended: Promise<void>

  constructor(options: {
    readonly id: PeerId
    readonly links: LinkBook
    readonly clock: Clock
    readonly plan: PlanId
    readonly asked: Asked
    /** What it may begin with. */
    readonly ranges: readonly ByteRange[]
    /** Nothing is sent before: the peer is being told of the end of an earlier plan. */
    readonly after: Promise<void>
    /** Greater than any the peer may have been sent. */
    readonly revision: number
    readonly hears: MemberHears
  }) {
    this.id = options.id
    this.#links = options.links
    this.#clock = options.clock
    this.#plan = options.plan
    this.#asked = options.asked
    this.#ranges = options.ranges
    this.#revision = options.revision
    this.#hears = options.hears
    this.#ended = options.after.then(() => this.#go())
  }

  get status(): PlanStatusMessage | null {
    return this.#status
  }

  get ranges(): readonly ByteRange[] {
    return this.#ranges
  }

  get revision(): number {
    return this.#revision
  }

  /** What it can send at once; nothing of another file than the plan's. */
  get held(): readonly ByteRange[] {
    return this.#file ? (this.#status?.held ?? []) : []
  }

  ask(asked: Asked): void {
    this.#asked = asked
    this.#revise()
  }

  assign(ranges: readonly ByteRange[]): void {
    this.#ranges = ranges
    this.#revise()
  }

  allow(connections: number): void {
    this.#connections = connections
    this.#revise()
  }

  /** Tells the peer, if it can be told, that nothing more is wanted. Never rejects. */
  async end(): Promise<void> {
    this.#over.abort()
    this.#wake()
    await this.#ended
    await this.#links
      .of(this.id)
      ?.client.dropPlan(this.#plan, timeout(DROP_WITHIN_MS))
      .catch(() => undefined)
  }

  #revise(): void {
    this.#revision++
    this.#wake()
  }

  async #go(): Promise<void> {
    let failures = 0
    while (!this.#over.signal.aborted) {
      const link = this.#links.of(this.id)
      let reason = 'it is out of reach'
      if (link) {
        const heardBefore = this.#status
        reason = await this.#follow(link)
        if (this.#status !== heardBefore) failures = 0
      }
      if (this.#over.signal.aborted) return
      const other = this.#links.of(this.id)
      // By another way it is the same peer, with the same plan.
      if (link && other && other.client !== link.client) continue
      this.#tell(null, reason)
      const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++)
      // A link that comes back is used at once.
      await this.#rest(waitMs, link ? null : () => this.#links.of(this.id) !== null)
    }
  }

  /** Sends the plan and stays with it; resolves with the reason why that came to an end. */
  async #follow(link: Link): Promise<string> {
    const round = new AbortController()
    const onOver = (): void => round.abort()
    round.signal.addEventListener('abort', () => this.#wake())
    this.#over.signal.addEventListener('abort', onOver)
    const stopListening = this.#links.onChange((id) => {
      if (id !== this.id) return
      const other = this.#links.of(id)
      if (other === null) void this.#endSoon(round)
      else if (other !== link) round.abort()
    })
    try {
      await this.#send(link, round.signal)
      const revising = this.#keepRevised(link, round)
      for await (const status of link.client.statusStream(this.#plan, round.signal)) {
        this.#hear(status)
        if (status.state === 'leaving') break
      }
      round.abort()
      await revising
      return this.#status?.state === 'leaving' ? GOOD_BYE : 'it ended the plan'
    } catch (thrown) {
      if (this.#status?.state === 'leaving') return GOOD_BYE
      if (round.signal.aborted) return 'the way to it has changed'
      this.#hears.failed()
      this.#links.doubt(this.id)
      return thrown instanceof ShoalError ? thrown.message : String(thrown)
    } finally {
      round.abort()
      stopListening()
      this.#over.signal.removeEventListener('abort', onOver)
    }
  }

  async #send({ client }: Link, signal: AbortSignal): Promise<void> {
    const message = () => ({
      revision: this.#revision,
      ...this.#asked,
      connections: this.#connections,
      ranges: this.#ranges
    })
    let answer: PlanStatusMessage
    let sent = message()
    try {
      answer = await client.putPlan(this.#plan, sent, signal)
    } catch (thrown) {
      if (!(thrown instanceof ShoalError) || thrown.code !== 'plan-stale') throw thrown
      this.#revision += REVISIONS_SKIPPED
      sent = message()
      answer = await client.putPlan(this.#plan, sent, signal)
    }
    this.#sentRevision = sent.revision
    this.#hear(answer)
  }

  /** Sends each change of the plan soon; a failure ends the round. */
  async #keepRevised(link: Link, round: AbortController): Promise<void> {
    try {
      while (!round.signal.aborted) {
        if (this.#sentRevision < this.#revision) await this.#send(link, round.signal)
        await this.#clock.sleep(REVISE_EVERY_MS, round.signal).catch(() => undefined)
        if (this.#sentRevision === this.#revision && !round.signal.aborted)
          await new Promise<void>((resolve) => (this.#wake = resolve))
      }
    } catch {
      // The status stream ends with the round, and would have nobody to tell of a failure.
      if (!(await this.#endSoon(round))) return
      this.#hears.failed()
      this.#links.doubt(this.id)
    }
  }

  /** Resolves with false if the round came to an end by itself. */
  async #endSoon(round: AbortController): Promise<boolean> {
    await this.#clock.sleep(LAST_WORDS_MS, round.signal).catch(() => undefined)
    if (round.signal.aborted) return false
    round.abort()
    return true
  }

  #hear(status: PlanStatusMessage): void {
    const before = this.#status
    this.#status = status
    if (news(before) !== news(status) && this.#isWorthTelling()) this.#hears.said(status)
    const isAway = status.state === 'refused' || status.state === 'failed'
    if (status.state === 'leaving') this.#tell(null, GOOD_BYE)
    else if (isAway) this.#tell(null, status.problem?.message ?? `it is ${status.state}`)
    else if (status.file) this.#tell(status.file, '')
  }

  /** A peer that changes its mind all the time fills no log. */
  #isWorthTelling(): boolean {
    const nowMs = this.#clock.nowMs()
    if (this.#told++ > TOLD_FREELY && nowMs - this.#toldAtMs < TOLD_EVERY_MS) return false
    this.#toldAtMs = nowMs
    return true
  }

  #tell(file: FileIdentity | null, reason: string): void {
    const isTooSoon = this.#clock.nowMs() - this.#unableAtMs < BACK_AFTER_MS
    if (file && !this.#file && isTooSoon) return
    const isAnother = file && this.#file && !isSame(file, this.#file)
    if (this.#file && (!file || isAnother)) {
      this.#file = null
      this.#unableAtMs = this.#clock.nowMs()
      this.#hears.unable(isAnother ? 'it has another file now' : reason)
    }
    if (file && !this.#file) {
      this.#file = file
      this.#hears.able(file)
    }
  }

  async #rest(ms: number, until: (() => boolean) | null): Promise<void> {
    const rest = new AbortController()
    const end = (): void => rest.abort()
    const stop = this.#links.onChange(() => until?.() && end())
    this.#over.signal.addEventListener('abort', end)
    await this.#clock.sleep(ms, rest.signal).catch(() => undefined)
    this.#over.signal.removeEventListener('abort', end)
    stop()
  }
}

const isSame = (a: FileIdentity, b: FileIdentity): boolean =>
  a.length === b.length &&
  a.validator.etag === b.validator.etag &&
  a.validator.lastModified === b.validator.lastModified

/** That it has caught up and goes on again is no news. */
const news = (status: PlanStatusMessage | null): string =>
  status ? `${status.state === 'fetching' ? 'idle' : status.state} ${status.problem?.code ?? ''}` : ''

/** A machine that does not answer good-byes notices by itself that nobody asks any more. */
const DROP_WITHIN_MS = 1000

function timeout(ms: number): AbortSignal {
  const over = new AbortController()
  setTimeout(() => over.abort(), ms).unref()
  return over.signal
}
