/**
 * Fetches a file of known length and validator over several connections: each lane claims a range from the ledger,
 * asks for it on its own connection, and takes the next. A lane that fails gives back what it did not deliver; the
 * fetch fails only when every lane has given up or something happened that no other try can mend.
 */
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import { fail, ShoalError, type Problem } from '../../../src-shared/errors/problem.ts'
import type { ProblemCode } from '../../../src-shared/errors/catalogue.ts'
import type { Connection, Response } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import { parseContentRange } from '../integrity/content-range.ts'
import { mismatch, validatorOf } from '../integrity/validator.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Validator } from '../ports/journal-port.ts'
import { backoffMs, RetryLater } from '../schedule/retry-policy.ts'
import { subTransferBytes } from '../schedule/sub-transfer-size.ts'
import type { PartFile } from '../storage/part-file.ts'
import { Checkpointer } from './checkpointer.ts'
import { connect, requestFor, type Answer } from './origin.ts'
import { RangeSink } from './range-sink.ts'
import type { RunContext } from './run-context.ts'
import { watchStalls } from './stall-watch.ts'
import { statusProblem } from './status-problem.ts'

/** Tries of one lane in a row without a byte before it leaves the rest to the others. */
const LANE_TRIES = 3

interface Lane {
  readonly number: number
  connection: Connection | null
  bytesPerSecond: number | null
}

interface Claim {
  readonly range: ByteRange
  /** The answer to this range, when it was asked for before the lane began. */
  readonly response: Response | null
}

export class RangedFetch {
  readonly #context: RunContext
  readonly #url: URL
  readonly #host: string
  readonly #file: PartFile
  readonly #ledger: Ledger
  readonly #known: { readonly validator: Validator; readonly length: number }
  readonly #lanes: Lane[] = []
  readonly #stop = new AbortController()
  /** Ends the waiting of lanes that back off, when there is nothing left to wait for. */
  readonly #wake = new AbortController()
  #fetching = 0
  #failure: ShoalError | null = null
  #gaveUp: ShoalError | null = null

  constructor(context: RunContext, url: URL, file: PartFile, ledger: Ledger, validator: Validator) {
    this.#context = context
    this.#url = url
    this.#host = authorityOf(url)
    this.#file = file
    this.#ledger = ledger
    this.#known = { validator, length: ledger.length }
  }

  /**
   * `first` answers `range`, the first wanted bytes. Resolves when every byte is durable; rejects with ShoalError, and
   * then what arrived is durable all the same.
   */
  async run(first: Answer, range: ByteRange): Promise<void> {
    const { clock, live, record, signal } = this.#context
    const onAbort = (): void => this.#fail(fail('interrupted'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const stopWatching = watchStalls(clock, () => this.#lanes.map((lane) => lane.connection))
    const checkpointer = new Checkpointer({
      clock,
      pool: this.#context.pool,
      file: this.#file,
      ledger: this.#ledger,
      flush: () => this.#lanes.forEach((lane) => lane.connection?.flush()),
      prepare: () => this.#prepareRecord(),
      failed: (thrown) => this.#fail(thrown)
    })
    try {
      const leader: Lane = { number: 1, connection: first.connection, bytesPerSecond: null }
      const claimed = this.#ledger.claim(leader, rangeLength(range))
      if (claimed?.start !== range.start || claimed.end !== range.end)
        throw new Error('the first answer is not for the first wanted bytes')
      const others = Math.ceil(
        this.#ledger.wantedBytes / subTransferBytes(null, this.#ledger.wantedBytes, record().connections)
      )
      const count = 1 + Math.min(record().connections - 1, others)
      this.#lanes.push(leader)
      for (let number = 2; number <= count; number++)
        this.#lanes.push({ number, connection: null, bytesPerSecond: null })
      await Promise.all(
        this.#lanes.map((lane) =>
          this.#drive(lane, lane === leader ? { range, response: first.response } : null)
        )
      )
    } finally {
      stopWatching()
      signal.removeEventListener('abort', onAbort)
      live.connections = 0
      for (const lane of this.#lanes) lane.connection?.close()
      await this.#file.settled()
      await checkpointer.finish().catch((thrown: unknown) => this.#fail(thrown))
    }
    if (this.#failure) throw this.#failure
    if (!this.#ledger.isComplete)
      throw this.#gaveUp ?? fail('internal', { reason: 'bytes are missing and nobody failed' })
  }

  /** Claims and fetches until nothing is wanted, the fetch is stopped, or this lane has failed too often. */
  async #drive(lane: Lane, given: Claim | null): Promise<void> {
    let failures = 0
    let claim = given
    while (!this.#failure) {
      claim ??= this.#claim(lane)
      if (!claim) {
        if (this.#fetching === 0) this.#wake.abort()
        break
      }
      this.#fetching++
      const outcome = await this.#fetch(lane, claim)
      this.#fetching--
      claim = null
      if (outcome.error === null) {
        failures = 0
        continue
      }
      if (this.#failure) break
      if (FATAL.has(outcome.error.code)) return this.#fail(outcome.error)
      failures = outcome.bytes > 0 ? 1 : failures + 1
      this.#gaveUp = outcome.error
      if (failures >= LANE_TRIES) break
      const waitMs = Math.max(
        backoffMs(failures, Math.random),
        outcome.error instanceof RetryLater ? outcome.error.waitMs : 0
      )
      await this.#context.clock.sleep(waitMs, this.#wake.signal).catch(() => undefined)
    }
    lane.connection?.close()
    lane.connection = null
  }

  #claim(lane: Lane): Claim | null {
    const lanes = this.#lanes.length
    const range = this.#ledger.claim(
      lane,
      subTransferBytes(lane.bytesPerSecond, this.#ledger.wantedBytes, lanes)
    )
    return range && { range, response: null }
  }

  /** One sub-transfer. Never rejects: a failure is an outcome, and what it did not bring is wanted again. */
  async #fetch(lane: Lane, { range, response }: Claim): Promise<{ bytes: number; error: ShoalError | null }> {
    const { clock, live } = this.#context
    const sink = new RangeSink({
      file: this.#file,
      range,
      host: this.#host,
      written: (written) => {
        this.#ledger.receive(lane, written)
        live.gained(this.#host, rangeLength(written))
      },
      failed: (thrown) => this.#fail(thrown)
    })
    let receiving = false
    try {
      const answer = response ?? (await this.#ask(lane, range))
      const connection = lane.connection as Connection
      const isFirst = connection.bodyBytes === 0
      const granted = this.#check(answer, range)
      if (isFirst) live.joined(this.#host)
      const beganAtMs = clock.nowMs()
      receiving = true
      live.connections++
      await connection.receive(sink)
      sink.assertComplete(granted)
      if (granted.end < range.end) {
        await this.#file.settled()
        this.#ledger.release(lane)
      }
      lane.bytesPerSecond = (sink.bytes / Math.max(clock.nowMs() - beganAtMs, 1)) * 1000
      if (!connection.reusable) {
        connection.close()
        lane.connection = null
      }
      return { bytes: sink.bytes, error: null }
    } catch (thrown) {
      const error =
        thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
      lane.connection?.close(error)
      lane.connection = null
      // What was handed to the disk is in the file before the rest is given back.
      await this.#file.settled()
      const lost = this.#ledger.release(lane)
      if (!this.#failure) {
        live.retransmittedBytes += lost
        this.#context.event('connection-retired', {
          connection: lane.number,
          reason: error.code,
          message: error.message,
          deliveredBytes: sink.bytes,
          returnedBytes: lost
        })
      }
      return { bytes: sink.bytes, error }
    } finally {
      if (receiving) live.connections--
    }
  }

  /**
   * Sends the request, on the lane's connection or a new one. A server may close a connection it kept alive at any
   * time; that a request met just this moment is no failure of anyone's (RFC 9112 section 9.3.1).
   */
  async #ask(lane: Lane, range: ByteRange): Promise<Response> {
    const request = requestFor(this.#context, this.#url, range)
    if (lane.connection) {
      try {
        return await lane.connection.request(request)
      } catch (thrown) {
        if (this.#failure || !(thrown instanceof ShoalError) || thrown.code !== 'connection-lost')
          throw thrown
        lane.connection = null
      }
    }
    lane.connection = await connect(this.#context, this.#url, this.#stop.signal)
    return lane.connection.request(request)
  }

  /**
   * Invariant 1: nothing of an answer is used unless it is for the bytes asked for, of the file known. Returns the
   * range it brings, which a server may have cut short.
   */
  #check({ head, framing }: Response, range: ByteRange): ByteRange {
    if (head.status !== 206 && head.status !== 200) {
      throw statusProblem(head, this.#host, this.#context.clock.unixMs())
    }
    const whole = head.status === 200
    const seen = parseContentRange(head.fields.get('content-range'))
    const length = whole ? (framing.kind === 'length' ? framing.bytes : null) : (seen?.length ?? null)
    const wrong = (reason: string) => fail('range-mismatch', { host: this.#host, reason })
    if (length === null) throw wrong('it did not say which bytes these are')
    const changed = mismatch(this.#known, { validator: validatorOf(head), length })
    if (changed) throw fail('source-changed', { host: this.#host, reason: changed })
    if (whole) throw wrong('it sent the whole file instead')
    if (seen?.range?.start !== range.start || seen.range.end > range.end) {
      throw wrong(
        `bytes ${range.start}-${range.end - 1} were asked for, "${head.fields.get('content-range') ?? ''}" came`
      )
    }
    if (framing.kind === 'length' && framing.bytes !== rangeLength(seen.range))
      throw wrong('its length does not fit its range')
    if (isCoded(head.fields.get('content-encoding'))) throw wrong('it was sent in a content coding')
    return seen.range
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

export const isCoded = (field: string | undefined): boolean =>
  field !== undefined && !/^\s*(identity)?\s*$/i.test(field)

/** No other connection and no later try can mend these. */
const FATAL = new Set<ProblemCode>([
  'source-changed',
  'disk-full',
  'disk-failed',
  'directory-missing',
  'directory-unwritable',
  'partial-missing',
  'journal-corrupt',
  'journal-unwritable',
  'internal'
] satisfies Problem['code'][])
