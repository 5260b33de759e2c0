/**
 * A file that other machines helped to bring does not match its digest: what they gave is asked again of the data
 * server, piece by piece, compared with what stands in the file, and put right where it is another. Whoever gave such
 * a piece is named. It asks no peer, and only takes answers that carry the file's own validator.
 */
import { rangeLength, type ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../../src-shared/model/peer.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { EARLIER } from '../../integrity/provenance.ts'
import { IntervalSet } from '../../ledger/interval-set.ts'
import { backoffMs, isTransient } from '../../schedule/retry-policy.ts'
import type { PartFile } from '../../storage/part-file.ts'
import { Asker } from '../sources/asker.ts'
import { addressesOf } from '../beginning/first-source.ts'
import { grantedRange, type KnownFile } from '../sources/range-answer.ts'
import type { RunContext } from '../run-context.ts'
import { firstDifference } from './spot-checks.ts'

/** Compared at once, in memory. */
const PIECE_BYTES = 1024 * 1024
/** Connections that ask; each holds two pieces. */
const MOST_ASKERS = 4
/** Failures in a row after which an address cannot be asked. */
const TRIES = 3

export interface Audit {
  /** Why each is not believed any more. */
  readonly liars: ReadonlyMap<PeerId, string>
  readonly mendedBytes: number
}

const NOTHING_FOUND: Audit = { liars: new Map(), mendedBytes: 0 }

/** Rejects with ShoalError: `audit-impossible`, `interrupted`, a disk's. */
export async function audit(context: RunContext, file: PartFile, known: KnownFile): Promise<Audit> {
  const doubtful = doubtfulBytes(context, known.length)
  if (doubtful.isEmpty) return NOTHING_FOUND
  context.event('audit-began', { bytes: doubtful.total })
  let reason = ''
  for (const uri of addresses(context)) {
    const found = new Findings(context, file, uri)
    try {
      await askAll(context, uri, known, doubtful, found)
      await file.sync()
      context.event('audit-ended', {
        mendedBytes: found.mendedBytes,
        liars: [...found.liars.keys()].join(' ')
      })
      return found
    } catch (thrown) {
      if (context.signal.aborted) throw fail('interrupted')
      if (!(thrown instanceof ShoalError) || isOurs(thrown)) throw thrown
      reason ||= thrown.message.replace(/\.$/, '')
      context.event('audit-failed', { source: uri.host, reason: thrown.code })
    }
  }
  throw fail('audit-impossible', { host: authorityOf(new URL(context.record().uri)), reason })
}

/** What this process knows to be from peers; of an earlier one's bytes all, if any peer had a hand in them. */
function doubtfulBytes({ live }: RunContext, length: number): IntervalSet {
  const peers = live.sources().filter(({ kind }) => kind === 'peer')
  const named = peers.map(({ id }) => ({ id, bytes: new IntervalSet(live.provenance.of(id)) }))
  const doubtful = new IntervalSet(named.flatMap(({ bytes }) => bytes.ranges))
  for (const range of live.provenance.of(EARLIER)) doubtful.add(range)
  if (peers.every(({ bytes }, at) => bytes <= (named[at]?.bytes.total ?? 0))) return doubtful
  const nameless = new IntervalSet([{ start: 0, end: length }])
  for (const { range } of live.provenance.partsOf({ start: 0, end: length })) nameless.remove(range)
  for (const range of nameless.ranges) doubtful.add(range)
  return doubtful
}

const addresses = (context: RunContext): readonly URL[] => {
  const { anchor } = context.record()
  const all = new Set([...(anchor === null ? [] : [anchor]), ...addressesOf(context)])
  return [...all].map((uri) => new URL(uri)).filter(({ protocol }) => /^https?:$/.test(protocol))
}

const isOurs = ({ code }: ShoalError): boolean => /^(disk|journal|partial|directory)-|^internal$/.test(code)

/** What differed. */
class Findings implements Audit {
  readonly liars = new Map<PeerId, string>()
  mendedBytes = 0
  readonly #context: RunContext
  readonly #file: PartFile
  readonly #host: string

  constructor(context: RunContext, file: PartFile, uri: URL) {
    this.#context = context
    this.#file = file
    this.#host = authorityOf(uri)
  }

  async compare(range: ByteRange, found: Uint8Array): Promise<void> {
    const { live } = this.#context
    const here = await this.#file.read(range)
    if (firstDifference(here, found) === null) return
    const nameless = new IntervalSet([range])
    for (const { source, range: part } of live.provenance.partsOf(range)) {
      if (source === EARLIER) continue
      nameless.remove(part)
      const differs = await this.#mend(range, part, here, found)
      if (differs === null) continue
      live.lost(source, rangeLength(part))
      live.gained(this.#host, rangeLength(part))
      live.delivered(this.#host, part, this.#context.clock.unixMs(), 0)
      if (!this.liars.has(source))
        this.liars.set(source, `its byte ${part.start + differs} is another one than that of ${this.#host}.`)
    }
    for (const part of nameless.ranges) await this.#mend(range, part, here, found)
  }

  /** Where the part differed; it does not any more. */
  async #mend(
    { start }: ByteRange,
    part: ByteRange,
    here: Uint8Array,
    found: Uint8Array
  ): Promise<number | null> {
    const right = found.subarray(part.start - start, part.end - start)
    const differsAt = firstDifference(here.subarray(part.start - start, part.end - start), right)
    if (differsAt === null) return null
    await this.#file.writeBytes(right, part.start)
    this.mendedBytes += right.length
    return differsAt
  }
}

async function askAll(
  context: RunContext,
  uri: URL,
  known: KnownFile,
  doubtful: IntervalSet,
  found: Findings
): Promise<void> {
  const { hosts, record } = context
  const host = authorityOf(uri)
  const holder = {}
  const left = new IntervalSet(doubtful.ranges)
  const over = new AbortController()
  const onAbort = (): void => over.abort()
  context.signal.addEventListener('abort', onAbort)
  if (context.signal.aborted) onAbort()
  let places = 0
  while (places < Math.min(MOST_ASKERS, record().connections) && hosts.take(host, holder)) places++
  try {
    const asking = Array.from({ length: places }, () =>
      askSome(context, uri, known, left, found, over.signal)
    )
    // The first to give up ends the others; all have ended before anybody else is asked.
    for (const each of asking) each.catch(onAbort)
    const failed = (await Promise.allSettled(asking)).find(({ status }) => status === 'rejected')
    if (failed?.status === 'rejected') throw failed.reason
  } finally {
    context.signal.removeEventListener('abort', onAbort)
    for (; places > 0; places--) hosts.release(host, holder)
  }
}

async function askSome(
  context: RunContext,
  uri: URL,
  known: KnownFile,
  left: IntervalSet,
  found: Findings,
  signal: AbortSignal
): Promise<void> {
  const { clock, live } = context
  const asker = new Asker(context, uri, signal)
  try {
    for (let failures = 0; ;) {
      const [first] = left.ranges
      if (!first || signal.aborted) return
      const piece = { start: first.start, end: Math.min(first.end, first.start + PIECE_BYTES) }
      left.remove(piece)
      try {
        const { response, url } = await asker.ask(piece)
        const granted = grantedRange(response, piece, known, authorityOf(url), clock.unixMs())
        const bytes = await asker.body(rangeLength(granted))
        live.retransmittedBytes += bytes.length
        await found.compare(granted, bytes)
        if (granted.end < piece.end) left.add({ start: granted.end, end: piece.end })
        failures = 0
      } catch (thrown) {
        left.add(piece)
        const isWorthAnother = thrown instanceof ShoalError && isTransient(thrown.code, true)
        if (!isWorthAnother || ++failures >= TRIES) throw thrown
        await clock.sleep(backoffMs(failures, Math.random), signal).catch(() => undefined)
      }
    }
  } finally {
    asker.end()
  }
}
