/**
 * A transfer as the journal keeps it: its record, its state, its log, and the claim that makes it this process's. What
 * changes goes to the journal first, and is told to others then. It decides nothing about the transfer.
 */
import { fail, problemOf } from '../../../src-shared/errors/problem.ts'
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Notice, QueueReason, Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import type { Clock } from '../ports/clock.ts'
import type { JournalPort, RecordedState, TransferRecord } from '../ports/journal-port.ts'
import { LiveCounters } from './live-counters.ts'
import { recordedLedger } from './reopen.ts'
import { transferView } from './transfer-view.ts'

/** Interrupted, it would resume by itself. */
const RUNNING: RecordedState = { kind: 'running' }

/** What it needs of the outside. */
export interface KeptBy {
  readonly clock: Clock
  readonly journal: Pick<JournalPort, 'claim' | 'release' | 'durable' | 'update' | 'log'>
}

export class KeptRecord {
  readonly live: LiveCounters
  readonly #by: KeptBy
  readonly #changed: (transfer: Transfer) => void
  #record: TransferRecord
  #state: TransferState
  /** Since when it has its turn, engine clock; null while it has none. */
  #activeSinceMs: number | null = null
  /** This process has claimed it. */
  #isClaimed = false
  /** A process died in the middle of it, and nobody has looked yet at what it left unrecorded. */
  #abandoned = false

  constructor(by: KeptBy, record: TransferRecord, changed: (transfer: Transfer) => void) {
    this.#by = by
    this.#record = record
    this.#changed = changed
    this.live = new LiveCounters(record)
    const durable = by.journal.durable(record.id)
    this.live.streamedBytes = totalLength(durable)
    this.live.ledger = record.state.kind === 'done' ? null : recordedLedger(record, durable)
    this.#state = record.state.kind === 'running' ? { kind: 'paused' } : record.state
  }

  get record(): TransferRecord {
    return this.#record
  }

  /** The record with counters as they are now. */
  get current(): TransferRecord {
    const { refetchedBytes, retransmittedBytes } = this.live
    const running = this.#activeSinceMs === null ? 0 : (this.#by.clock.nowMs() - this.#activeSinceMs) / 1000
    return {
      ...this.#record,
      activeSeconds: this.#record.activeSeconds + running,
      refetchedBytes,
      retransmittedBytes,
      sources: this.live.sources()
    }
  }

  get state(): TransferState {
    return this.#state
  }

  /** As others see it. */
  get transfer(): Transfer {
    return transferView(this.current, this.#state, this.live.receivedBytes)
  }

  /** Takes it for this process. Throws ShoalError `transfer-busy`. */
  claim(): void {
    const claim = this.#by.journal.claim(this.#record.id)
    if (claim.kind === 'busy') throw fail('transfer-busy', { pid: claim.pid, name: this.transfer.name })
    this.#abandoned ||= claim.abandoned
    this.#isClaimed = true
  }

  release(): void {
    if (!this.#isClaimed) return
    this.#isClaimed = false
    try {
      this.#by.journal.release(this.#record.id)
    } catch {
      // A claim that cannot be released ends with the process.
    }
  }

  /** True once after a process died in the middle of it. */
  takeAbandoned(): boolean {
    const abandoned = this.#abandoned
    this.#abandoned = false
    return abandoned
  }

  /** Changes what will be kept and told with the next `publish`. */
  amend(patch: Partial<TransferRecord>): void {
    this.#record = { ...this.#record, ...patch }
  }

  publish(): void {
    this.#by.journal.update(this.current)
    this.#changed(this.transfer)
  }

  update(patch: Partial<TransferRecord>): void {
    this.amend(patch)
    this.publish()
  }

  /**
   * Writes what shall be, and answers how it becomes so here: to be called once it is kept, in the same moment. For many
   * that are written in one transaction.
   */
  write(patch: Partial<TransferRecord>): () => void {
    this.#by.journal.update({ ...this.current, ...patch })
    return () => {
      this.amend(patch)
      this.#changed(this.transfer)
    }
  }

  /** The same for a line of its log. */
  writeEvent(kind: string, detail: TransferEvent['detail']): () => void {
    const event = { atMs: this.#by.clock.unixMs(), kind, detail }
    this.#by.journal.log(this.#record.id, event)
    return () => this.live.story.hear(event)
  }

  /** Writes that it is paused and no longer this process's, while it waits. */
  writeAside(): () => void {
    const becomeSo = this.write({ state: { kind: 'paused' } })
    this.#by.journal.release(this.#record.id)
    return () => {
      this.setAside()
      becomeSo()
    }
  }

  /** It waits no more; what became of it, and of its claim, has been written. */
  setAside(): void {
    this.#standStill()
    this.#isClaimed = false
    this.#state = { kind: 'paused' }
  }

  /** `recorded` is what the journal says of it. */
  become(state: TransferState, recorded: RecordedState = RUNNING): void {
    this.#state = state
    this.update({ state: recorded })
  }

  /** Its time runs. */
  begin(recorded: RecordedState = RUNNING): void {
    this.#activeSinceMs ??= this.#by.clock.nowMs()
    this.become({ kind: 'running', phase: 'resolving' }, recorded)
  }

  /** It waits for its turn. */
  queue(place: number, reason: QueueReason): void {
    const known = this.#state
    if (known.kind === 'queued' && known.place === place && known.reason === reason) return
    this.#standStill()
    this.#state = { kind: 'queued', place, reason }
    if (known.kind !== 'queued') this.event('queued', { place, reason })
    if (this.#record.state.kind === 'running') this.#changed(this.transfer)
    else this.become(this.#state)
  }

  /** Waits as before, at another place, which those that are told hear of all at once. */
  stand(place: number): void {
    if (this.#state.kind === 'queued') this.#state = { ...this.#state, place }
  }

  /** A run is over. */
  rest(state: TransferState, recorded: RecordedState): void {
    // Of one that only waited the journal knows all there is: thousands of them end with the program at once.
    const isRecorded =
      this.#state.kind === 'queued' && this.#record.state.kind === 'running' && recorded.kind === 'running'
    this.#standStill()
    if (isRecorded) {
      this.#state = state
      this.#changed(this.transfer)
      return
    }
    try {
      this.become(state, recorded)
    } catch (thrown) {
      // The journal cannot be told; people still can.
      this.#state = { kind: 'failed', problem: problemOf(thrown) }
      this.#changed(this.transfer)
    }
  }

  event(kind: string, detail: TransferEvent['detail'] = {}): void {
    this.writeEvent(kind, detail)()
  }

  /** Takes the place of an earlier one of its code. */
  notice(notice: Notice): void {
    const others = this.#record.notices.filter(({ code }) => code !== notice.code)
    this.update({ notices: [...others, notice] })
  }

  /** Counters stop, and so does its time. */
  #standStill(): void {
    this.#record = this.current
    this.#activeSinceMs = null
    this.live.rest(this.#by.clock.nowMs())
  }
}
