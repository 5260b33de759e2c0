/**
 * One transfer's life: running, retrying, paused, done, failed. It owns the transfer's record, runs attempts one after
 * another while trying again makes sense, and tells the journal and every listener what it became.
 */
import path from 'node:path'
import type { AddTransfer } from '../../../src-shared/contract/contract.ts'
import { fail, problemOf, ShoalError } from '../../../src-shared/errors/problem.ts'
import { totalLength } from '../../../src-shared/model/byte-range.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Notice, RunningPhase, Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import { BufferPool } from '../connection/buffer-pool.ts'
import { readCertificates, type Trust } from '../connection/trust.ts'
import type { Clock } from '../ports/clock.ts'
import type { TcpProbe } from '../ports/tcp-probe.ts'
import type { Hasher } from '../ports/hasher.ts'
import type { Disk } from '../ports/disk.ts'
import type { JournalPort, RecordedState, TransferRecord } from '../ports/journal-port.ts'
import type { SshHome } from '../ports/ssh-home.ts'
import type { HostBudgets } from '../schedule/host-budgets.ts'
import { expectedByUser } from '../integrity/verification.ts'
import { backoffMs, isTransient, RetryLater } from '../schedule/retry-policy.ts'
import { prepareTerms, type NetrcFile } from '../request/prepare-terms.ts'
import type { ProxyEnvironment } from '../request/proxy.ts'
import type { RequestTerms } from '../request/request-terms.ts'
import { diskProblem, isCode } from '../storage/disk-problem.ts'
import { partPath } from '../storage/part-file.ts'
import { lastSegment } from '../storage/proposed-name.ts'
import { proofOf, requestFor } from './another-address.ts'
import { attempt } from './attempt.ts'
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
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: JournalPort
  readonly trust: Trust
  readonly tcp: TcpProbe
  readonly hosts: HostBudgets
  readonly userAgent: string
  /** The user's .netrc, or null when there is none. */
  netrc(): NetrcFile | null
  proxyEnvironment(): ProxyEnvironment
  sshHome(): SshHome
  readonly patienceMs: number
}

/** What the next run can be told to do differently. */
type Revision = Pick<AddTransfer, 'connections' | 'caCertificate' | 'request' | 'checksum'>

type Activity =
  | { readonly kind: 'still' }
  | {
      readonly kind: 'moving'
      readonly stop: AbortController
      readonly ended: Promise<void>
      readonly sinceMs: number
    }

export class TransferTask {
  readonly #ports: TaskPorts
  readonly #changed: (transfer: Transfer) => void
  #record: TransferRecord
  #state: TransferState
  #activity: Activity = { kind: 'still' }
  #live: LiveCounters
  /** A process died in the middle of it, and nobody has looked yet at what it left unrecorded. */
  #abandoned = false

  constructor(ports: TaskPorts, record: TransferRecord, changed: (transfer: Transfer) => void) {
    this.#ports = ports
    this.#record = record
    this.#changed = changed
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

  get isMoving(): boolean {
    return this.#activity.kind === 'moving'
  }

  /** As others see it. */
  get transfer(): Transfer {
    const record = this.#current()
    return {
      id: record.id,
      uri: withoutCredentials(record.uri),
      name: record.name ?? record.requestedName ?? guessedName(record.uri),
      directory: record.directory,
      length: record.length,
      receivedBytes:
        this.#state.kind === 'done' ? (record.length ?? this.#live.receivedBytes) : this.#live.receivedBytes,
      state: this.#state,
      connections: record.connections,
      notices: record.notices,
      addedAtMs: record.addedAtMs,
      activeSeconds: record.activeSeconds,
      refetchedBytes: record.refetchedBytes,
      retransmittedBytes: record.retransmittedBytes,
      sources: record.sources,
      verification: record.verification
    }
  }

  /** Starts or resumes it; nothing happens to one that moves or is done. Throws ShoalError `transfer-busy`. */
  start(): void {
    if (this.#activity.kind === 'moving' || this.#state.kind === 'done') return
    const { clock, journal } = this.#ports
    const claim = journal.claim(this.#record.id)
    if (claim.kind === 'busy') throw fail('transfer-busy', { pid: claim.pid, name: this.transfer.name })
    this.#abandoned ||= claim.abandoned
    const stop = new AbortController()
    const sinceMs = clock.nowMs()
    // The run begins in a later microtask, so that `moving` is in place before anything can end it.
    const ended = Promise.resolve().then(() => this.#run(stop.signal))
    this.#activity = { kind: 'moving', stop, ended, sinceMs }
    this.#become({ kind: 'running', phase: 'resolving' }, { kind: 'running' })
  }

  /** Takes over what the next run shall do differently. A run under way heeds a new checksum, nothing else. */
  revise({ connections, caCertificate, request, checksum }: Revision): void {
    if (checksum)
      this.#record = { ...this.#record, verification: expectedByUser(this.#record.verification, checksum) }
    if (this.#activity.kind === 'moving') return
    this.#record = {
      ...this.#record,
      connections: connections ?? this.#record.connections,
      caCertificate: caCertificate === undefined ? this.#record.caCertificate : path.resolve(caCertificate),
      // As a whole: a login taken back must not live on beside a new header.
      request: request ?? this.#record.request
    }
  }

  /**
   * Goes on from another address, told what `revise` is told, once that address has shown the bytes that are here. If it
   * does not, everything is as it was before, and this rejects with ShoalError.
   */
  async replaceUri(uri: URL, revision: Revision): Promise<void> {
    const wasMoving = this.isMoving
    while (this.isMoving) await this.stop('running')
    if (this.#state.kind === 'done') throw fail('transfer-done', { name: this.transfer.name })
    const { clock, journal } = this.#ports
    const claim = journal.claim(this.#record.id)
    if (claim.kind === 'busy') throw fail('transfer-busy', { pid: claim.pid, name: this.transfer.name })
    this.#abandoned ||= claim.abandoned
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
    this.#activity = { kind: 'moving', stop, ended, sinceMs: clock.nowMs() }
    this.#become({ kind: 'running', phase: 'resolving' }, before.state)
    try {
      const { validator, detail } = await proof
      if (stop.signal.aborted) throw fail('interrupted')
      this.#record = { ...this.#record, uri: uri.href, validator }
      this.event('address-replaced', { from: new URL(before.uri).host, to: uri.host, ...detail })
    } catch (thrown) {
      const { connections, caCertificate, request, verification } = before
      this.#record = { ...this.#record, connections, caCertificate, request, verification }
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
    if (this.#activity.kind === 'moving') {
      this.#activity.stop.abort()
      await this.#activity.ended
    }
    if (recorded === 'paused' && this.#state.kind === 'paused') this.#become(this.#state, { kind: 'paused' })
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
    this.#ports.journal.log(this.#record.id, { atMs: this.#ports.clock.unixMs(), kind, detail })
  }

  /** Runs attempts until one succeeds, no other makes sense, or someone stops it. Never rejects. */
  async #run(signal: AbortSignal): Promise<void> {
    await this.#settle(signal).catch(() => undefined)
    this.#releaseClaim()
  }

  #releaseClaim(): void {
    try {
      this.#ports.journal.release(this.#record.id)
    } catch {
      // A claim that cannot be released ends with the process.
    }
  }

  async #settle(signal: AbortSignal): Promise<void> {
    try {
      const file = await this.#attempts(signal)
      // What was secret has served its purpose.
      this.#record = { ...this.#record, request: {} }
      const done = { kind: 'done', path: file, finishedAtMs: this.#ports.clock.unixMs() } as const
      this.#rest(done, done)
      this.event('done', { bytes: this.#record.length, seconds: this.#record.activeSeconds })
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
    const { clock, patienceMs } = this.#ports
    const context = await this.#prepare(signal, new URL(this.#record.uri))
    let best = this.#live.receivedBytes
    let progressAtMs = clock.nowMs()
    let failures = 0
    for (;;) {
      try {
        return await attempt(context)
      } catch (thrown) {
        if (signal.aborted || !(thrown instanceof ShoalError)) throw thrown
        const moved = this.#live.receivedBytes > best
        best = Math.max(best, this.#live.receivedBytes)
        if (moved) progressAtMs = clock.nowMs()
        failures = moved ? 1 : failures + 1
        const hasWorked = this.#record.length !== null && best > 0
        // A link that has just worked and is refused now may only want to be resolved again.
        const worthAnother = isTransient(thrown.code, hasWorked) || (moved && thrown.code.startsWith('http-'))
        const patient = hasWorked ? clock.nowMs() - progressAtMs < patienceMs : failures < FIRST_TRIES
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
      }
    }
  }

  /** Reads what requests to `uri` need. */
  async #prepare(signal: AbortSignal, uri: URL): Promise<RunContext> {
    const { caCertificate, request } = this.#record
    const privateAuthorities = caCertificate === null ? '' : await readCertificates(caCertificate)
    const terms = await prepareTerms(
      { uri: uri.href, request },
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
      signal,
      privateAuthorities,
      terms,
      ssh: this.#ports.sshHome(),
      pool: new BufferPool(BUFFER_BYTES, WRITES_UNDER_WAY),
      live: this.#live,
      links: new Links(),
      takeAbandoned: () => {
        const abandoned = this.#abandoned
        this.#abandoned = false
        return abandoned
      },
      record: () => this.#current(),
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
    const notices = [...this.#record.notices.filter((known) => known.code !== notice.code), notice]
    this.#record = { ...this.#record, notices }
    this.#publish()
  }

  /** The record with counters as they are now. */
  #current(): TransferRecord {
    const { refetchedBytes, retransmittedBytes } = this.#live
    const running =
      this.#activity.kind === 'moving' ? (this.#ports.clock.nowMs() - this.#activity.sinceMs) / 1000 : 0
    return {
      ...this.#record,
      activeSeconds: this.#record.activeSeconds + running,
      refetchedBytes,
      retransmittedBytes,
      sources: this.#live.sources()
    }
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
    this.#record = this.#current()
    this.#activity = { kind: 'still' }
    this.#live.connections = 0
    this.#live.meter.reset()
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

function guessedName(uri: string): string {
  const url = new URL(uri)
  return lastSegment(url) || url.host
}
