/**
 * Fetches a file of known length and validator over several connections: each lane claims a range from the ledger,
 * asks for it on its own connection, and takes the next. Sources and peers that have shown that they serve the same file
 * may join while it runs. This puts the parts of a fetch together, looks after them some ten times a second, and says
 * when it is over: when all has come, every lane has given up, or something happened that no other try can mend.
 */
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { RangedView } from '../../detail/ranged-view.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { Contributor } from '../../ports/contributors.ts'
import type { PlacedFile } from '../../storage/placed-file.ts'
import { Assignments, JUDGE_EVERY_MS } from './assignments.ts'
import { Checkpointer } from '../checkpointer.ts'
import { Consequences } from '../proof/consequences.ts'
import { Criterion } from './criterion.ts'
import { Endgame } from './endgame.ts'
import { LaneConnections } from './lane-connections.ts'
import { LanePlaces } from './lane-places.ts'
import { LaneWork } from './lane-work.ts'
import type { Lane } from './lane.ts'
import { Orphans } from './orphans.ts'
import { OwnLanes, type FirstBytes } from './own-lanes.ts'
import { Parts } from './parts.ts'
import { PeerLanes, type PlanTold } from '../bonding/peer-lanes.ts'
import type { PieceCheck } from '../proof/piece-check.ts'
import { TO_GET_ALL, type Purpose } from './purpose.ts'
import type { RunContext } from '../run-context.ts'
import { Seating } from './seating.ts'
import type { Source } from '../sources/sources.ts'
import { ServerSilence } from '../proof/server-silence.ts'
import { SpotChecks, type ServerUse } from '../proof/spot-checks.ts'
import { watchStalls } from '../stall-watch.ts'

export class RangedFetch {
  readonly #context: RunContext
  readonly #file: PlacedFile
  readonly #ledger: Ledger
  readonly #pieces: PieceCheck | null
  readonly #purpose: Purpose
  readonly #view: RangedView
  /** Every lane. */
  readonly #lanes: Lane[] = []
  readonly #own: OwnLanes
  readonly #peers: PeerLanes
  readonly #parts: Parts
  readonly #seating: Seating
  readonly #places: LanePlaces
  readonly #work: LaneWork
  readonly #criterion = new Criterion()
  readonly #checks: SpotChecks
  readonly #silence: ServerSilence
  readonly #consequences: Consequences
  readonly #stop = new AbortController()
  /** Ends all waiting, when there is nothing left to wait for. */
  readonly #wake = new AbortController()
  #failure: ShoalError | null = null

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
    this.#file = file
    this.#ledger = ledger
    this.#pieces = pieces
    this.#silence = new ServerSilence(context.live, () => context.clock.nowMs())
    this.#purpose = purpose
    const lanes = this.#lanes
    /** Those that go to the data server and its mirrors. */
    const own: Lane[] = []
    const connections = new LaneConnections(context, this.#stop.signal)
    const orphans = new Orphans(context)
    const seating = (this.#seating = new Seating(context, anchor, own))
    const parts = (this.#parts = new Parts(context, ledger, own))
    const places = (this.#places = new LanePlaces(
      { context, connections, orphans, seating, lanes: own, failure: () => this.#failure },
      context.record().connections
    ))
    const endgame = new Endgame(context, ledger, connections, lanes, (victim, thief) =>
      this.#peers.isReserved(victim, thief)
    )
    const assignments = new Assignments({
      clock: context.clock,
      purpose,
      ledger,
      connections,
      endgame,
      orphans,
      parts,
      seating,
      lanes,
      allowed: () => places.allowed,
      open: () => this.#peers.allowed()
    })
    const consequences = (this.#consequences = new Consequences({
      context,
      ledger,
      pieces,
      plan,
      seating,
      peers: () => this.#peers,
      wakeAll: () => this.#wakeAll()
    }))
    if (!consequences.isProvable) context.live.nameEarlier()
    const judges = (): PeerLanes['judges'] => this.#peers.judges
    const checks = (this.#checks = new SpotChecks(
      context,
      ledger,
      server,
      judges,
      this.#silence,
      consequences
    ))
    const hasFailed = (): boolean => this.#failure !== null
    const failed = (thrown: unknown): void => this.#fail(thrown)
    const work = (this.#work = new LaneWork({
      context,
      connections,
      ledger,
      file,
      criterion: this.#criterion,
      checks,
      silence: this.#silence,
      isProvable: () => consequences.isProvable,
      ended: () => this.#settle(),
      isOver: hasFailed,
      failed
    }))
    const over = this.#wake.signal
    this.#own = new OwnLanes({
      context,
      ledger,
      anchor,
      purpose,
      assignments,
      connections,
      orphans,
      parts,
      places,
      seating,
      work,
      own,
      lanes,
      over,
      isHelped: () => this.#peers.isHelping,
      isOver: () => this.#isOver(),
      hasFailed,
      failed
    })
    this.#peers = new PeerLanes(
      {
        context,
        ledger,
        connections,
        endgame,
        orphans,
        work,
        lanes,
        over,
        distrust: (peer, reason) => consequences.distrust(peer, reason),
        failed,
        isOver: () => hasFailed() || this.#isOver()
      },
      plan
    )
    this.#view = new RangedView({
      context,
      ledger,
      parts,
      anchor: anchor.host,
      holder: places,
      lanes,
      allowed: () => places.allowed
    })
  }

  /**
   * `first` is the anchor's answer to the first wanted bytes, if they have been asked for; `enlisted` is called when they
   * are claimed, and nothing else is. Resolves when every byte is durable, and right as far as pieces can tell; rejects
   * with ShoalError, and then what arrived is durable all the same.
   */
  async run(first: FirstBytes | null, enlisted = (): void => undefined): Promise<void> {
    const { clock, live, signal } = this.#context
    const onAbort = (): void => this.#fail(fail('interrupted'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const stopWatching = watchStalls(clock, () => this.#lanes.map((lane) => lane.connection))
    live.story.book.begin()
    live.fetch = this.#view
    const stopJudging = clock.every(JUDGE_EVERY_MS, () => this.#look())
    const checkpointer = this.#checkpointer()
    this.#pieces?.tell({
      wrong: (piece) => this.#consequences.blame(piece),
      failed: (thrown) => this.#fail(thrown)
    })
    try {
      this.#own.enlist(first)
      enlisted()
      this.#peers.begin()
      await this.#own.work()
      await this.#peers.end()
    } finally {
      this.#wake.abort()
      stopWatching()
      stopJudging()
      signal.removeEventListener('abort', onAbort)
      live.connections = 0
      if (live.fetch === this.#view) live.fetch = null
      for (const lane of this.#lanes) this.#places.leave(lane, 'the transfer needs it no more')
      await this.#file.settled()
      await checkpointer.finish().catch((thrown: unknown) => this.#fail(thrown))
      this.#consequences.takeBack()
    }
    if (this.#failure) throw this.#failure
    // Lanes that gave up wait for no verdict.
    if (this.#ledger.isComplete) await this.#pieces?.judged()
    if (!this.#ledger.isComplete)
      throw this.#own.gaveUp ?? fail('internal', { reason: 'bytes are missing and nobody failed' })
  }

  /** More is wanted, or other bytes sooner. */
  demanded(): void {
    this.#wakeAll()
  }

  /** At most so many connections from now on; those beyond leave when their sub-transfers end. */
  allow(connections: number): void {
    this.#places.allowed = connections
    this.#wakeAll()
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

  /** What a peer may begin with that is being asked whether it can help. */
  headStart(id: PeerId): readonly ByteRange[] {
    return this.#peers.headStart(id)
  }

  dismissPeer(id: PeerId, reason: string): void {
    this.#peers.dismiss(id, reason)
  }

  /** Nobody is at work who could fail, and nothing is wanted or to be had: no lane need wait any longer. */
  #isOver(): boolean {
    const over =
      this.#work.underWay === 0 &&
      ((!this.#purpose.openEnded && this.#isAllHere()) ||
        (this.#ledger.wantedBytes > 0 && this.#seating.isRefused && !this.#peers.isHelping))
    if (over) this.#wake.abort()
    return over
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

  /** When the last bytes are here, those at rest may have something to compare. */
  #settle(): void {
    if (this.#work.underWay === 0 && this.#ledger.wantedBytes === 0 && !this.#purpose.openEnded)
      this.#wakeAll()
  }

  #wakeAll(): void {
    for (const lane of this.#lanes) lane.wake()
  }

  /** Looks at every sub-transfer under way, and at how many connections there should be. */
  #look(): void {
    const nowMs = this.#context.clock.nowMs()
    for (const conviction of this.#criterion.judge(this.#lanes, nowMs)) {
      if (conviction.lane.source.peer) {
        this.#peers.retire(conviction, nowMs)
        continue
      }
      if (conviction.reason === 'silent') this.#silence.fell()
      this.#own.retire(conviction, nowMs)
    }
    this.#work.look(nowMs)
    this.#peers.look(nowMs)
    this.#consequences.takeBack()
    if (!this.#consequences.isProvable && this.#checks.look()) this.#wakeAll()
    this.#own.look(nowMs)
  }

  #checkpointer(): Checkpointer {
    const { clock, journal, pool, record } = this.#context
    return new Checkpointer({
      clock,
      pool,
      file: this.#file,
      ledger: this.#ledger,
      flush: () => this.#lanes.forEach((lane) => lane.connection?.flush()),
      prepare: () => {
        const { id, activeSeconds, refetchedBytes, retransmittedBytes, sources } = record()
        const counters = { activeSeconds, refetchedBytes, retransmittedBytes, sources }
        return () => journal.checkpoint(id, this.#ledger.durable, counters)
      },
      failed: (thrown) => this.#fail(thrown)
    })
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
