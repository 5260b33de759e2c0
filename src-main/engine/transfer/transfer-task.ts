/**
 * One transfer's life: queued, running, retrying, paused, done, failed. It owns the transfer's record, runs attempts one
 * after another while trying again makes sense, and tells the journal and every listener what it became.
 */
import path from 'node:path'
import type { AddTransfer } from '../../../src-shared/contract/contract.ts'
import { fail, problemOf, ShoalError } from '../../../src-shared/errors/problem.ts'
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Priority } from '../../../src-shared/model/settings.ts'
import {
  READ_BACK_NOTICE,
  type Notice,
  type QueueReason,
  type RunningPhase,
  type Transfer,
  type TransferState
} from '../../../src-shared/model/transfer.ts'
import { BufferPool } from '../connection/buffer-pool.ts'
import { readCertificates, type Trust } from '../connection/trust.ts'
import type { Clock } from '../ports/clock.ts'
import type { Contributors } from '../ports/contributors.ts'
import type { TcpProbe } from '../ports/tcp-probe.ts'
import type { Hasher } from '../ports/hasher.ts'
import type { Disk } from '../ports/disk.ts'
import type { JournalPort, RecordedState, TransferRecord } from '../ports/journal-port.ts'
import type { SshHome } from '../ports/ssh-home.ts'
import type { MetalinkFile } from '../metalink/metalink.ts'
import type { HostBudgets } from '../schedule/host-budgets.ts'
import type { Ordered } from '../schedule/queue-order.ts'
import type { RateLimits, Valve } from '../schedule/rate-limits.ts'
import type { PlaceUse, Seeker, Turns } from '../schedule/turns.ts'
import type { Seen } from '../detail/detail-view.ts'
import type { Facts } from '../detail/limitation.ts'
import type { ReadBackStory } from '../integrity/read-back-words.ts'
import { expectedByMetalink, expectedByUser } from '../integrity/verification.ts'
import { FIRST_SUB_TRANSFER_BYTES } from '../schedule/sub-transfer-size.ts'
import { backoffMs, isTransient, RetryLater } from '../schedule/retry-policy.ts'
import { prepareTerms, type NetrcFile } from '../request/prepare-terms.ts'
import type { ProxyEnvironment } from '../request/proxy.ts'
import type { RequestTerms } from '../request/request-terms.ts'
import { diskProblem, isCode } from '../storage/disk-problem.ts'
import { partPath } from '../storage/part-file.ts'
import { lastSegment } from '../storage/proposed-name.ts'
import { proofOf, requestFor } from './another-address.ts'
import { attempt } from './attempt.ts'
import { whyPrivate } from './bond.ts'
import { Links } from './links.ts'
import { LiveCounters } from './live-counters.ts'
import { recordedLedger } from './reopen.ts'
import type { RunContext } from './run-context.ts'

/** Bytes a read can bring and a write can take at once; measured best between 256 KiB and 1 MiB. */
const BUFFER_BYTES = 512 * 1024
/** Writes under way before connections are asked to wait: 4 MiB on their way to the disk. */
const WRITES_UNDER_WAY = 8
/** Tries of a transfer that has never had an answer; a person is likely waiting for the error. */
const FIRST_TRIES = 3
/** Tries in a row, none bringing more, at a server that answers but breaks off: waiting does not mend it. */
const BROKEN_ANSWER_TRIES = 5

export interface TaskPorts {
  readonly clock: Clock
  readonly contributors: Contributors | null
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: JournalPort
  readonly trust: Trust
  readonly tcp: TcpProbe
  readonly hosts: HostBudgets
  readonly limits: RateLimits
  readonly turns: Turns<TransferTask>
  readonly userAgent: string
  /** The user's .netrc, or null when there is none. */
  netrc(): NetrcFile | null
  proxyEnvironment(): ProxyEnvironment
  /** Of transfers that name none, as the settings have it; null: the environment decides. */
  usualProxy(): string | null
  sshHome(): SshHome
  /** Where a file of this name goes when nobody chose a folder for it. */
  folderFor(name: string): string
  readonly patienceMs: number
  /** Hears of each that is done, once. */
  finished(task: TransferTask): void
}

/** What the next run can be told to do differently. */
type Revision = Pick<
  AddTransfer,
  'connections' | 'caCertificate' | 'mirrors' | 'request' | 'checksum' | 'limitBytesPerSecond'
>

type Activity =
  | { readonly kind: 'still' }
  | {
      readonly kind: 'moving'
      readonly stop: AbortController
      readonly ended: Promise<void>
    }

/** A turn asked for: it comes, or cannot be waited for any more. */
interface AwaitedTurn {
  came(): void
  failed(reason: unknown): void
}

export class TransferTask implements Seeker {
  readonly #ports: TaskPorts
  readonly #valve: Valve
  readonly #changed: (transfer: Transfer) => void
  #record: TransferRecord
  #state: TransferState
  #activity: Activity = { kind: 'still' }
  #live: LiveCounters
  /** Since when it has its turn, engine clock; null while it has none. */
  #activeSinceMs: number | null = null
  #awaitedTurn: AwaitedTurn | null = null
  #hasTurn = false
  /** Ends the attempt under way, not the run. */
  #yielding = new AbortController()
  #isPublic = false
  /** A process died in the middle of it, and nobody has looked yet at what it left unrecorded. */
  #abandoned = false

  constructor(ports: TaskPorts, record: TransferRecord, changed: (transfer: Transfer) => void) {
    this.#ports = ports
    this.#record = record
    this.#changed = changed
    this.#valve = ports.limits.valve(record.limitBytesPerSecond)
    this.#live = new LiveCounters(record)
    const durable = ports.journal.durable(record.id)
    this.#live.streamedBytes = totalLength(durable)
    this.#live.ledger = record.state.kind === 'done' ? null : recordedLedger(record, durable)
    this.#state = record.state.kind === 'running' ? { kind: 'paused' } : record.state
  }

  get record(): TransferRecord {
    return this.#record
  }

  get live(): LiveCounters {
    return this.#live
  }

  /** Whether it has numbers to show: one that waits for its turn has none. */
  get isMoving(): boolean {
    return this.#activity.kind === 'moving' && this.#state.kind !== 'queued'
  }

  /** Whether this process finished it in a way that peers could have gone, too: only then may they have the file. */
  get isPublic(): boolean {
    return this.#isPublic
  }

  get priority(): Priority {
    return this.#record.priority
  }

  get position(): number {
    return this.#record.queuePosition
  }

  get placeUse(): PlaceUse {
    if (this.#state.kind === 'retrying')
      return this.#state.problem.code.startsWith('http-') ? 'put-off' : 'cut-off'
    return this.#live.meter.bytesPerSecond > 0 ? 'receiving' : 'busy'
  }

  /** What an open detail is read from; `shared`: the limit for all transfers together that holds now. */
  seen(shared: Facts['limit']): Seen {
    const own = this.#record.limitBytesPerSecond
    const isOwn = own !== null && own <= (shared?.bytesPerSecond ?? Infinity)
    return {
      clock: this.#ports.clock,
      record: this.#record,
      state: this.#state,
      live: this.#live,
      limit: isOwn ? { by: 'transfer', bytesPerSecond: own } : shared
    }
  }

  /** As others see it. */
  get transfer(): Transfer {
    const record = this.#current()
    return {
      id: record.id,
      uri: withoutCredentials(record.uri),
      name: record.name ?? record.requestedName ?? record.told?.name ?? guessedName(record.uri),
      directory: record.directory,
      length: record.length,
      receivedBytes:
        this.#state.kind === 'done' ? (record.length ?? this.#live.receivedBytes) : this.#live.receivedBytes,
      state: this.#state,
      connections: record.connections,
      limitBytesPerSecond: record.limitBytesPerSecond,
      priority: record.priority,
      notices: record.notices,
      addedAtMs: record.addedAtMs,
      activeSeconds: record.activeSeconds,
      refetchedBytes: record.refetchedBytes,
      retransmittedBytes: record.retransmittedBytes,
      sources: record.sources,
      verification: record.verification
    }
  }

  /**
   * Starts or resumes it, now or when its turn comes; nothing happens to one that moves or is done. Throws ShoalError
   * `transfer-busy`.
   */
  start(): void {
    if (this.#activity.kind === 'moving' || this.#state.kind === 'done') return
    this.#claim()
    const stop = new AbortController()
    // The run begins in a later microtask, so that `moving` is in place before anything can end it.
    const ended = Promise.resolve().then(() => this.#run(stop.signal, turn))
    this.#activity = { kind: 'moving', stop, ended }
    const turn = this.#takeTurn(stop.signal)
  }

  /** Starts it, once a stop that is under way has come to its end: what was asked last is what counts. */
  async resume(): Promise<void> {
    while (this.#activity.kind === 'moving' && this.#activity.stop.signal.aborted) await this.#activity.ended
    this.start()
  }

  /** Throws ShoalError `transfer-busy`. */
  #claim(): void {
    const claim = this.#ports.journal.claim(this.#record.id)
    if (claim.kind === 'busy') throw fail('transfer-busy', { pid: claim.pid, name: this.transfer.name })
    this.#abandoned ||= claim.abandoned
  }

  /** Resolves when its turn has come; rejects when it is stopped before. It has been told where it stands by then. */
  #takeTurn(signal: AbortSignal): Promise<void> {
    const { turns } = this.#ports
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        signal.removeEventListener('abort', onAbort)
        this.#awaitedTurn = null
        end()
      }
      const onAbort = (): void => {
        turns.leave(this)
        settle(() => reject(fail('interrupted')))
      }
      signal.addEventListener('abort', onAbort)
      this.#awaitedTurn = {
        came: () => settle(resolve),
        failed: (reason) => settle(() => reject(reason instanceof Error ? reason : new Error(String(reason))))
      }
      turns.ask(this)
    })
  }

  /** For Turns, as the next three. */
  waits(place: number, reason: QueueReason): void {
    const known = this.#state
    if (known.kind === 'queued' && known.place === place && known.reason === reason) return
    try {
      this.#foldActiveTime()
      this.#live.rest(this.#ports.clock.nowMs())
      const isRecorded = this.#record.state.kind === 'running'
      this.#state = { kind: 'queued', place, reason }
      if (known.kind !== 'queued') this.event('queued', { place, reason })
      if (isRecorded) this.#changed(this.transfer)
      else this.#become(this.#state, { kind: 'running' })
    } catch (thrown) {
      this.#awaitedTurn?.failed(thrown)
    }
  }

  stands(place: number): void {
    if (this.#state.kind === 'queued') this.#state = { ...this.#state, place }
  }

  go(): void {
    this.#hasTurn = true
    try {
      this.#activeSinceMs ??= this.#ports.clock.nowMs()
      this.#become({ kind: 'running', phase: 'resolving' }, { kind: 'running' })
      this.#awaitedTurn?.came()
    } catch (thrown) {
      this.#awaitedTurn?.failed(thrown)
    }
  }

  yield(): void {
    this.#hasTurn = false
    this.#yielding.abort()
  }

  /** Its own limit, from now on; null: none. Throws ShoalError `transfer-busy`. */
  limit(bytesPerSecond: number | null): void {
    this.#amend({ limitBytesPerSecond: bytesPerSecond })
    this.#valve.limit(bytesPerSecond)
    this.event('limit-set', { bytesPerSecond })
  }

  /** Where it stands in the queue. Throws ShoalError `transfer-busy`. */
  order({ priority, position }: Ordered): void {
    this.#amend({ priority, queuePosition: position })
  }

  /** Changes the record of a transfer that nobody else fetches. */
  #amend(patch: Partial<TransferRecord>): void {
    const isStill = this.#activity.kind === 'still'
    if (isStill) this.#claim()
    try {
      this.#record = { ...this.#record, ...patch }
      this.#publish()
    } finally {
      if (isStill) this.#releaseClaim()
    }
  }

  /** Takes over what the next run shall do differently. A run under way heeds a new checksum or limit, nothing else. */
  revise(
    { connections, caCertificate, mirrors, request, checksum, limitBytesPerSecond }: Revision,
    described: MetalinkFile | null = null
  ): void {
    if (limitBytesPerSecond !== undefined) {
      this.#record = { ...this.#record, limitBytesPerSecond }
      this.#valve.limit(limitBytesPerSecond)
    }
    if (checksum)
      this.#record = { ...this.#record, verification: expectedByUser(this.#record.verification, checksum) }
    if (!this.isMoving) {
      this.#record = {
        ...this.#record,
        connections: connections ?? this.#record.connections,
        caCertificate: caCertificate === undefined ? this.#record.caCertificate : path.resolve(caCertificate),
        mirrors: mirrors ?? this.#record.mirrors,
        // As a whole: a login taken back must not live on beside a new header.
        request: request ?? this.#record.request
      }
      if (described) this.#describe(described)
    }
    if (this.#activity.kind === 'moving') this.#publish()
  }

  /** What a Metalink tells of the file takes the place of what one told before. */
  #describe({ name, length, digests, pieces }: MetalinkFile): void {
    const verification = expectedByMetalink(this.#record.verification, digests)
    this.#record = { ...this.#record, told: { name, length }, verification }
    this.#ports.journal.setPieces(this.#record.id, pieces)
  }

  /**
   * Goes on from another address, told what `revise` is told, once that address has shown the bytes that are here. If it
   * does not, everything is as it was before, and this rejects with ShoalError.
   */
  async replaceUri(uri: URL, revision: Revision): Promise<void> {
    const wasMoving = this.#activity.kind === 'moving'
    while (this.#activity.kind === 'moving') await this.stop('running')
    if (this.#state.kind === 'done') throw fail('transfer-done', { name: this.transfer.name })
    this.#claim()
    const before = this.#record
    const stateBefore = this.#state
    this.revise(revision)
    if (!revision.request) this.#record = { ...this.#record, request: requestFor(uri, before) }

    const stop = new AbortController()
    const proof = Promise.resolve()
      .then(async () => proofOf(await this.#prepare(stop.signal, uri), uri))
      .finally(() => {
        this.#rest(stateBefore, before.state)
        this.#releaseClaim()
      })
    const ended = proof.then(
      () => undefined,
      () => undefined
    )
    // It takes no turn: a question or two are soon answered.
    this.#activity = { kind: 'moving', stop, ended }
    this.#activeSinceMs = this.#ports.clock.nowMs()
    this.#become({ kind: 'running', phase: 'resolving' }, before.state)
    try {
      const { validator, detail } = await proof
      if (stop.signal.aborted) throw fail('interrupted')
      this.#record = { ...this.#record, uri: uri.href, validator, anchor: null, described: false }
      this.event('address-replaced', { from: new URL(before.uri).host, to: uri.host, ...detail })
    } catch (thrown) {
      const { connections, caCertificate, mirrors, request, verification, limitBytesPerSecond } = before
      this.#record = {
        ...this.#record,
        connections,
        caCertificate,
        mirrors,
        request,
        verification,
        limitBytesPerSecond
      }
      this.#valve.limit(limitBytesPerSecond)
      if (wasMoving && !stop.signal.aborted) this.start()
      else this.#publish()
      throw thrown
    }
    if (requestFor(uri, before) !== before.request && !revision.request)
      this.#notice({
        code: 'secrets-kept-back',
        message: `What was to be said to ${new URL(before.uri).host} alone (login, header fields, client certificate) is not said to ${uri.host}.`
      })
    this.start()
  }

  /** Stops at a durable point. `recorded` is what the journal will say: `running` resumes at the next start. */
  async stop(recorded: 'paused' | 'running'): Promise<void> {
    // Again, where someone resumed it before this was asked and while an earlier stop was under way.
    while (this.#activity.kind === 'moving') {
      this.#activity.stop.abort()
      await this.#activity.ended
    }
    if (recorded === 'paused' && this.#state.kind === 'paused') this.#become(this.#state, { kind: 'paused' })
  }

  /** Its file has been read again. What cannot be recorded, since another Shoal holds it or the journal fails, is not told. */
  tellReadBack({ event, notice }: ReadBackStory): void {
    try {
      this.event(event.kind, event.detail)
      if (notice !== null) this.#amend({ notices: this.#with({ code: READ_BACK_NOTICE, message: notice }) })
    } catch {
      // The next check by hand says the same.
    }
  }

  /** Deletes the partial file of a stopped transfer. */
  async deletePartial(): Promise<void> {
    const { name, directory } = this.#record
    if (name === null || this.#state.kind === 'done') return
    await this.#ports.disk.remove(partPath(directory, name)).catch((thrown: unknown) => {
      if (!isCode(thrown, 'ENOENT')) throw diskProblem(thrown, directory, partPath(directory, name))
    })
  }

  event(kind: string, detail: TransferEvent['detail'] = {}): void {
    const event = { atMs: this.#ports.clock.unixMs(), kind, detail }
    this.#live.story.hear(event)
    this.#ports.journal.log(this.#record.id, event)
  }

  /** Runs attempts until one succeeds, no other makes sense, or someone stops it. Never rejects. */
  async #run(signal: AbortSignal, turn: Promise<void>): Promise<void> {
    await this.#settle(signal, turn).catch(() => undefined)
    this.#ports.turns.leave(this)
    this.#releaseClaim()
  }

  #releaseClaim(): void {
    try {
      this.#ports.journal.release(this.#record.id)
    } catch {
      // A claim that cannot be released ends with the process.
    }
  }

  async #settle(signal: AbortSignal, turn: Promise<void>): Promise<void> {
    try {
      await turn
      const file = await this.#attempts(signal)
      // What was secret has served its purpose.
      this.#record = { ...this.#record, request: {} }
      const done = { kind: 'done', path: file, finishedAtMs: this.#ports.clock.unixMs() } as const
      this.#rest(done, done)
      this.event('done', { bytes: this.#record.length, seconds: this.#record.activeSeconds })
      this.#ports.finished(this)
    } catch (thrown) {
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

  async #attempts(signal: AbortSignal): Promise<string> {
    const { clock } = this.#ports
    const context = await this.#prepare(signal, new URL(this.#record.uri))
    let best = this.#live.receivedBytes
    let progressAtMs = clock.nowMs()
    let failures = 0
    for (;;) {
      if (!this.#hasTurn) await this.#takeTurn(signal)
      // Whoever stopped it while it was being prepared is heard by no listener below.
      signal.throwIfAborted()
      const yielding = (this.#yielding = new AbortController())
      const onAbort = (): void => yielding.abort()
      signal.addEventListener('abort', onAbort)
      try {
        const finished = await attempt({ ...context, signal: yielding.signal })
        this.#isPublic = whyPrivate(context) === null
        return finished
      } catch (thrown) {
        if (signal.aborted || !(thrown instanceof ShoalError)) throw thrown
        if (yielding.signal.aborted) continue
        const moved = this.#live.receivedBytes > best
        best = Math.max(best, this.#live.receivedBytes)
        if (moved) progressAtMs = clock.nowMs()
        failures = moved ? 1 : failures + 1
        const hasWorked = this.#record.length !== null && best > 0
        // A link that has just worked and is refused now may only want to be resolved again.
        const worthAnother = isTransient(thrown.code, hasWorked) || (moved && thrown.code.startsWith('http-'))
        const patient = hasWorked
          ? clock.nowMs() - progressAtMs < this.#ports.patienceMs
          : failures < FIRST_TRIES
        const hopeless = thrown.code.startsWith('body-') && failures >= BROKEN_ANSWER_TRIES
        if (!worthAnother || !patient || hopeless) throw thrown
        const waitMs = Math.max(
          backoffMs(failures, Math.random),
          thrown instanceof RetryLater ? thrown.waitMs : 0
        )
        const state: TransferState = {
          kind: 'retrying',
          attempt: failures,
          untilMs: clock.unixMs() + waitMs,
          problem: thrown.problem
        }
        this.event('retrying', {
          attempt: failures,
          code: thrown.code,
          message: thrown.problem.message,
          waitMs
        })
        this.#become(state, { kind: 'running' })
        await clock.sleep(waitMs, signal)
        // Its place may have been lent meanwhile.
        this.#hasTurn = false
      } finally {
        signal.removeEventListener('abort', onAbort)
      }
    }
  }

  /** Reads what requests to `uri` need. */
  async #prepare(signal: AbortSignal, uri: URL): Promise<RunContext> {
    const { caCertificate, request } = this.#record
    const privateAuthorities = caCertificate === null ? '' : await readCertificates(caCertificate)
    const proxy = request.proxy ?? this.#ports.usualProxy() ?? undefined
    const terms = await prepareTerms(
      { uri: uri.href, request: { ...request, proxy } },
      {
        userAgent: this.#ports.userAgent,
        netrc: () => this.#ports.netrc(),
        proxyEnvironment: () => this.#ports.proxyEnvironment(),
        unixMs: () => this.#ports.clock.unixMs()
      },
      (notice) => this.#notice(notice)
    )
    return this.#context(signal, privateAuthorities, terms)
  }

  #context(signal: AbortSignal, privateAuthorities: string, terms: RequestTerms): RunContext {
    const { clock, disk, hasher, journal, trust, tcp, hosts } = this.#ports
    return {
      clock,
      disk,
      hasher,
      journal,
      trust,
      tcp,
      hosts,
      valve: this.#valve,
      vetting: null,
      signal,
      firstBytes: FIRST_SUB_TRANSFER_BYTES,
      privateAuthorities,
      terms,
      ssh: this.#ports.sshHome(),
      contributors: this.#ports.contributors,
      pool: new BufferPool(BUFFER_BYTES, WRITES_UNDER_WAY),
      live: this.#live,
      links: new Links(),
      takeAbandoned: () => {
        const abandoned = this.#abandoned
        this.#abandoned = false
        return abandoned
      },
      record: () => this.#current(),
      folderFor: async (name) => {
        const { filed, directory, uri, requestedName, told } = this.#record
        if (!filed) return directory
        const guess = requestedName ?? told?.name ?? guessedName(uri)
        const usual = this.#ports.folderFor(name)
        // Where it was said to go, unless its real name makes it another kind of file.
        const folder = usual === this.#ports.folderFor(guess) ? directory : usual
        // Only its last part: a missing parent may be a disk that is not plugged in. What goes wrong is told by its use.
        if (!(await disk.isDirectory(folder))) await disk.makeDirectory(folder).catch(() => undefined)
        return folder
      },
      update: (patch) => {
        this.#record = { ...this.#record, ...patch }
        this.#publish()
      },
      phase: (phase: RunningPhase) => this.#become({ kind: 'running', phase }, { kind: 'running' }),
      event: (kind, detail) => this.event(kind, detail),
      notice: (notice) => this.#notice(notice)
    }
  }

  #notice(notice: Notice): void {
    this.#record = { ...this.#record, notices: this.#with(notice) }
    this.#publish()
  }

  /** Its notices and this one, in place of one of the same kind. */
  #with(notice: Notice): readonly Notice[] {
    return [...this.#record.notices.filter((known) => known.code !== notice.code), notice]
  }

  /** The record with counters as they are now. */
  #current(): TransferRecord {
    const { refetchedBytes, retransmittedBytes } = this.#live
    const running =
      this.#activeSinceMs === null ? 0 : (this.#ports.clock.nowMs() - this.#activeSinceMs) / 1000
    return {
      ...this.#record,
      activeSeconds: this.#record.activeSeconds + running,
      refetchedBytes,
      retransmittedBytes,
      sources: this.#live.sources()
    }
  }

  #foldActiveTime(): void {
    this.#record = this.#current()
    this.#activeSinceMs = null
  }

  #become(state: TransferState, recorded: RecordedState): void {
    this.#state = state
    this.#record = { ...this.#record, state: recorded }
    this.#publish()
  }

  #publish(): void {
    this.#ports.journal.update(this.#current())
    this.#changed(this.transfer)
  }

  /** The run is over: counters stop, and so does the clock. */
  #rest(state: TransferState, recorded: RecordedState): void {
    // Of one that only waited the journal knows all there is: thousands of them end with the program at once.
    const isRecorded =
      this.#state.kind === 'queued' && this.#record.state.kind === 'running' && recorded.kind === 'running'
    this.#foldActiveTime()
    this.#activity = { kind: 'still' }
    this.#live.rest(this.#ports.clock.nowMs())
    if (isRecorded) {
      this.#state = state
      this.#changed(this.transfer)
      return
    }
    try {
      this.#become(state, recorded)
    } catch (thrown) {
      // The journal cannot be told; people still can.
      this.#state = { kind: 'failed', problem: problemOf(thrown) }
      this.#changed(this.transfer)
    }
  }
}

function withoutCredentials(uri: string): string {
  const url = new URL(uri)
  url.username = ''
  url.password = ''
  return url.href
}

export function guessedName(uri: string): string {
  const url = new URL(uri)
  return lastSegment(url) || url.host
}
