/**
 * One content that is fetched for others: what is kept of it goes out at once, the rest is asked of the data server
 * through a contribution, as long as the owner's policy lets it. Plans that want the same content share it, so that
 * nothing comes over the owner's link twice. It never gives one peer what the data server meant for nobody else.
 */
import { fail, ShoalError, type Problem } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PlanStatus } from '../../../src-shared/model/peer.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Contribution, ContributionOptions, Vetting } from '../../engine/ports/contribution.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import type { ContentCache, OpenedContent, ReadableContent } from '../cache/content-cache.ts'
import { isSameFile } from '../cache/content-identity.ts'
import type { Decision } from '../policy/contribution-policy.ts'

export interface FetchParts {
  readonly clock: Clock
  readonly cache: ContentCache
  readonly vetting: Vetting
  readonly contribute: (options: ContributionOptions) => Contribution
}

/** Whoever wants something of the content: a plan. */
export interface Wanter {
  readonly ranges: readonly ByteRange[]
  /** Most connections to the data server. */
  readonly connections: number
  /** Whether the data server may be asked for it, if nobody is asking yet. */
  mayBegin(): Decision
}

/** A contribution, with what it writes into. */
interface Running {
  readonly contribution: Contribution
  content: OpenedContent | null
  /** Of its bytes, those that are in the books. */
  countedBytes: number
  stuck: { readonly sinceMs: number; readonly bytes: number } | null
}

/** A contribution that gets nothing for so long may have failed for good; another one starts with a fresh resolution. */
const BEGIN_ANEW_AFTER_MS = 15_000

/** What a data server says when it will not serve, however often it is asked. */
const REFUSALS: ReadonlySet<string> = new Set([
  'http-unauthorized',
  'http-forbidden',
  'http-not-found',
  'http-gone',
  'contribution-unsuitable'
])

export class PlanFetch {
  readonly uri: string
  /** What is asked for; null: whatever the data server shows. */
  readonly #asked: FileIdentity | null
  readonly #parts: FetchParts
  readonly #wanters = new Set<Wanter>()
  #file: FileIdentity | null
  #kept: ReadableContent | null
  #running: Running | null = null
  #refusal: Problem | null = null
  #uncountedBytes = 0
  #fetchedBytes = 0
  #ending: Promise<unknown> = Promise.resolve()
  #isClosed = false

  private constructor(
    parts: FetchParts,
    uri: string,
    asked: FileIdentity | null,
    kept: ReadableContent | null
  ) {
    this.#parts = parts
    this.uri = uri
    this.#asked = asked
    this.#file = kept ? kept.file : null
    this.#kept = kept
  }

  /** With what is kept of the file here, if anything. */
  static async open(parts: FetchParts, uri: string, asked: FileIdentity | null): Promise<PlanFetch> {
    return new PlanFetch(parts, uri, asked, asked && (await parts.cache.find(uri, asked)))
  }

  /** Whether a plan for this file may go along. */
  canServe(uri: string, file: FileIdentity | null): boolean {
    if (this.#isClosed || uri !== this.uri || !file || !this.#file || !isSameFile(file, this.#file))
      return false
    return this.#running ? (this.#running.content?.isKept ?? false) : this.#kept !== null
  }

  /** Whether it is for the same file that this plan asks for now. */
  isFor(uri: string, file: FileIdentity | null): boolean {
    if (this.#isClosed || uri !== this.uri) return false
    if (!file || !this.#asked) return file === this.#asked || isSame(file, this.#file)
    return isSameFile(file, this.#asked)
  }

  /** From the data server, as of the last second. */
  get fetchedBytes(): number {
    return this.#fetchedBytes
  }

  /** What the data server showed, or what is kept; null: not known yet. */
  get file(): FileIdentity | null {
    return this.#file
  }

  get asksServer(): boolean {
    return this.#running !== null
  }

  /** Takes a plan in, or hears what it wants now. */
  want(wanter: Wanter): void {
    this.#wanters.add(wanter)
    this.#demand()
  }

  /** Resolves when nothing runs any more that nobody wants. */
  async leave(wanter: Wanter): Promise<void> {
    this.#wanters.delete(wanter)
    if (this.#wanters.size > 0) return this.#demand()
    this.#isClosed = true
    const kept = this.#kept
    this.#kept = null
    this.#end()
    await this.#ending
    await kept?.release()
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** What can be read now. Sorted, not touching. */
  held(): readonly ByteRange[] {
    return this.#running?.content ? this.#running.contribution.held() : (this.#kept?.held() ?? [])
  }

  statusFor(ranges: readonly ByteRange[]): Omit<PlanStatus, 'revision'> {
    const { bytesPerSecond, connections, problem } = this.#running?.contribution.progress ?? {
      bytesPerSecond: 0,
      connections: 0,
      problem: null
    }
    const numbers = { bytesPerSecond, connections }
    const held = this.held()
    if (this.#file && ranges.every((range) => covers(held, range)))
      return { state: 'idle', ...numbers, problem: null }
    const obstacle = this.#refusal ?? problem?.problem ?? null
    if (!obstacle) return { state: this.#file ? 'fetching' : 'resolving', ...numbers, problem: null }
    const { code, message } = obstacle
    const isRefused = code.startsWith('policy-') || REFUSALS.has(code)
    const isAtWork = connections > 0 || bytesPerSecond > 0
    const state = isRefused ? 'refused' : isAtWork ? 'fetching' : 'failed'
    return { state, ...numbers, problem: { code, message } }
  }

  /** Throws ShoalError, also what stands in the way of asking the data server. */
  async *read(range: ByteRange, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    const kept = this.#kept
    if (kept && !this.#running?.content && covers(kept.held(), range)) {
      try {
        yield* kept.read(range, signal)
      } catch (thrown) {
        if (thrown instanceof ShoalError && thrown.code === 'cache-content-gone') await this.#forgetKept(kept)
        throw thrown
      }
      return
    }
    this.#begin()
    if (!this.#running) throw this.#refusal ? new ShoalError(this.#refusal) : fail('interrupted')
    yield* this.#running.contribution.read(range, signal)
  }

  /** Once a second: what the policy says now, and whether to begin anew. Returns bytes fetched since the last call. */
  tick(mayGoOn: Decision): number {
    const running = this.#running
    if (running) this.#count(running)
    if (running && mayGoOn.kind === 'refused') {
      this.#refusal = mayGoOn.problem
      this.#end()
    } else if (running && this.#isStuck(running)) {
      this.#end()
      this.#demand()
    } else if (!running) {
      this.#demand()
    }
    const counted = this.#uncountedBytes
    this.#uncountedBytes = 0
    return counted
  }

  #demand(): void {
    if (this.#isClosed) return
    const held = this.held()
    const ranges = interleaved([...this.#wanters].map((wanter) => wanter.ranges))
    const isAllHere = this.#file !== null && ranges.every((range) => covers(held, range))
    if (!this.#running && !isAllHere) this.#begin()
    this.#running?.contribution.want(ranges)
    this.#running?.contribution.allow(this.#connections)
  }

  get #connections(): number {
    return Math.max(1, ...[...this.#wanters].map(({ connections }) => connections))
  }

  /** Asks the data server, unless somebody does or the policy forbids it. */
  #begin(): void {
    if (this.#running || this.#isClosed) return
    const [wanter] = this.#wanters
    if (!wanter) return
    const decision = wanter.mayBegin()
    this.#refusal = decision.kind === 'refused' ? decision.problem : null
    if (decision.kind === 'refused') return
    const { cache, vetting, contribute } = this.#parts
    // The content's last writer first gives it back: two would not know of each other's bytes.
    const before = this.#ending
    const running: Running = {
      contribution: contribute({
        uri: this.uri,
        file: this.#asked ?? this.#file,
        connections: this.#connections,
        vetting,
        store: async (file) => {
          await before
          const content = await cache.open(this.uri, file)
          running.content = content
          return {
            path: content.path,
            durable: content.durable,
            settled: (durable) => {
              judge(running)
              content.settled(durable)
            }
          }
        }
      }),
      content: null,
      countedBytes: 0,
      stuck: null
    }
    this.#running = running
    running.contribution.file.then(
      (file) => {
        if (this.#running !== running) return
        this.#file = file
        judge(running)
      },
      () => undefined // It is in `progress`, and stays there.
    )
  }

  /** Closes the contribution; what was fetched stays readable if it may be kept. */
  #end(): void {
    const running = this.#running
    if (!running) return
    this.#running = null
    this.#ending = (async () => {
      await running.contribution.close()
      this.#count(running)
      judge(running)
      await running.content?.release()
      const file = this.#file
      if (this.#isClosed || !file) return
      const before = this.#kept
      this.#kept = await this.#parts.cache.find(this.uri, file)
      await before?.release()
    })().catch((thrown: unknown) => {
      this.#refusal =
        thrown instanceof ShoalError ? thrown.problem : fail('internal', { reason: String(thrown) }).problem
    })
  }

  #count(running: Running): void {
    const { fetchedBytes } = running.contribution.progress
    this.#uncountedBytes += fetchedBytes - running.countedBytes
    this.#fetchedBytes += fetchedBytes - running.countedBytes
    running.countedBytes = fetchedBytes
  }

  #isStuck(running: Running): boolean {
    const { problem, fetchedBytes } = running.contribution.progress
    if (!problem || running.stuck?.bytes !== fetchedBytes)
      running.stuck = problem && { sinceMs: this.#parts.clock.nowMs(), bytes: fetchedBytes }
    return running.stuck !== null && this.#parts.clock.nowMs() - running.stuck.sinceMs >= BEGIN_ANEW_AFTER_MS
  }

  async #forgetKept(kept: ReadableContent): Promise<void> {
    if (this.#kept === kept) this.#kept = null
    await kept.release()
    this.#demand()
  }
}

/** Keeps for others what the data server lets be kept, and nothing else. */
function judge({ contribution, content }: Running): void {
  if (contribution.cacheable === true) content?.keep()
  else if (contribution.cacheable === false) content?.doNotKeep()
}

export const covers = (held: readonly ByteRange[], { start, end }: ByteRange): boolean =>
  held.some((range) => range.start <= start && range.end >= end)

const isSame = (file: FileIdentity | null, other: FileIdentity | null): boolean =>
  file !== null && other !== null && isSameFile(file, other)

/** One range of each plan in turn, so that none waits for all of another's. */
function interleaved(lists: readonly (readonly ByteRange[])[]): readonly ByteRange[] {
  if (lists.length === 1) return lists[0] ?? []
  const longest = Math.max(0, ...lists.map((list) => list.length))
  const rounds = Array.from({ length: longest }, (_, index) => lists.flatMap((list) => list[index] ?? []))
  return rounds.flat()
}
