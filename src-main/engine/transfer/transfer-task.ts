/**
 * One transfer's life: queued, running, retrying, paused, done, failed. It takes what people and the queue want of the
 * transfer, starts and ends its runs, and says what each made of it. It fetches nothing itself.
 */
import { fail, problemOf } from '../../../src-shared/errors/problem.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Priority } from '../../../src-shared/model/settings.ts'
import {
  READ_BACK_NOTICE,
  type QueueReason,
  type Transfer,
  type TransferState
} from '../../../src-shared/model/transfer.ts'
import type { Seen } from '../detail/detail-view.ts'
import type { Facts } from '../detail/limitation.ts'
import type { ReadBackStory } from '../integrity/read-back-words.ts'
import type { MetalinkFile } from '../metalink/metalink.ts'
import type { RecordedState, TransferRecord } from '../ports/journal-port.ts'
import type { Ordered } from '../schedule/queue-order.ts'
import type { Valve } from '../schedule/rate-limits.ts'
import type { PlaceUse, Seeker, Turns } from '../schedule/turns.ts'
import { removePart } from '../storage/part-file.ts'
import { proofOf, requestFor } from './another-address.ts'
import { attempts } from './attempts.ts'
import { whyPrivate } from './bonding/bond.ts'
import { KeptRecord } from './kept-record.ts'
import type { LiveCounters } from './live-counters.ts'
import { described, revised, revisedOnTheWay, unrevised, type Revision } from './revision.ts'
import type { RunContext } from './run-context.ts'
import { transferContext, type RunPorts } from './transfer-context.ts'
import { Turn } from './turn.ts'

export interface TaskPorts extends RunPorts {
  readonly turns: Turns<TransferTask>
  readonly patienceMs: number
  /** Hears of each that is done, once. */
  finished(task: TransferTask): void
}

type Activity =
  | { readonly kind: 'still' }
  | {
      readonly kind: 'moving'
      readonly stop: AbortController
      readonly ended: Promise<void>
    }

export class TransferTask implements Seeker {
  readonly #ports: TaskPorts
  readonly #kept: KeptRecord
  readonly #valve: Valve
  readonly #turn: Turn<TransferTask>
  #activity: Activity = { kind: 'still' }
  #isPublic = false
  /** What became of it was written while it waited for its turn: its run has nothing to say at its end. */
  #isSetAside = false

  constructor(ports: TaskPorts, record: TransferRecord, changed: (transfer: Transfer) => void) {
    this.#ports = ports
    this.#kept = new KeptRecord(ports, record, changed)
    this.#valve = ports.limits.valve(record.limitBytesPerSecond)
    this.#turn = new Turn(ports.turns, this)
  }

  get record(): TransferRecord {
    return this.#kept.record
  }

  get live(): LiveCounters {
    return this.#kept.live
  }

  /** As others see it. */
  get transfer(): Transfer {
    return this.#kept.transfer
  }

  /** Whether it has numbers to show: one that waits for its turn has none. */
  get isMoving(): boolean {
    return this.#activity.kind === 'moving' && this.#kept.state.kind !== 'queued'
  }

  /** Whether this process finished it in a way that peers could have gone, too: only then may they have the file. */
  get isPublic(): boolean {
    return this.#isPublic
  }

  /** Nothing of it is under way: it is still, or waits for its turn. */
  get isAtRest(): boolean {
    return this.#activity.kind === 'still' || this.#ports.turns.waits(this)
  }

  get isStopping(): boolean {
    return this.#activity.kind === 'moving' && this.#activity.stop.signal.aborted
  }

  get priority(): Priority {
    return this.record.priority
  }

  get position(): number {
    return this.record.queuePosition
  }

  get placeUse(): PlaceUse {
    const { state, live } = this.#kept
    if (state.kind === 'retrying') return state.problem.code.startsWith('http-') ? 'put-off' : 'cut-off'
    return live.meter.bytesPerSecond > 0 ? 'receiving' : 'busy'
  }

  /** What an open detail is read from; `shared`: the limit for all transfers together that holds now. */
  seen(shared: Facts['limit']): Seen {
    const { record, state, live } = this.#kept
    const own = record.limitBytesPerSecond
    const isOwn = own !== null && own <= (shared?.bytesPerSecond ?? Infinity)
    return {
      clock: this.#ports.clock,
      record,
      state,
      live,
      limit: isOwn ? { by: 'transfer', bytesPerSecond: own } : shared
    }
  }

  event(kind: string, detail: TransferEvent['detail']): void {
    this.#kept.event(kind, detail)
  }

  /**
   * Starts or resumes it, now or when its turn comes; nothing happens to one that moves or is done, and it answers false.
   * Throws ShoalError `transfer-busy`.
   */
  start(): boolean {
    if (this.#activity.kind === 'moving' || this.#kept.state.kind === 'done') return false
    this.#kept.claim()
    const stop = new AbortController()
    // The run begins in a later microtask, so that `moving` is in place before anything can end it.
    const ended = Promise.resolve().then(() => this.#run(stop.signal, turn))
    this.#activity = { kind: 'moving', stop, ended }
    const turn = this.#turn.take(stop.signal)
    return true
  }

  /** Resolves when a stop that is under way has come to its end: only then can it be started. */
  async stopped(): Promise<void> {
    if (this.#activity.kind === 'moving' && this.isStopping) await this.#activity.ended
  }

  /** Stops at a durable point. `recorded` is what the journal will say: `running` resumes at the next start. */
  async stop(recorded: 'paused' | 'running'): Promise<void> {
    // Again, where someone resumed it before this was asked and while an earlier stop was under way.
    while (this.#activity.kind === 'moving') {
      this.#activity.stop.abort()
      await this.#activity.ended
    }
    if (recorded === 'paused' && this.#kept.state.kind === 'paused')
      this.#kept.become(this.#kept.state, { kind: 'paused' })
  }

  /** Its file has been read again. What cannot be recorded, since another Shoal holds it or the journal fails, is not told. */
  tellReadBack({ event, notice: message }: ReadBackStory): void {
    try {
      this.event(event.kind, event.detail)
      if (message !== null) this.#whileOurs(() => this.#kept.notice({ code: READ_BACK_NOTICE, message }))
    } catch {
      // The next check by hand says the same.
    }
  }

  /** Deletes the partial file of a stopped transfer. */
  async deletePartial(): Promise<void> {
    const { name, directory } = this.record
    if (name === null || this.#kept.state.kind === 'done') return
    await removePart(this.#ports.disk, directory, name)
  }

  /** For Turns, as the next three. */
  waits(place: number, reason: QueueReason): void {
    this.#turn.wait(() => this.#kept.queue(place, reason))
  }

  stands(place: number): void {
    this.#kept.stand(place)
  }

  go(): void {
    this.#turn.come(() => this.#kept.begin())
  }

  yield(): void {
    this.#turn.takeBack()
  }

  /**
   * This and the next two write what shall be, and answer how it becomes so here: to be called once it is kept, in the
   * same moment. They throw ShoalError `transfer-busy`. This one gives it a limit of its own; null: none.
   */
  limiting(bytesPerSecond: number | null): () => void {
    const becomeSo = this.#whileOurs(() => this.#kept.write({ limitBytesPerSecond: bytesPerSecond }))
    const tell = this.#kept.writeEvent('limit-set', { bytesPerSecond })
    return () => {
      this.#valve.limit(bytesPerSecond)
      tell()
      becomeSo()
    }
  }

  /** Where it stands in the queue. */
  ordering({ priority, position }: Ordered): () => void {
    return this.#whileOurs(() => this.#kept.write({ priority, queuePosition: position }))
  }

  /** That it is paused, of one at rest; of one that has ended nothing. */
  pausing(): () => void {
    if (this.#activity.kind === 'moving') {
      const becomeSo = this.#kept.writeAside()
      return () => {
        this.#endWaiting()
        becomeSo()
      }
    }
    const { state, record } = this.#kept
    if (state.kind !== 'paused' || record.state.kind === 'paused') return () => undefined
    return this.#whileOurs(() => this.#kept.write({ state: { kind: 'paused' } }))
  }

  /** Ends the waiting of one at rest that the journal has forgotten. */
  abandon(): void {
    if (this.#activity.kind === 'still') return
    this.#endWaiting()
    this.#kept.setAside()
  }

  #endWaiting(): void {
    if (this.#activity.kind === 'still') return
    this.#isSetAside = true
    this.#activity.stop.abort()
  }

  /** Changes what nobody else may be changing, moving or still. */
  #whileOurs<T>(change: () => T): T {
    const isStill = this.#activity.kind === 'still'
    if (isStill) this.#kept.claim()
    try {
      return change()
    } finally {
      if (isStill) this.#kept.release()
    }
  }

  /** Takes over what the next run shall do differently. A run under way heeds a new checksum or limit, nothing else. */
  revise(revision: Revision, metalink: MetalinkFile | null = null): void {
    if (revision.limitBytesPerSecond !== undefined) this.#valve.limit(revision.limitBytesPerSecond)
    if (this.isMoving) this.#kept.amend(revisedOnTheWay(this.record, revision))
    else {
      this.#kept.amend(revised(this.record, revision))
      if (metalink) {
        this.#kept.amend(described(this.record, metalink))
        this.#ports.journal.setPieces(this.record.id, metalink.pieces)
      }
    }
    if (this.#activity.kind === 'moving') this.#kept.publish()
  }

  /**
   * Goes on from another address, told what `revise` is told, once that address has shown the bytes that are here. If it
   * does not, everything is as it was before, and this rejects with ShoalError.
   */
  async replaceUri(uri: URL, revision: Revision): Promise<void> {
    const wasMoving = this.#activity.kind === 'moving'
    while (this.#activity.kind === 'moving') await this.stop('running')
    if (this.#kept.state.kind === 'done') throw fail('transfer-done', { name: this.transfer.name })
    this.#kept.claim()
    const { record: before, state } = this.#kept
    this.revise(revision)
    if (!revision.request) this.#kept.amend({ request: requestFor(uri, before) })

    const stop = new AbortController()
    const proof = Promise.resolve()
      .then(async () => proofOf(await this.#context(stop.signal, uri), uri))
      .finally(() => {
        this.#rest(state, before.state)
        this.#kept.release()
      })
    const ended = proof.then(
      () => undefined,
      () => undefined
    )
    // It takes no turn: a question or two are soon answered.
    this.#activity = { kind: 'moving', stop, ended }
    this.#kept.begin(before.state)
    const [from, to] = [new URL(before.uri).host, uri.host]
    try {
      const { validator, detail } = await proof
      if (stop.signal.aborted) throw fail('interrupted')
      this.#kept.amend({ uri: uri.href, validator, anchor: null, described: false })
      this.event('address-replaced', { from, to, ...detail })
    } catch (thrown) {
      this.#kept.amend(unrevised(this.record, before))
      this.#valve.limit(before.limitBytesPerSecond)
      if (wasMoving && !stop.signal.aborted) this.start()
      else this.#kept.publish()
      throw thrown
    }
    if (requestFor(uri, before) !== before.request && !revision.request)
      this.#kept.notice({
        code: 'secrets-kept-back',
        message: `What was to be said to ${from} alone (login, header fields, client certificate) is not said to ${to}.`
      })
    this.start()
  }

  /** Runs until it is done, has failed, or someone stops it. Never rejects. */
  async #run(signal: AbortSignal, turn: Promise<void>): Promise<void> {
    await this.#settle(signal, turn).catch(() => undefined)
    this.#turn.leave()
    this.#kept.release()
  }

  async #settle(signal: AbortSignal, turn: Promise<void>): Promise<void> {
    try {
      await turn
      const context = await this.#context(signal, new URL(this.record.uri))
      const file = await attempts(context, {
        turn: this.#turn,
        patienceMs: () => this.#ports.patienceMs,
        became: (state) => this.#kept.become(state)
      })
      this.#isPublic = whyPrivate(context) === null
      // What was secret has served its purpose.
      this.#kept.amend({ request: {} })
      const done = { kind: 'done', path: file, finishedAtMs: this.#ports.clock.unixMs() } as const
      this.#rest(done, done)
      this.event('done', { bytes: this.record.length, seconds: this.record.activeSeconds })
      this.#ports.finished(this)
    } catch (thrown) {
      if (this.#isSetAside) {
        this.#isSetAside = false
        this.#activity = { kind: 'still' }
        return
      }
      if (signal.aborted) {
        // What the journal says stays `running` until someone decides it is paused: a quit must resume by itself.
        this.#rest({ kind: 'paused' }, { kind: 'running' })
        return
      }
      const problem = problemOf(thrown)
      this.#rest({ kind: 'failed', problem }, { kind: 'failed', problem })
      if (problem.code !== 'journal-unwritable')
        this.event('failed', { code: problem.code, message: problem.message })
    }
  }

  #context(signal: AbortSignal, uri: URL): Promise<RunContext> {
    return transferContext(this.#ports, this.#kept, this.#valve, uri, signal)
  }

  #rest(state: TransferState, recorded: RecordedState): void {
    this.#activity = { kind: 'still' }
    this.#kept.rest(state, recorded)
  }
}
