/**
 * Fetches ranges of a file for somebody else and lets them be read while they come. What is wanted changes all the time;
 * one ranged fetch goes on over all of it, and begins anew when the data server was out of reach. It decides nothing about
 * who may ask and which addresses may be reached: it is told by `vetting`, and asks before every connection.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Connection } from '../connection/connection.ts'
import { Ledger } from '../ledger/ledger.ts'
import type { Contribution, ContributionOptions, ContributionStore } from '../ports/contribution.ts'
import type { FileIdentity } from '../ports/contributors.ts'
import { primingBytes } from '../schedule/priming.ts'
import { backoffMs, isTransient, RetryLater } from '../schedule/retry-policy.ts'
import { IN_ORDER } from '../schedule/sub-transfer-size.ts'
import { ALONE } from '../transfer/bonding/bond.ts'
import { LiveCounters } from '../transfer/live-counters.ts'
import { RangedFetch } from '../transfer/ranged/ranged-fetch.ts'
import type { RunContext } from '../transfer/run-context.ts'
import { sourceOf } from '../transfer/sources/sources.ts'
import { watchStalls } from '../transfer/stall-watch.ts'
import { Bell } from './bell.ts'
import { ContributedFile } from './contributed-file.ts'
import { contributionContext, MOST_CONNECTIONS, type ContributionPorts } from './contribution-context.ts'
import { firstProof } from './first-proof.ts'

/** Most that is read from the file at once. */
const CHUNK_BYTES = 512 * 1024
/** How often what a waiting reader needs next is taken out of a connection's buffer that has not filled yet. */
const HURRY_EVERY_MS = 15
const METER_EVERY_MS = 100
/** Asked for where nothing is wanted yet: enough to see which file it is. */
const PROBE: ByteRange = { start: 0, end: 1 }

/** Somebody who reads, and the first byte not read yet. */
interface Reader {
  at: number
  readonly end: number
  /** What it is given stands here until it asks for more. */
  readonly room: Buffer
}

/** `closed` is called when it has been closed and holds nothing any more. */
export const createContribution = (
  ports: ContributionPorts,
  options: ContributionOptions,
  closed: () => void
): Contribution => new OriginContribution(ports, options, closed)

class OriginContribution implements Contribution {
  readonly file: Promise<FileIdentity>
  readonly #ports: ContributionPorts
  readonly #options: ContributionOptions
  readonly #stop = new AbortController()
  /** Rings when bytes have come, when what is wanted has changed, and at the end. */
  readonly #bell = new Bell()
  readonly #live: LiveCounters
  readonly #readers = new Set<Reader>()
  readonly #reads = new Set<Promise<unknown>>()
  readonly #stopMetering: () => void
  /** While somebody reads. */
  #stopHurrying: (() => void) | null = null
  readonly #ended: Promise<void>
  readonly #closed: () => void
  #show: (file: FileIdentity) => void = () => undefined
  #refuse: (error: ShoalError) => void = () => undefined
  #isShown = false
  #assigned: readonly ByteRange[] = []
  #allowed: number
  #identity: FileIdentity | null = null
  #store: ContributionStore | null = null
  #placed: ContributedFile | null = null
  #ledger: Ledger | null = null
  #fetch: RangedFetch | null = null
  #cacheable: boolean | null = null
  #problem: ShoalError | null = null
  #failure: ShoalError | null = null

  constructor(ports: ContributionPorts, options: ContributionOptions, closed: () => void) {
    const { clock } = ports
    this.#closed = closed
    this.#ports = ports
    this.#options = options
    this.#allowed = atMost(options.connections)
    this.#live = new HeardCounters(() => {
      this.#problem = null
      this.#bell.ring()
    })
    this.file = new Promise((resolve, reject) => {
      this.#show = resolve
      this.#refuse = reject
    })
    // Whoever never asks for it learns of its failure from `progress` and `read`.
    this.file.catch(() => undefined)
    this.#stopMetering = clock.every(METER_EVERY_MS, () =>
      this.#live.meter.sample(clock.nowMs(), this.#live.fetchedBytes)
    )
    // It begins in a later microtask: what is wanted from the start can be said before.
    this.#ended = Promise.resolve().then(() => this.#serve())
  }

  get cacheable(): boolean | null {
    return this.#cacheable
  }

  get progress(): Contribution['progress'] {
    return {
      bytesPerSecond: this.#live.meter.bytesPerSecond,
      connections: this.#live.connections,
      fetchedBytes: this.#live.fetchedBytes,
      problem: this.#failure ?? this.#problem
    }
  }

  want(ranges: readonly ByteRange[]): void {
    this.#assigned = ranges
    this.#demand()
  }

  allow(connections: number): void {
    this.#allowed = atMost(connections)
    this.#fetch?.allow(this.#allowed)
  }

  held(): readonly ByteRange[] {
    return this.#ledger?.here ?? []
  }

  async *read(range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array, void> {
    const room = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, rangeLength(range)))
    const reader: Reader = { at: range.start, end: range.end, room }
    const onAbort = (): void => this.#bell.ring()
    signal.addEventListener('abort', onAbort)
    this.#readers.add(reader)
    this.#stopHurrying ??= this.#ports.clock.every(HURRY_EVERY_MS, () => this.#hurry())
    this.#demand()
    try {
      while (reader.at < reader.end) {
        if (signal.aborted || this.#stop.signal.aborted) throw fail('interrupted')
        const bytes = await this.#here(reader)
        if (bytes) {
          reader.at += bytes.length
          yield bytes
        } else if (this.#failure) {
          throw this.#failure
        } else {
          await this.#bell.rung()
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort)
      this.#readers.delete(reader)
      if (this.#readers.size === 0) {
        this.#stopHurrying?.()
        this.#stopHurrying = null
      }
      this.#demand()
    }
  }

  async close(): Promise<void> {
    this.#stop.abort()
    this.#stopMetering()
    this.#bell.ring()
    await this.#ended
    this.#refuse(fail('interrupted'))
    await Promise.allSettled([...this.#reads])
    const placed = this.#placed
    this.#placed = null
    await placed?.close()
    this.#closed()
  }

  #hurry(): void {
    for (const { at } of this.#readers) this.#fetch?.hurry(at)
  }

  /** What is in the file from where a reader is; null when its next byte is not. */
  #here({ at, end, room }: Reader): Promise<Uint8Array> | null {
    const ledger = this.#ledger
    const file = this.#placed
    if (!ledger || !file) return null
    if (end > ledger.length) throw fail('http-range-refused', { host: new URL(this.#options.uri).host })
    const upTo = Math.min(ledger.reach(at), end, at + room.length)
    if (upTo === at) return null
    const read = file.readInto(room.subarray(0, upTo - at), at)
    this.#reads.add(read)
    void read.catch(() => undefined).finally(() => this.#reads.delete(read))
    return read
  }

  /** What readers wait for comes first, the earliest of it before the rest; then what was asked for, in its order. */
  get #demands(): readonly ByteRange[] {
    const reading = [...this.#readers].map(({ at, end }) => ({ start: at, end }))
    return [...reading.sort((a, b) => a.start - b.start), ...this.#assigned]
  }

  /** Tells the fetch what is wanted now. */
  #demand(): void {
    this.#ledger?.demand(withinFile(this.#demands, this.#ledger.length))
    this.#fetch?.demanded()
    this.#bell.ring()
  }

  /** Fetches until it is closed or no other try makes sense. Never rejects. */
  async #serve(): Promise<void> {
    try {
      const { file, uri } = this.#options
      const address = checkedAddress(uri)
      if (file) await this.#keep(file)
      await this.#fetchOn(address)
    } catch (thrown) {
      if (this.#stop.signal.aborted) return
      this.#failure =
        thrown instanceof ShoalError ? thrown : fail('internal', { reason: String(thrown) }, thrown)
      this.#refuse(this.#failure)
      this.#bell.ring()
    }
  }

  async #fetchOn(uri: URL): Promise<void> {
    const { clock } = this.#ports
    const { signal } = this.#stop
    const context = contributionContext(
      this.#ports,
      uri,
      this.#options.vetting,
      this.#live,
      signal,
      (durable) => this.#store?.settled(durable)
    )
    let failures = 0
    while (!signal.aborted) {
      if (!this.#hasWork()) {
        await this.#bell.rung()
        continue
      }
      const before = this.#live.fetchedBytes
      try {
        await this.#fetchFrom(context, uri)
      } catch (thrown) {
        if (signal.aborted || !(thrown instanceof ShoalError)) throw thrown
        const hasWorked = this.#live.fetchedBytes > 0
        // A link that has worked and is refused now may only want to be resolved again.
        if (!isTransient(thrown.code, true) && !(hasWorked && thrown.code.startsWith('http-'))) throw thrown
        failures = this.#live.fetchedBytes > before ? 1 : failures + 1
        this.#problem = thrown
        const askedMs = thrown instanceof RetryLater ? thrown.waitMs : 0
        await clock.sleep(Math.max(backoffMs(failures, Math.random), askedMs), signal)
      }
    }
  }

  /** Whether the data server has to be asked; where the store has all that is wanted, it need not. */
  #hasWork(): boolean {
    if (!this.#ledger || !this.#identity) return true
    if (this.#ledger.wantedBytes > 0) return true
    if (this.#isShown) return false
    if (!this.#ledger.isComplete && this.#demands.length === 0) return true
    this.#shown(this.#identity)
    return false
  }

  /** From the first answer until the fetch fails or is stopped; it always rejects with one of these. */
  async #fetchFrom(context: RunContext, uri: URL): Promise<void> {
    const asked: Connection[] = []
    const { signal } = context
    const onAbort = (): void => asked.forEach((connection) => connection.close())
    const stopWatching = watchStalls(context.clock, () => asked)
    signal.addEventListener('abort', onAbort)
    try {
      const proof = await firstProof(context, uri, this.#firstRange(), this.#identity, (connection) =>
        asked.push(connection)
      )
      this.#cacheable = this.#cacheable !== false && proof.cacheable
      const { ledger, placed } = await this.#keep(proof.file)
      if (signal.aborted) throw fail('interrupted')
      this.#shown(proof.file)
      const { answer, range } = proof
      // What is wanted may have changed meanwhile; these bytes are on their way.
      ledger.demand([range, ...withinFile(this.#demands, ledger.length)])
      const isNew = ledger.wants(range)
      if (!isNew) answer.connection.close()
      const source = sourceOf('origin', answer.url, proof.file)
      const purpose = { pace: IN_ORDER, openEnded: true }
      this.#fetch = new RangedFetch(context, source, placed, ledger, null, ALONE, 'asked', purpose)
      this.#fetch.allow(this.#allowed)
      const over = this.#fetch.run(isNew ? { answer, range } : null)
      this.#demand()
      await over
    } finally {
      this.#fetch = null
      stopWatching()
      signal.removeEventListener('abort', onAbort)
      for (const connection of asked) connection.close()
    }
  }

  #firstRange(): ByteRange {
    const ledger = this.#ledger
    const start = ledger ? ledger.firstWanted : (this.#demands[0]?.start ?? null)
    if (start === null) return PROBE
    const end = ledger ? ledger.firstWantedEnd : (this.#demands[0]?.end ?? null)
    return { start, end: Math.min(start + primingBytes(0), end ?? Infinity) }
  }

  #shown(file: FileIdentity): void {
    this.#isShown = true
    this.#show(file)
  }

  /** Opens where the bytes of `file` are kept, the first time. */
  async #keep(file: FileIdentity): Promise<{ readonly ledger: Ledger; readonly placed: ContributedFile }> {
    if (this.#ledger && this.#placed) return { ledger: this.#ledger, placed: this.#placed }
    const store = await this.#options.store(file)
    const placed = await ContributedFile.open(this.#ports.disk, store.path, file.length)
    const ledger = new Ledger(file.length, store.durable)
    this.#identity = file
    this.#store = store
    this.#placed = placed
    this.#ledger = ledger
    this.#live.ledger = ledger
    this.#demand()
    return { ledger, placed }
  }
}

/** Counters that tell when bytes have reached the file. */
class HeardCounters extends LiveCounters {
  readonly #heard: () => void

  constructor(heard: () => void) {
    super({ sources: [], retransmittedBytes: 0, refetchedBytes: 0 })
    this.#heard = heard
  }

  override gained(source: string, bytes: number): void {
    super.gained(source, bytes)
    this.#heard()
  }
}

const atMost = (connections: number): number => Math.max(1, Math.min(connections, MOST_CONNECTIONS))

const withinFile = (ranges: readonly ByteRange[], length: number): readonly ByteRange[] =>
  ranges
    .map(({ start, end }) => ({ start, end: Math.min(end, length) }))
    .filter((range) => rangeLength(range) > 0)

/** Throws ShoalError `uri-invalid`, `policy-scheme-refused` or `policy-credentials-refused`. */
function checkedAddress(text: string): URL {
  let url: URL
  try {
    url = new URL(text)
  } catch {
    throw fail('uri-invalid', { uri: text.slice(0, 200) })
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw fail('policy-scheme-refused', { scheme: url.protocol.slice(0, -1) })
  if (url.username !== '' || url.password !== '') throw fail('policy-credentials-refused', { host: url.host })
  url.hash = ''
  return url
}
