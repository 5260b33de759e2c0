/**
 * The peers of a plan at work in one fetch: a few lanes for each, beside those that go to the data server. A peer may
 * come, fail, go and come back at any time; nothing of that ends the fetch, and what it did not bring is wanted again.
 */
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { ProblemCode } from '../../../../src-shared/errors/catalogue.ts'
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import type { Connection } from '../../connection/connection.ts'
import { endpointOf, sameEndpoint } from '../../connection/endpoint.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Contributor } from '../../ports/contributors.ts'
import { backoffMs } from '../../schedule/retry-policy.ts'
import { bytesByRate, subTransferBytes } from '../../schedule/sub-transfer-size.ts'
import type { Conviction } from '../ranged/criterion.ts'
import type { Endgame } from '../ranged/endgame.ts'
import type { LaneConnections } from '../ranged/lane-connections.ts'
import type { LaneWork } from '../ranged/lane-work.ts'
import { claimant, Lane, type Claim } from '../ranged/lane.ts'
import type { Orphans } from '../ranged/orphans.ts'
import { eachByteOnce } from './holders.ts'
import { Reservations, type PeerThatHolds } from './reservations.ts'
import type { WrongPiece } from '../proof/piece-check.ts'
import type { RunContext } from '../run-context.ts'
import type { Judge } from '../proof/spot-checks.ts'
import { peerSource, type Source } from '../sources/sources.ts'

/**
 * Ranges that a peer works on at once. With two its own link is full while one of them is asked for; a third evens out
 * that it fetches each over several connections and sends it in order.
 */
const LANES_PER_PEER = 3
/**
 * What a lane asks for before its rate is known: more than a data server is asked for, since a LAN needs no priming, and a
 * peer's own link stands still until the next request has come, which is late where many machines begin at once.
 */
const FIRST_BYTES = 2 * 1024 * 1024
const IDLE_MS = 50
/** The first of them brings bytes before the others are opened: handshakes with many peers at once hold each other up. */
const OPENED_AFTER_EACH_OTHER_MS = 60
/** Under this share of its best for so long, a peer does not deliver what it holds. */
const DELIVERS_SHARE = 0.25
const DELIVERS_AGAIN_MS = 1500
/** Nor does one that is slower than any LAN: others may be asked for what it says it holds. */
const HOLDS_AT_LEAST_BYTES_PER_SECOND = 512 * 1024
/** Slivers would cut everybody's claims to pieces; whoever comes by fetches them. */
const WORTH_RESERVING_BYTES = 64 * 1024
/** Who has brought nothing for so long helps nobody, and is not waited for when the data server fails, too. */
const HELPS_WITHIN_MS = 20_000
/** A connection by a way that is not used any more has this long to bring something. */
const OLD_WAY_SILENT_MS = 300

/** No honest mistake: answers that contradict what was asked or what the peer itself has said. */
const DISHONEST = new Set<ProblemCode>([
  'source-changed',
  'range-mismatch',
  'response-invalid',
  'head-too-large',
  'body-overlong',
  'encoding-unsupported'
])

/** What the fetch lends its peers. */
export interface Surroundings {
  readonly context: RunContext
  readonly ledger: Ledger
  readonly connections: LaneConnections
  readonly endgame: Endgame
  readonly orphans: Orphans
  /** Every lane of the fetch. */
  readonly lanes: Lane[]
  /** Ends all waiting. */
  readonly over: AbortSignal
  readonly work: LaneWork
  /** This peer contradicts itself or what was asked. */
  distrust(peer: PeerId, reason: string): void
  /** The disk, the journal or the program has failed. */
  failed(thrown: unknown): void
  isOver(): boolean
}

/** What the plan hears. */
export interface PlanTold {
  assign(peer: PeerId, ranges: readonly ByteRange[], reason: string): void
  measured(peer: PeerId, bytes: number, tookMs: number, held: boolean): void
  /** It gave wrong bytes. `reason` goes on after "NAME is not asked any more: ". */
  quarantine(peer: PeerId, reason: string): void
  /** It may have, and nobody can tell: it is asked for nothing more of this file. */
  setAside(peer: PeerId, reason: string): void
}

interface Helper extends PeerThatHolds {
  readonly contributor: Contributor
  readonly source: Source
  readonly lanes: readonly Lane[]
  isGone: boolean
  isDelivering: boolean
  bestBytesPerSecond: number
  slowSinceMs: number | null
  /** When it last brought what it was asked for, or came. */
  broughtAtMs: number
  /** What it was last told to fetch. */
  told: string
}

export class PeerLanes {
  readonly #in: Surroundings
  readonly #plan: PlanTold
  readonly #helpers: Helper[] = []
  readonly #reservations: Reservations
  #working = 0
  #hasBegun = false
  #settled: () => void = () => undefined

  constructor(surroundings: Surroundings, plan: PlanTold) {
    this.#in = surroundings
    this.#plan = plan
    const { clock } = surroundings.context
    this.#reservations = new Reservations(surroundings.ledger, this.#helpers, () => clock.nowMs())
  }

  /** Whether any peer brings something, or has just come to. */
  get isHelping(): boolean {
    const sinceMs = this.#in.context.clock.nowMs() - HELPS_WITHIN_MS
    return this.#helpers.some(({ broughtAtMs }) => broughtAtMs >= sinceMs)
  }

  /** Those that could say what stands somewhere. */
  get judges(): readonly Judge[] {
    return this.#helpers.map(({ contributor, held }) => ({ id: contributor.id, held }))
  }

  /** The bytes that may be asked of the data server; null: all. */
  allowed(): readonly ByteRange[] | null {
    return this.#reservations.openTo(null)
  }

  /** What a peer that is being asked to help may begin with before it has joined. */
  headStart(id: PeerId): readonly ByteRange[] {
    const { ledger } = this.#in
    const bytes = subTransferBytes(FIRST_BYTES, ledger.wantedBytes, this.#activeLanes + LANES_PER_PEER)
    return this.#reservations.headStart(id, bytes)
  }

  /**
   * Several sources delivered this wrong piece: one of them alone fetches it now, so that the next delivery says who
   * lies. That is the data server, or the first of the peers where it cannot be asked.
   */
  keepApart({ range, sources }: WrongPiece, isServerRefusing: boolean): void {
    const suspects = this.#helpers.filter(({ id }) => sources.includes(id))
    const isServersAlone = suspects.length < sources.length && !isServerRefusing
    this.#reservations.keepApart(range, isServersAlone ? null : (suspects[0]?.id ?? null))
  }

  admit(contributor: Contributor): void {
    const source = peerSource(contributor)
    const lanes = Array.from({ length: LANES_PER_PEER }, () => new Lane('active', source))
    const helper: Helper = {
      id: contributor.id,
      contributor,
      source,
      lanes,
      held: () =>
        contributor
          .held()
          .filter(
            (range) => isWithin(this.#in.ledger.length, range) && rangeLength(range) >= WORTH_RESERVING_BYTES
          ),
      isGone: false,
      isDelivering: true,
      bestBytesPerSecond: 0,
      slowSinceMs: null,
      broughtAtMs: this.#in.context.clock.nowMs(),
      told: ''
    }
    this.#helpers.push(helper)
    if (this.#hasBegun) this.#employ(helper)
  }

  dismiss(id: PeerId, reason: string): void {
    this.#reservations.endHeadStart(id)
    for (const helper of this.#helpers.filter((each) => each.id === id)) {
      helper.isGone = true
      this.#helpers.splice(this.#helpers.indexOf(helper), 1)
      for (const lane of helper.lanes) {
        this.#in.connections.drop(lane, reason, fail('connection-lost', { host: id, reason }))
        lane.wake()
      }
    }
  }

  begin(): void {
    this.#hasBegun = true
    for (const helper of this.#helpers) this.#employ(helper)
  }

  /** Resolves when none of them is at work any more. */
  async end(): Promise<void> {
    this.#hasBegun = false
    if (this.#working > 0) await new Promise<void>((resolve) => (this.#settled = resolve))
  }

  /** Whether a thief must leave a victim's range alone: it is held by a peer that delivers. */
  isReserved(victim: Lane, thief: Lane): boolean {
    const helper = this.#helperOf(victim)
    const thiefId = thief.source.peer?.id ?? null
    const rest = { start: victim.position, end: victim.sink?.end ?? 0 }
    if (this.#reservations.isApartFrom(thiefId, rest)) return true
    if (!helper?.isDelivering || thief.source === victim.source || !victim.work) return false
    return new IntervalSet(helper.held()).covers({ start: victim.position, end: victim.work.sink.end })
  }

  /** Call some ten times a second. */
  look(nowMs: number): void {
    for (const helper of this.#helpers) {
      this.#leaveOldWays(helper)
      this.#judge(helper, nowMs)
      this.#tell(helper)
    }
  }

  /** A peer's connection fell silent: its range is wanted again, and it is tried later. */
  retire({ lane, reason }: Conviction, nowMs: number): void {
    const range = { start: lane.position, end: lane.sink?.end ?? 0 }
    if (!lane.work?.race) this.#in.orphans.add({ range, connection: lane.connectionNumber, reason })
    lane.retirements++
    lane.bytesPerSecond = null
    lane.awayUntilMs = nowMs + backoffMs(lane.retirements, Math.random)
    const error = fail('connection-lost', { host: lane.source.host, reason: 'it fell silent' })
    this.#in.connections.drop(lane, 'it fell silent', error)
  }

  #helperOf(lane: Lane): Helper | undefined {
    return this.#helpers.find(({ source }) => source === lane.source)
  }

  #employ(helper: Helper): void {
    this.#in.lanes.push(...helper.lanes)
    const nowMs = this.#in.context.clock.nowMs()
    for (const [place, lane] of helper.lanes.entries()) {
      lane.awayUntilMs = nowMs + place * OPENED_AFTER_EACH_OTHER_MS
      this.#working++
      void this.#drive(helper, lane)
        .catch((thrown: unknown) => this.#in.failed(thrown))
        .then(() => {
          this.#in.connections.drop(lane, 'the transfer needs it no more')
          this.#in.lanes.splice(this.#in.lanes.indexOf(lane), 1)
          if (--this.#working === 0) this.#settled()
        })
    }
  }

  async #drive(helper: Helper, lane: Lane): Promise<void> {
    const { context, connections, over, work } = this.#in
    const { clock } = context
    while (!helper.isGone && !this.#in.isOver() && !over.aborted) {
      const awayMs = lane.awayUntilMs - clock.nowMs()
      if (awayMs > 0) {
        await lane.rest(clock, awayMs, over)
        continue
      }
      if (lane.connection && !leadsTo(lane.connection, helper.contributor))
        connections.drop(lane, 'there is a better way to it')
      // Bytes are claimed by who can bring them: a peer out of reach must not keep them from others.
      if (!lane.connection) {
        const error = await connections.ready(lane).then(() => null, asShoalError)
        if (error) this.#failed(helper, lane, error)
        if (error || helper.isGone) continue
      }
      const sample = work.sampleFor(lane)
      if (sample) {
        const { error } = await work.compare(lane, sample)
        if (error) this.#failed(helper, lane, error)
        continue
      }
      const claim = this.#next(helper, lane)
      if (!claim) {
        await lane.rest(clock, IDLE_MS, over)
        continue
      }
      const isHeld = new IntervalSet(helper.held()).covers(claim.range)
      const beganAtMs = clock.nowMs()
      const outcome = await work.fetch(lane, claim)
      if (outcome.error) this.#failed(helper, lane, outcome.error, outcome.bytes)
      else {
        const tookMs = clock.nowMs() - beganAtMs
        this.#plan.measured(helper.id, rangeLength(claim.range), tookMs, isHeld)
        lane.retirements = 0
        helper.broughtAtMs = clock.nowMs()
      }
    }
  }

  #next(helper: Helper, lane: Lane): Claim | null {
    const { ledger, endgame } = this.#in
    if (ledger.wantedBytes === 0) return endgame.steal(lane)
    const bytes = lane.primedBy ? bytesByRate(lane.bytesPerSecond ?? 0) : FIRST_BYTES
    const size = subTransferBytes(bytes, ledger.wantedBytes, this.#activeLanes)
    const owner = claimant(lane.source)
    const range =
      ledger.claim(owner, size, this.#reservations.ownOf(helper)) ??
      ledger.claim(owner, size, this.#reservations.openTo(helper))
    if (!range) return null
    if (lane.primedBy) lane.life?.become('active', 'it is primed', lane.measured)
    this.#in.orphans.adopt(lane, range)
    return { owner, range, race: null, answer: null }
  }

  #failed(helper: Helper, lane: Lane, error: ShoalError, bytes = 0): void {
    if (helper.isGone) return
    const { clock } = this.#in.context
    lane.failures = bytes > 0 ? 1 : lane.failures + 1
    lane.awayUntilMs = Math.max(lane.awayUntilMs, clock.nowMs() + backoffMs(lane.failures, Math.random))
    if (!DISHONEST.has(error.code)) return
    this.#in.distrust(helper.id, error.message)
  }

  get #activeLanes(): number {
    return this.#in.lanes.filter(({ part }) => part === 'active').length
  }

  /** Another way leads to this peer now: what still comes by the old one may come, but is not waited for. */
  #leaveOldWays({ contributor, lanes }: Helper): void {
    for (const lane of lanes) {
      const { connection } = lane
      if (!connection || leadsTo(connection, contributor) || connection.silentMs() < OLD_WAY_SILENT_MS)
        continue
      const reason = 'another way leads to it now'
      this.#in.connections.drop(lane, reason, fail('connection-lost', { host: lane.source.host, reason }))
    }
  }

  #judge(helper: Helper, nowMs: number): void {
    const working = helper.lanes.filter(({ work }) => work)
    const bytesPerSecond = working.reduce(
      (sum, lane) => sum + (lane.performance(nowMs)?.bytesPerSecond ?? 0),
      0
    )
    helper.bestBytesPerSecond = Math.max(helper.bestBytesPerSecond, bytesPerSecond)
    const isBusy = working.length > 0 || helper.lanes.some(({ awayUntilMs }) => awayUntilMs > nowMs)
    // Our own limit, or the other lanes' turn at the disk, is no fault of its own.
    const isHeldBack =
      this.#in.context.pool.exhausted || working.some(({ connection }) => connection?.isHeldBack)
    const least = Math.max(helper.bestBytesPerSecond * DELIVERS_SHARE, HOLDS_AT_LEAST_BYTES_PER_SECOND)
    const isSlow = isBusy && !isHeldBack && bytesPerSecond <= least
    helper.slowSinceMs = isSlow ? (helper.slowSinceMs ?? nowMs) : null
    helper.isDelivering = helper.slowSinceMs === null || nowMs - helper.slowSinceMs < DELIVERS_AGAIN_MS
  }

  #tell(helper: Helper): void {
    // Two of its lanes that race are asked for the same bytes.
    const ranges = eachByteOnce(
      helper.lanes.flatMap(({ work }) =>
        work && work.sink.end > work.range.start ? [{ start: work.range.start, end: work.sink.end }] : []
      )
    )
    const told = ranges.map(({ start, end }) => `${start}-${end}`).join()
    if (told === helper.told) return
    const reason = helper.told === '' ? 'it has room for work' : 'its connections took the next bytes'
    helper.told = told
    this.#plan.assign(helper.id, ranges, ranges.length === 0 ? 'nothing is left for it' : reason)
  }
}

/** Whether it goes the way by which the peer is reached now. */
const leadsTo = ({ endpoint }: Connection, contributor: Contributor): boolean =>
  sameEndpoint(endpoint, endpointOf(contributor.url()))

/** What another machine says it holds may be anything. */
const isWithin = (length: number, { start, end }: ByteRange): boolean =>
  Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start < end && end <= length

const asShoalError = (thrown: unknown): ShoalError =>
  thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
