/**
 * Finds out, while a file is being fetched, which mirrors have it: of the same length, and with the same bytes in every
 * piece of what is here that is compared. What cannot be reached is asked again later; what differs never delivers a
 * byte. It fetches nothing itself.
 */
import { fail, ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import { authorityOf } from '../../connection/endpoint.ts'
import { digestsOf } from '../../integrity/verification.ts'
import type { Ledger } from '../../ledger/ledger.ts'
import type { PartFile } from '../../storage/part-file.ts'
import type { PieceCheck } from '../proof/piece-check.ts'
import type { RunContext } from '../run-context.ts'
import { showsSameBytes } from './same-content.ts'
import { sourceOf, type Source } from './sources.ts'

/** Sources beside the anchor at one time: more than a few add nothing but requests. */
const MOST_ADMITTED = 6
/** Mirrors asked at once. */
const ASKED_AT_ONCE = 2
const LOOK_EVERY_MS = 100
/** One that could not be reached is asked again after this, then after twice as long, … */
const FIRST_WAIT_MS = 15_000
const LONGEST_WAIT_MS = 10 * 60_000
/** Named in the notice of those that are not used. */
const NAMED = 5

interface Candidate {
  readonly uri: URL
  waits: number
  dueMs: number
}

export interface FileSoFar {
  readonly anchor: Source
  /** The anchor's address, before redirects. */
  readonly uri: URL
  readonly file: PartFile
  readonly ledger: Ledger
  readonly pieces: PieceCheck | null
}

export class Mirrors {
  readonly #context: RunContext
  readonly #soFar: FileSoFar
  readonly #candidates: Candidate[]
  readonly #stop = new AbortController()
  #admitted = 0
  #asking: Promise<unknown> = Promise.resolve()

  constructor(context: RunContext, uris: readonly string[], soFar: FileSoFar) {
    this.#context = context
    this.#soFar = soFar
    this.#candidates = uris.map((uri) => ({ uri: new URL(uri), waits: 0, dueMs: -Infinity }))
  }

  /** Begins to ask; `admit` hears of each that has the file. */
  begin(admit: (source: Source) => void): void {
    const { signal } = this.#context
    const onAbort = (): void => this.#stop.abort()
    signal.addEventListener('abort', onAbort)
    if (signal.aborted) onAbort()
    const asking = Array.from({ length: ASKED_AT_ONCE }, () => this.#ask(admit))
    // What fails here is the journal; the fetch meets it, too, and says so.
    this.#asking = Promise.allSettled(asking).then(() => signal.removeEventListener('abort', onAbort))
  }

  /** Resolves when nothing more is asked. */
  async end(): Promise<void> {
    this.#stop.abort()
    await this.#asking
  }

  async #ask(admit: (source: Source) => void): Promise<void> {
    while (!this.#stop.signal.aborted && this.#candidates.length > 0) {
      const candidate = this.#next()
      if (!candidate) await this.#wait()
      else {
        const source = await this.#look(candidate)
        if (source && !this.#stop.signal.aborted) admit(source)
      }
    }
  }

  async #wait(): Promise<void> {
    await this.#context.clock.sleep(LOOK_EVERY_MS, this.#stop.signal).catch(() => undefined)
  }

  /** The next to ask, taken off the list; null when there is none now, or nothing to compare it with. */
  #next(): Candidate | null {
    const { ledger } = this.#soFar
    if (this.#admitted >= MOST_ADMITTED || ledger.wantedBytes === 0) return null
    const nowMs = this.#context.clock.nowMs()
    const at = this.#candidates.findIndex(({ dueMs }) => dueMs <= nowMs)
    if (at < 0 || this.#here().length === 0) return null
    return this.#candidates.splice(at, 1)[0] ?? null
  }

  /** Where pieces can be checked, only those that were found right are worth comparing with. */
  #here(): readonly ByteRange[] {
    const { pieces, ledger } = this.#soFar
    return pieces?.right ?? [...ledger.durable]
  }

  async #look(candidate: Candidate): Promise<Source | null> {
    const { context, uri, soFar } = { context: this.#context, uri: candidate.uri, soFar: this.#soFar }
    const host = authorityOf(uri)
    try {
      const source = await mirrorOf(context, uri, soFar, this.#here(), this.#stop.signal)
      this.#admitted++
      return source
    } catch (thrown) {
      if (this.#stop.signal.aborted) return null
      if (thrown instanceof NotTheSame) {
        refuse(context, host, thrown.message)
      } else {
        const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** candidate.waits++)
        candidate.dueMs = context.clock.nowMs() + waitMs
        this.#candidates.push(candidate)
        const reason = thrown instanceof ShoalError ? thrown.code : String(thrown)
        context.event('mirror-unreachable', { source: host, reason, waitMs })
      }
      return null
    }
  }
}

/** Why a mirror is not used. */
class NotTheSame extends Error {}

/**
 * The mirror as a source, if it has the same file. Rejects with ShoalError when that cannot be found out, and with the
 * reason when it must not be used.
 */
async function mirrorOf(
  context: RunContext,
  uri: URL,
  { anchor, uri: anchorUri, file }: Omit<FileSoFar, 'ledger' | 'pieces'>,
  durable: readonly ByteRange[],
  signal: AbortSignal
): Promise<Source> {
  const { known } = anchor
  const found = await showsSameBytes(context, uri, { uri: anchorUri, known, file, durable }, signal)
  if (found.kind === 'different') throw new NotTheSame(found.reason)
  const { url, validator, by, comparedBytes } = found
  if (anchorUri.protocol === 'https:' && url.protocol === 'http:' && !isProvable(context))
    throw new NotTheSame(
      'it speaks plain HTTP, and nothing could show that its bytes were altered on their way'
    )
  const kind = uri.href === context.record().uri ? 'origin' : 'mirror'
  const source = sourceOf(kind, url, { validator, length: known.length })
  context.event('mirror-admitted', { source: source.host, by, comparedBytes })
  return source
}

/** Whether the finished file, or its pieces, will be compared with digests. */
const isProvable = ({ record, journal }: RunContext): boolean =>
  digestsOf(record().verification).length > 0 || journal.pieces(record().id) !== null

/**
 * The first of the mirrors that has the file of which a part is here, for an attempt that cannot reach the anchor.
 * Null when none has. Rejects with ShoalError `interrupted`.
 */
export async function standIn(
  context: RunContext,
  uris: readonly string[],
  soFar: FileSoFar
): Promise<Source | null> {
  for (const uri of uris.map((each) => new URL(each))) {
    const host = authorityOf(uri)
    try {
      return await mirrorOf(context, uri, soFar, soFar.ledger.durable, context.signal)
    } catch (thrown) {
      if (context.signal.aborted) throw fail('interrupted')
      if (thrown instanceof NotTheSame) refuse(context, host, thrown.message)
      else if (thrown instanceof ShoalError)
        context.event('mirror-unreachable', { source: host, reason: thrown.code, waitMs: 0 })
      else throw thrown
    }
  }
  return null
}

const REFUSED = 'mirror-refused'

function refuse(context: RunContext, host: string, reason: string): void {
  context.event(REFUSED, { source: host, reason })
  const others = context.record().notices.find(({ code }) => code === REFUSED)?.message ?? ''
  const said = `${host} is not used as a mirror: ${reason}.`
  if (others.includes(said) || others.split(' is not used as a mirror: ').length > NAMED) return
  context.notice({ code: REFUSED, message: others === '' ? said : `${others} ${said}` })
}
