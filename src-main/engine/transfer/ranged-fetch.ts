/**
 * Fetches a file of known length and validator over several connections: each lane claims a range from the ledger,
 * asks for it on its own connection, and takes the next. A few lanes stand in reserve, primed, and take over from any
 * that fails. When nothing is wanted any more, idle lanes take the tails of ranges that would finish late. Sources that
 * have shown that they serve the same file may join while it runs. The fetch fails only when every lane has given up or
 * something happened that no other try can mend.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import { RangedView } from '../detail/ranged-view.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Contributor } from '../ports/contributors.ts'
import { primingBytes } from '../schedule/priming.ts'
import { backoffMs, isCrowding, isFatal, RetryLater } from '../schedule/retry-policy.ts'
import { subTransferBytes } from '../schedule/sub-transfer-size.ts'
import type { PlacedFile } from '../storage/placed-file.ts'
import { Assignments, JUDGE_EVERY_MS } from './assignments.ts'
import { Checkpointer } from './checkpointer.ts'
import { Consequences } from './consequences.ts'
import { Criterion, type Conviction } from './criterion.ts'
import { Endgame } from './endgame.ts'
import { LaneConnections } from './lane-connections.ts'
import { claimant, Lane, type Claim } from './lane.ts'
import type { Answer } from './origin.ts'
import { Orphans } from './orphans.ts'
import { Parts } from './parts.ts'
import { PeerLanes, type PlanTold } from './peer-lanes.ts'
import type { PieceCheck } from './piece-check.ts'
import { TO_GET_ALL, type Purpose } from './purpose.ts'
import type { RunContext } from './run-context.ts'
import { compareSample } from './sample-request.ts'
import { Seating } from './seating.ts'
import type { Source } from './sources.ts'
import { SpotChecks, type Sample, type ServerUse } from './spot-checks.ts'
import { watchStalls } from './stall-watch.ts'
import { subTransfer, type Failed, type Outcome } from './sub-transfer.ts'

/** Tries of one lane in a row without a byte before it leaves the rest to the others. */
const LANE_TRIES = 3
/** A lane whose connection was found unsatisfactory a second time waits this long, then twice as long, … */
const PENALTY_MS = 1000
const LONGEST_PENALTY_MS = 30_000
/** How often a lane without a place in the origin's budget asks for one. */
const PLACE_WAIT_MS = 250
/** How often a lane without a part looks whether it has one; whoever gives it one wakes it. */
const IDLE_WAIT_MS = 1000
/** How long a connection refused in favour of others stays away the first time; doubles each time. */
const COURTESY_MS = 10_000
/** A connection that nobody has had work for leaves its place to others after this. */
const UNUSED_MS = 5000
/** Everything has been read and is on its way to the file: what remains takes moments. */
const SETTLING_MS = 10
/** Longer than any round trip, and than a lost packet takes to be sent again. */
const STANDSTILL_MS = 300
/** A lane that goes to another source waits this long, twice as long after the second failure, … */
const SWITCH_MS = 100

export class RangedFetch {
  readonly #context: RunContext
  readonly #anchor: Source
  readonly #seating: Seating
  readonly #pieces: PieceCheck | null
  readonly #file: PlacedFile
  readonly #ledger: Ledger
  /** Every lane. */
  readonly #lanes: Lane[] = []
  /** Those that go to the data server and its mirrors. */
  readonly #own: Lane[] = []
  readonly #peers: PeerLanes
  readonly #checks: SpotChecks
  readonly #consequences: Consequences
  readonly #stop = new AbortController()
  /** Ends all waiting, when there is nothing left to wait for. */
  readonly #wake = new AbortController()
  readonly #connections: LaneConnections
  readonly #criterion = new Criterion()
  readonly #parts: Parts
  readonly #endgame: Endgame
  readonly #orphans: Orphans
  readonly #assignments: Assignments
  readonly #purpose: Purpose
  /** Connections that it may have. */
  #allowed: number
  #fetching = 0
  #failure: ShoalError | null = null
  #gaveUp: ShoalError | null = null

  constructor(
    context: RunContext,
    anchor: Source,
    file: PlacedFile,
    ledger: Ledger,
    pieces: PieceCheck | null,
    plan: PlanTold,
    server: ServerUse,
    purpose: Purpose = TO_GET_ALL
  ) {
    this.#context = context
    this.#purpose = purpose
    this.#allowed = context.record().connections
    this.#anchor = anchor
    this.#seating = new Seating(context, anchor, this.#own)
    this.#pieces = pieces
    this.#file = file
    this.#ledger = ledger
    this.#connections = new LaneConnections(context, this.#stop.signal)
    this.#parts = new Parts(context, ledger, this.#own)
    this.#orphans = new Orphans(context)
    this.#endgame = new Endgame(context, ledger, this.#connections, this.#lanes, (victim, thief) =>
      this.#peers.isReserved(victim, thief)
    )
    this.#assignments = new Assignments({
      clock: context.clock,
      purpose,
      ledger,
      connections: this.#connections,
      endgame: this.#endgame,
      orphans: this.#orphans,
      parts: this.#parts,
      seating: this.#seating,
      lanes: this.#lanes,
      allowed: () => this.#allowed,
      open: () => this.#peers.allowed()
    })
    this.#consequences = new Consequences({
      context,
      ledger,
      pieces,
      plan,
      seating: this.#seating,
      peers: () => this.#peers,
      wakeAll: () => this.#wakeAll()
    })
    if (!this.#consequences.isProvable) context.live.nameEarlier()
    this.#checks = new SpotChecks(context, ledger, server, () => this.#peers.judges, this.#consequences)
    this.#peers = new PeerLanes(
      {
        context,
        ledger,
        connections: this.#connections,
        endgame: this.#endgame,
        orphans: this.#orphans,
        lanes: this.#lanes,
        over: this.#wake.signal,
        fetch: (lane, claim) => this.#fetch(lane, claim),
        sampleFor: (lane) => this.#sampleFor(lane),
        compare: (lane, sample) => this.#compare(lane, sample),
        distrust: (peer, reason) => this.#consequences.distrust(peer, reason),
        failed: (thrown) => this.#fail(thrown),
        isOver: () => this.#failure !== null || this.#isOver()
      },
      plan
    )
  }

  /**
   * `first` is the anchor's answer to the first wanted bytes, if they have been asked for. Resolves when every byte is
   * durable, and right as far as pieces can tell; rejects with ShoalError, and then what arrived is durable all the same.
   */
  async run(first: { readonly answer: Answer; readonly range: ByteRange } | null): Promise<void> {
    const { clock, live, signal } = this.#context
    const onAbort = (): void => this.#fail(fail('interrupted'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const stopWatching = watchStalls(clock, () => this.#lanes.map((lane) => lane.connection))
    live.story.book.begin()
    const view = (live.fetch = this.#view())
    const stopJudging = clock.every(JUDGE_EVERY_MS, () => this.#look())
    const checkpointer = new Checkpointer({
      clock,
      pool: this.#context.pool,
      file: this.#file,
      ledger: this.#ledger,
      flush: () => this.#lanes.forEach((lane) => lane.connection?.flush()),
      prepare: () => this.#prepareRecord(),
      failed: (thrown) => this.#fail(thrown)
    })
    this.#pieces?.tell({
      wrong: (piece) => this.#consequences.blame(piece),
      failed: (thrown) => this.#fail(thrown)
    })
    try {
      const leader = new Lane('active', this.#anchor)
      const given = first && this.#lead(leader, first.answer, first.range)
      this.#own.push(leader, ...this.#followers())
      this.#lanes.push(...this.#own)
      this.#peers.begin()
      await Promise.all(this.#own.map((lane) => this.#drive(lane, lane === leader ? given : null)))
      await this.#peers.end()
    } finally {
      this.#wake.abort()
      stopWatching()
      stopJudging()
      signal.removeEventListener('abort', onAbort)
      live.connections = 0
      if (live.fetch === view) live.fetch = null
      for (const lane of this.#lanes) this.#leave(lane, 'the transfer needs it no more')
      await this.#file.settled()
      await checkpointer.finish().catch((thrown: unknown) => this.#fail(thrown))
      this.#consequences.takeBack()
    }
    if (this.#failure) throw this.#failure
    // Lanes that gave up wait for no verdict.
    if (this.#ledger.isComplete) await this.#pieces?.judged()
    if (!this.#ledger.isComplete)
      throw this.#gaveUp ?? fail('internal', { reason: 'bytes are missing and nobody failed' })
  }

  #view(): RangedView {
    return new RangedView({
      context: this.#context,
      ledger: this.#ledger,
      parts: this.#parts,
      anchor: this.#anchor.host,
      holder: this,
      lanes: this.#lanes,
      allowed: () => this.#allowed
    })
  }

  /** The connection that brought the first answer goes on as a lane's. */
  #lead(lane: Lane, { connection, response }: Answer, range: ByteRange): Claim {
    this.#connections.adopt(lane, connection)
    lane.hasPlace = this.#context.hosts.take(this.#anchor.host, this)
    const owner = claimant(this.#anchor)
    this.#ledger.claimRange(owner, range)
    return { owner, range, race: null, answer: response }
  }

  /** More is wanted, or other bytes sooner. */
  demanded(): void {
    for (const lane of this.#lanes) lane.wake()
  }

  /** At most so many connections from now on; those beyond leave when their sub-transfers end. */
  allow(connections: number): void {
    this.#allowed = connections
    this.demanded()
  }

  /** Somebody waits for the byte at `position`: what has come of its range is written at once. */
  hurry(position: number): void {
    for (const { work, sink, connection } of this.#lanes)
      if (work && sink && work.range.start <= position && position < sink.end) connection?.flush()
  }

  /** Bytes may come from here, too. */
  admit(source: Source): void {
    this.#seating.admit(source, this.#parts.hasRoom)
  }

  /** So may they from this peer. */
  admitPeer(peer: Contributor): void {
    this.#peers.admit(peer)
  }

  dismissPeer(id: PeerId, reason: string): void {
    this.#peers.dismiss(id, reason)
  }

  /** Lanes beside the first: those that work from the start, no more than there is work for, and those that may. */
  #followers(): Lane[] {
    const { connections } = this.#context.record()
    const wanted = this.#ledger.wantedBytes
    const useful = this.#purpose.openEnded
      ? connections
      : Math.ceil(wanted / subTransferBytes(primingBytes(0), wanted, this.#parts.activeWanted))
    const active = Math.min(this.#parts.activeWanted - 1, useful)
    const all = Math.min(connections - 1, useful)
    return Array.from({ length: all }, (_, at) => new Lane(at < active ? 'active' : 'idle', this.#anchor))
  }

  /** Claims and fetches until everything has come, the fetch is stopped, or this lane has failed too often. */
  async #drive(lane: Lane, given: Claim | null): Promise<void> {
    let claim = given
    while (!this.#failure) {
      if (!claim) {
        if (this.#isOver()) break
        if (this.#isUnemployed()) {
          if (this.#context.clock.nowMs() - lane.restingSinceMs > UNUSED_MS)
            this.#leave(lane, 'nothing is wanted at present')
          await lane.rest(this.#context.clock, IDLE_WAIT_MS, this.#wake.signal)
          continue
        }
        const waitMs = this.#mustWaitMs(lane)
        if (waitMs > 0) {
          await lane.rest(this.#context.clock, waitMs, this.#wake.signal)
          continue
        }
        const sample = this.#sampleFor(lane)
        if (sample) {
          const { error } = await this.#compare(lane, sample)
          if (error && !this.#goesOn(lane, { error, bytes: 0 }, lane.retirements)) return
          continue
        }
        claim = this.#assignments.next(lane)
        if (!claim) {
          await lane.rest(this.#context.clock, this.#restMs(lane), this.#wake.signal)
          continue
        }
      }
      const retirements = lane.retirements
      const outcome = await this.#fetch(lane, claim)
      claim = this.#assignments.takeAhead(lane)
      this.#seating.heard(lane, outcome)
      if (outcome.error === null) continue
      if (!this.#goesOn(lane, outcome, retirements)) return
    }
    this.#leave(lane, 'the transfer needs it no more')
  }

  /** Whether a lane that failed tries again; one that does not is left. */
  #goesOn(lane: Lane, outcome: Failed, retirements: number): boolean {
    if (this.#failure || this.#seating.disown(lane, outcome.error)) return true
    if (isFatal(outcome.error.code)) {
      this.#fail(outcome.error)
      return false
    }
    this.#gaveUp = outcome.error
    // That another does better is not its fault.
    if (lane.retirements > retirements) return true
    if (!this.#forgive(lane, outcome)) {
      if (this.#purpose.openEnded) {
        // Where others get something it comes back, for there is no end that they would bring the rest by.
        if (this.#fetching === 0) {
          this.#fail(outcome.error)
          return false
        }
        lane.failures = 0
        lane.awayUntilMs = this.#context.clock.nowMs() + LONGEST_PENALTY_MS
      } else if (!this.#peers.isHelping) {
        // While peers bring the file, the data server is asked again now and then.
        this.#leave(lane, 'the transfer needs it no more')
        return false
      }
    }
    if (this.#fetching === 0) this.#callBack()
    return true
  }

  /** Whether a lane that failed may try again, and when. */
  #forgive(lane: Lane, { bytes, error }: { bytes: number; error: ShoalError }): boolean {
    const { clock, hosts } = this.#context
    const nowMs = clock.nowMs()
    const { host } = lane.source
    const askedMs = error instanceof RetryLater ? error.waitMs : 0
    const served = this.#seating.served(lane)
    if (isCrowding(error.code) && bytes === 0 && served > 0) {
      // The server serves the others: it is this one connection that it finds too many.
      this.#leave(lane, 'the server would not have it beside the others')
      hosts.learnCeiling(host, served)
      const waitMs = Math.max(askedMs, COURTESY_MS * 2 ** lane.refusals)
      lane.refusals++
      // The ceiling keeps it from this server; others may have it at once.
      if (!this.#seating.hasOther(lane)) lane.awayUntilMs = nowMs + waitMs
      this.#context.event('connections-limited', { host, served, reason: error.code, waitMs })
      return true
    }
    lane.failures = bytes > 0 ? 1 : lane.failures + 1
    this.#seating.failed(lane, error, bytes)
    if (this.#seating.hasOther(lane)) {
      this.#leave(lane, 'another source may do better')
      lane.awayUntilMs = nowMs + Math.min(SWITCH_MS * lane.failures, backoffMs(lane.failures, Math.random))
      return lane.failures < LANE_TRIES * this.#seating.count
    }
    lane.awayUntilMs = nowMs + Math.max(backoffMs(lane.failures, Math.random), askedMs)
    return lane.failures < LANE_TRIES
  }

  /** Nobody is at work: one of those that keep away to leave the server to others can stop doing so. */
  #callBack(): void {
    const away = this.#lanes.find(({ refusals }) => refusals > 0)
    if (!away) return
    away.awayUntilMs = 0
    away.wake()
  }

  /** Nobody is at work who could fail, and nothing is wanted or to be had: no lane need wait any longer. */
  #isOver(): boolean {
    const over =
      this.#fetching === 0 &&
      ((!this.#purpose.openEnded && this.#isAllHere()) ||
        (this.#ledger.wantedBytes > 0 && this.#seating.isRefused && !this.#peers.isHelping))
    if (over) this.#wake.abort()
    return over
  }

  /** Nothing is to be done until more is wanted. */
  #isUnemployed(): boolean {
    return this.#purpose.openEnded && this.#fetching === 0 && this.#ledger.wantedBytes === 0
  }

  /** Lanes with a place. */
  get #placed(): number {
    return this.#own.filter(({ hasPlace }) => hasPlace).length
  }

  /** Nothing is wanted, nor can be wanted again. */
  #isAllHere(): boolean {
    if (this.#ledger.wantedBytes > 0) return false
    if (this.#pieces) return this.#pieces.isWhole
    // The last look may find that something is not to be believed.
    const isChecked = this.#consequences.isProvable || !this.#hasPeers || this.#checks.isDone
    return isChecked && this.#consequences.isSettled && this.#ledger.wantedBytes === 0
  }

  /** Whether peers have brought anything, now or in an earlier run, or are at it. */
  get #hasPeers(): boolean {
    return this.#peers.judges.length > 0 || this.#context.live.sources().some(({ kind }) => kind === 'peer')
  }

  #sampleFor(lane: Lane): Sample | null {
    return this.#consequences.isProvable ? null : this.#checks.take(lane.source)
  }

  async #compare(lane: Lane, sample: Sample): Promise<Outcome> {
    const { connections, context, file, checks } = {
      connections: this.#connections,
      context: this.#context,
      file: this.#file,
      checks: this.#checks
    }
    this.#connections.name(lane, 'there is something to compare')
    this.#fetching++
    const outcome = await compareSample({ context, connections, file, checks }, lane, sample)
    this.#fetching--
    return outcome
  }

  #wakeAll(): void {
    for (const lane of this.#lanes) lane.wake()
  }

  /** Why a lane cannot work now, as the time to wait before asking again; 0: it can. */
  #mustWaitMs(lane: Lane): number {
    const { clock, hosts } = this.#context
    const awayMs = lane.awayUntilMs - clock.nowMs()
    if (awayMs > 0) return awayMs
    if (lane.part === 'idle') {
      this.#leave(lane, 'fewer do as well')
      return IDLE_WAIT_MS
    }
    if (lane.hasPlace && hosts.exceedsShare(lane.source.host, this)) this.#cede(lane)
    else if (this.#placed > this.#allowed) this.#leave(lane, 'fewer connections are allowed now')
    else {
      if (lane.hasPlace && this.#seating.isLeaving(lane)) this.#leave(lane, 'it goes to another source')
      if (!lane.hasPlace && this.#placed < this.#allowed) this.#seating.seat(lane, this)
    }
    lane.isMoving = false
    return lane.hasPlace ? 0 : PLACE_WAIT_MS
  }

  /**
   * Others have a right to a place of this fetch's. Whoever looks for work has just finished some, and gives up its own
   * only if none of the others has come to a standstill.
   */
  #cede(lane: Lane): void {
    const nowMs = this.#context.clock.nowMs()
    const standing = this.#own.find(
      (other) =>
        other.hasPlace &&
        other.source.host === lane.source.host &&
        (other.performance(nowMs)?.silentMs ?? 0) > STANDSTILL_MS
    )
    const reason = 'others have a right to its place'
    if (standing?.sink) {
      const range = { start: standing.position, end: standing.sink.end }
      if (!standing.work?.race)
        this.#orphans.add({ range, connection: standing.connectionNumber, reason: 'silent' })
      standing.retirements++
      const error = fail('connection-lost', { host: standing.source.host, reason })
      this.#connections.drop(standing, reason, error)
    }
    this.#leave(standing ?? lane, reason)
  }

  #leave(lane: Lane, reason: string): void {
    this.#connections.drop(lane, reason, this.#failure)
    if (!lane.hasPlace) return
    lane.hasPlace = false
    this.#context.hosts.release(lane.source.host, this)
  }

  /** How long a lane without work waits for some. */
  #restMs(lane: Lane): number {
    const isSettling = this.#ledger.wantedBytes === 0 && this.#fetching === 0
    if (isSettling && !this.#purpose.openEnded) return SETTLING_MS
    return this.#assignments.restMs(lane)
  }

  /** Looks at every sub-transfer under way, and at how many connections there should be. */
  #look(): void {
    const nowMs = this.#context.clock.nowMs()
    for (const conviction of this.#criterion.judge(this.#lanes, nowMs)) {
      if (conviction.lane.source.peer) this.#peers.retire(conviction, nowMs)
      else this.#retire(conviction, nowMs)
    }
    this.#peers.look(nowMs)
    this.#consequences.takeBack()
    if (!this.#consequences.isProvable && this.#checks.look()) this.#wakeAll()
    if (this.#ledger.wantedBytes === 0) return
    this.#parts.look(nowMs)
    for (const lane of this.#own) this.#assignments.askAhead(lane, nowMs)
  }

  /** Takes its range from an unsatisfactory connection; a primed reserve takes over at once. */
  #retire({ lane, reason, bytesPerSecond }: Conviction, nowMs: number): void {
    const range = { start: lane.position, end: lane.sink?.end ?? 0 }
    const connection = lane.connectionNumber
    if (!lane.work?.race) this.#orphans.add({ range, connection, reason })
    lane.retirements++
    lane.bytesPerSecond = null
    if (lane.retirements > 1) {
      const penaltyMs = PENALTY_MS * 2 ** (lane.retirements - 2)
      lane.awayUntilMs = nowMs + Math.min(LONGEST_PENALTY_MS, penaltyMs)
    }
    const why =
      reason === 'silent' ? 'it fell silent' : `it was slow (${Math.round(bytesPerSecond)} bytes a second)`
    this.#connections.drop(lane, why, fail('connection-lost', { host: lane.source.host, reason: why }))
    this.#seating.disappointed(lane, bytesPerSecond)
    if (this.#seating.hasOther(lane)) this.#leave(lane, why)
    this.#parts.replace(lane, `it takes over from connection ${connection}`)
  }

  async #fetch(lane: Lane, claim: Claim): Promise<Outcome> {
    const surroundings = {
      context: this.#context,
      connections: this.#connections,
      ledger: this.#ledger,
      file: this.#file,
      criterion: this.#criterion,
      isOver: () => this.#failure !== null,
      failed: (thrown: unknown) => this.#fail(thrown)
    }
    this.#fetching++
    const outcome = await subTransfer(surroundings, lane, claim)
    this.#fetching--
    // The last bytes are here, and those at rest may have something to compare.
    if (this.#fetching === 0 && this.#ledger.wantedBytes === 0 && !this.#purpose.openEnded) this.#wakeAll()
    return outcome
  }

  #prepareRecord(): () => void {
    const { journal, live, record } = this.#context
    const { id, activeSeconds } = record()
    const { refetchedBytes, retransmittedBytes } = live
    const counters = { activeSeconds, refetchedBytes, retransmittedBytes, sources: live.sources() }
    return () => journal.checkpoint(id, this.#ledger.durable, counters)
  }

  /** Ends every lane; the first reason counts. */
  #fail(thrown: unknown): void {
    if (this.#failure) return
    this.#failure =
      thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
    this.#stop.abort()
    this.#wake.abort()
    for (const lane of this.#lanes) lane.connection?.close(this.#failure)
  }
}
