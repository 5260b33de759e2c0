/**
 * Fetches a file of known length and validator over several connections: each lane claims a range from the ledger,
 * asks for it on its own connection, and takes the next. When nothing is wanted any more, idle lanes stand by and take
 * the tails of ranges that would finish late; a connection that falls silent or far behind loses its range at once.
 * The fetch fails only when every lane has given up or something happened that no other try can mend.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Connection, Response } from '../connection/connection.ts'
import { authorityOf } from '../connection/endpoint.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Validator } from '../ports/journal-port.ts'
import { backoffMs, isCrowding, isFatal, RetryLater } from '../schedule/retry-policy.ts'
import { median, silenceDeadlineMs, verdict, type Verdict } from '../schedule/satisfaction.ts'
import { bestTheft } from '../schedule/stealing.ts'
import { subTransferBytes } from '../schedule/sub-transfer-size.ts'
import type { PartFile } from '../storage/part-file.ts'
import { Checkpointer } from './checkpointer.ts'
import { Lane } from './lane.ts'
import { connect, exchange, type Answer } from './origin.ts'
import { grantedRange, type KnownFile } from './range-answer.ts'
import { RangeSink } from './range-sink.ts'
import type { RunContext } from './run-context.ts'
import { watchStalls } from './stall-watch.ts'

/** Tries of one lane in a row without a byte before it leaves the rest to the others. */
const LANE_TRIES = 3
/** How often lanes are judged, and those that stand by look for work. */
const JUDGE_EVERY_MS = 100
/** Times of finished sub-transfers that say what is normal. */
const TIMES_KEPT = 32
/** Rates of younger sub-transfers say nothing yet. */
const RATE_KNOWN_AFTER_MS = 300
/** A lane whose connection was found unsatisfactory a second time waits this long, then twice as long, … */
const PENALTY_MS = 1000
const LONGEST_PENALTY_MS = 30_000
/** How often a lane without a place in the origin's budget asks for one. */
const PLACE_WAIT_MS = 250
/** How long a connection refused in favour of others stays away the first time; doubles each time. */
const COURTESY_MS = 10_000

interface Claim {
  readonly range: ByteRange
  /** The answer to this range, when it was asked for before the lane began. */
  readonly response: Response | null
}

/** A range taken from an unsatisfactory connection that nobody has asked for again yet. */
interface Orphan {
  readonly range: ByteRange
  readonly connection: number
  readonly verdict: Verdict
}

export class RangedFetch {
  readonly #context: RunContext
  readonly #url: URL
  readonly #host: string
  readonly #file: PartFile
  readonly #ledger: Ledger
  readonly #known: KnownFile
  readonly #lanes: Lane[] = []
  readonly #stop = new AbortController()
  /** Ends all waiting, when there is nothing left to wait for. */
  readonly #wake = new AbortController()
  #fetching = 0
  #connections = 0
  #timesMs: number[] = []
  #orphans: Orphan[] = []
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
    const { clock, live, signal } = this.#context
    const onAbort = (): void => this.#fail(fail('interrupted'))
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const stopWatching = watchStalls(clock, () => this.#lanes.map((lane) => lane.connection))
    const stopJudging = clock.every(JUDGE_EVERY_MS, () => this.#judge())
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
      const leader = new Lane()
      leader.connection = first.connection
      leader.connectionNumber = ++this.#connections
      leader.hasPlace = this.#context.hosts.take(this.#host, this)
      const claimed = this.#ledger.claim(leader, rangeLength(range))
      if (claimed?.start !== range.start || claimed.end !== range.end)
        throw new Error('the first answer is not for the first wanted bytes')
      this.#lanes.push(leader, ...Array.from({ length: this.#followers() }, () => new Lane()))
      await Promise.all(
        this.#lanes.map((lane) =>
          this.#drive(lane, lane === leader ? { range, response: first.response } : null)
        )
      )
    } finally {
      stopWatching()
      stopJudging()
      signal.removeEventListener('abort', onAbort)
      live.connections = 0
      for (const lane of this.#lanes) this.#leave(lane)
      await this.#file.settled()
      await checkpointer.finish().catch((thrown: unknown) => this.#fail(thrown))
    }
    if (this.#failure) throw this.#failure
    if (!this.#ledger.isComplete)
      throw this.#gaveUp ?? fail('internal', { reason: 'bytes are missing and nobody failed' })
  }

  /** Lanes beside the first: no more than there is work for. */
  #followers(): number {
    const allowed = this.#context.record().connections
    const wanted = this.#ledger.wantedBytes
    return Math.min(allowed - 1, Math.ceil(wanted / subTransferBytes(null, wanted, allowed)))
  }

  /** Claims and fetches until everything has come, the fetch is stopped, or this lane has failed too often. */
  async #drive(lane: Lane, given: Claim | null): Promise<void> {
    let failures = 0
    let claim = given
    while (!this.#failure) {
      if (!this.#isWelcome(lane) && !claim) {
        if (this.#isOver()) break
        await this.#wait(PLACE_WAIT_MS)
        continue
      }
      claim ??= this.#claim(lane) ?? this.#steal(lane)
      if (!claim) {
        if (this.#isOver()) break
        await this.#wait(JUDGE_EVERY_MS)
        continue
      }
      this.#fetching++
      const retirements = lane.retirements
      const outcome = await this.#fetch(lane, claim)
      this.#fetching--
      claim = null
      if (outcome.error === null) {
        failures = 0
        continue
      }
      if (this.#failure) break
      if (isFatal(outcome.error.code)) return this.#fail(outcome.error)
      this.#gaveUp = outcome.error
      if (lane.retirements > retirements) {
        // Not its fault that another does better, but no reason to be in the way.
        if (lane.retirements > 1)
          await this.#wait(Math.min(LONGEST_PENALTY_MS, PENALTY_MS * 2 ** (lane.retirements - 2)))
        continue
      }
      const asked = outcome.error instanceof RetryLater ? outcome.error.waitMs : 0
      if (isCrowding(outcome.error.code) && outcome.bytes === 0 && this.#fetching > 0) {
        // The server serves the others: it is this one connection that it finds too many.
        this.#leave(lane)
        this.#context.hosts.learnCeiling(this.#host, this.#fetching)
        const waitMs = Math.max(asked, COURTESY_MS * 2 ** lane.refusals)
        lane.refusals++
        this.#context.event('connections-limited', {
          served: this.#fetching,
          reason: outcome.error.code,
          waitMs
        })
        await this.#wait(waitMs)
        continue
      }
      failures = outcome.bytes > 0 ? 1 : failures + 1
      if (failures >= LANE_TRIES) break
      await this.#wait(Math.max(backoffMs(failures, Math.random), asked))
    }
    this.#leave(lane)
  }

  /** Nothing is wanted and nobody is at work who could fail: no lane need wait any longer. */
  #isOver(): boolean {
    const over = this.#fetching === 0 && this.#ledger.wantedBytes === 0
    if (over) this.#wake.abort()
    return over
  }

  /** Whether the origin's budget has a place for this lane; one that must make room for other transfers leaves. */
  #isWelcome(lane: Lane): boolean {
    const { hosts } = this.#context
    if (lane.hasPlace && hosts.exceedsShare(this.#host, this)) this.#leave(lane)
    else if (!lane.hasPlace) lane.hasPlace = hosts.take(this.#host, this)
    return lane.hasPlace
  }

  #leave(lane: Lane): void {
    this.#drop(lane)
    if (!lane.hasPlace) return
    lane.hasPlace = false
    this.#context.hosts.release(this.#host, this)
  }

  /** Waits, or until there is nothing left to wait for. */
  #wait(ms: number): Promise<void> {
    return this.#context.clock.sleep(ms, this.#wake.signal).catch(() => undefined)
  }

  #claim(lane: Lane): Claim | null {
    const size = subTransferBytes(lane.bytesPerSecond, this.#ledger.wantedBytes, this.#lanes.length)
    const range = this.#ledger.claim(lane, size)
    if (!range) return null
    if (!lane.connection) lane.connectionNumber = ++this.#connections
    this.#adopt(lane, range)
    return { range, response: null }
  }

  /** Tells who took over what an unsatisfactory connection had been asked for. */
  #adopt(lane: Lane, range: ByteRange): void {
    this.#orphans = this.#orphans.filter((orphan) => {
      if (orphan.range.start < range.start || orphan.range.start >= range.end) return true
      this.#context.event('range-reassigned', {
        from: orphan.connection,
        to: lane.connectionNumber,
        reason: orphan.verdict,
        bytes: rangeLength(orphan.range)
      })
      return false
    })
  }

  /** Takes the tail of the range that would finish last, when that helps. */
  #steal(thief: Lane): Claim | null {
    const nowMs = this.#context.clock.nowMs()
    const known = this.#lanes.flatMap((lane) => lane.bytesPerSecond ?? [])
    if (known.length === 0) return null
    const victims = this.#lanes.flatMap((lane) => {
      const performance = lane === thief ? null : lane.performance(nowMs)
      if (!performance || performance.remainingBytes <= 0) return []
      if (performance.ageMs < RATE_KNOWN_AFTER_MS) return []
      return [{ lane, ...performance }]
    })
    const theft = bestTheft(victims, thief.bytesPerSecond ?? median(known), thief.startSeconds)
    if (!theft) return null
    const { lane: victim, bytes, savedSeconds } = theft
    const sink = victim.sink as RangeSink
    const range = { start: Math.max(victim.position, sink.end - bytes), end: sink.end }
    sink.cut(range.start)
    this.#ledger.hand(victim, thief, range)
    if (!thief.connection) thief.connectionNumber = ++this.#connections
    const ends = { from: victim.connectionNumber, to: thief.connectionNumber, bytes: rangeLength(range) }
    if (range.start > victim.position) {
      this.#context.event('range-stolen', { ...ends, savedSeconds: Math.round(savedSeconds * 1000) / 1000 })
    } else {
      // Nothing is left to it: it has failed, and its connection would only bring what the thief brings.
      this.#context.live.retransmittedBytes += ends.bytes
      const reason: Verdict = Number.isFinite(savedSeconds) ? 'slow' : 'silent'
      this.#context.event('range-reassigned', { ...ends, reason })
      victim.connection?.close()
    }
    return { range, response: null }
  }

  /** Looks at every sub-transfer under way and takes its range from each connection found unsatisfactory. */
  #judge(): void {
    const nowMs = this.#context.clock.nowMs()
    for (const lane of this.#lanes) lane.sample(nowMs)
    const deadlineMs = silenceDeadlineMs(this.#timesMs)
    const working = this.#lanes.flatMap((lane) => {
      const performance = lane.performance(nowMs)
      return performance ? [{ lane, performance }] : []
    })
    for (const { lane, performance } of working) {
      const others = working.filter((other) => other.lane !== lane).map((other) => other.performance)
      const found = verdict(performance, others, deadlineMs)
      if (found !== 'satisfactory') this.#retire(lane, found, performance.bytesPerSecond)
    }
  }

  #retire(lane: Lane, found: Exclude<Verdict, 'satisfactory'>, bytesPerSecond: number): void {
    const range = { start: lane.position, end: lane.sink?.end ?? 0 }
    if (rangeLength(range) > 0)
      this.#orphans.push({ range, connection: lane.connectionNumber, verdict: found })
    lane.retirements++
    lane.bytesPerSecond = null
    const rate = Math.round(bytesPerSecond)
    const reason =
      found === 'silent' ? 'it fell silent while others did not' : `it was slow (${rate} bytes a second)`
    lane.connection?.close(fail('connection-lost', { host: this.#host, reason }))
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
    const beganAtMs = clock.nowMs()
    lane.begin(range, sink, beganAtMs)
    let receiving = false
    try {
      const answer = response ?? (await this.#ask(lane, range))
      const connection = lane.connection as Connection
      const isFirst = connection.bodyBytes === 0
      const granted = grantedRange(answer, range, this.#known, this.#host, clock.unixMs())
      const wasShortened = granted.end < sink.end
      if (wasShortened) sink.cut(granted.end)
      if (isFirst) live.joined(this.#host)
      lane.startSeconds = (clock.nowMs() - beganAtMs) / 1000
      receiving = true
      live.connections++
      await connection.receive(sink)
      sink.assertComplete()
      const tookMs = Math.max(clock.nowMs() - beganAtMs, 1)
      lane.bytesPerSecond = (sink.bytes / tookMs) * 1000
      this.#timesMs = [...this.#timesMs.slice(1 - TIMES_KEPT), tookMs]
      if (wasShortened) {
        await this.#file.settled()
        this.#ledger.release(lane)
      }
      if (!connection.reusable) this.#drop(lane)
      return { bytes: sink.bytes, error: null }
    } catch (thrown) {
      const error =
        thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
      const number = lane.connectionNumber
      this.#drop(lane, error)
      // What was handed to the disk is in the file before the rest is given back.
      await this.#file.settled()
      const lost = this.#ledger.release(lane)
      // All that was left to it after another took its tail had come.
      if (lost === 0 && !isFatal(error.code)) return { bytes: sink.bytes, error: null }
      if (!this.#failure) {
        // A request that was refused brought nothing that could be lost.
        if (receiving) live.retransmittedBytes += lost
        this.#context.event('connection-retired', {
          connection: number,
          reason: error.code,
          message: error.message,
          deliveredBytes: sink.bytes,
          returnedBytes: lost
        })
      }
      return { bytes: sink.bytes, error }
    } finally {
      lane.end()
      if (receiving) live.connections--
    }
  }

  #drop(lane: Lane, reason?: ShoalError): void {
    lane.connection?.close(reason)
    lane.connection = null
  }

  /**
   * Sends the request, on the lane's connection or a new one. A server may close a connection it kept alive at any
   * time; that a request met just this moment is no failure of anyone's (RFC 9112 section 9.3.1).
   */
  async #ask(lane: Lane, range: ByteRange): Promise<Response> {
    const request = (connection: Connection): Promise<Response> =>
      exchange(this.#context, connection, this.#url, range, this.#stop.signal, (made) => {
        lane.connection = made
      })
    if (lane.connection) {
      try {
        return await request(lane.connection)
      } catch (thrown) {
        if (this.#failure || !(thrown instanceof ShoalError) || thrown.code !== 'connection-lost')
          throw thrown
        lane.connection = null
        lane.connectionNumber = ++this.#connections
      }
    }
    lane.connection = await connect(this.#context, this.#url, this.#stop.signal)
    return request(lane.connection)
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
