/**
 * Which of several sources of one file a connection goes to next: the one that is expected to bring most, as measured,
 * with one connection each for those that nobody knows yet. Sources that fail or lie stay away for a while; there is
 * always one left. Pure: it is told what happened and when, and opens nothing.
 */

/** A source that failed waits this long, then twice as long, … */
const FIRST_WAIT_MS = 5_000
const LONGEST_WAIT_MS = 120_000
/** Failures of its connections in a row, without a byte, that make a source's failure. */
const FAILURES = 2
/** Wrong pieces that end all trust. */
const LIES = 2
/** Weight of the newest rate in what is expected. */
const NEWEST = 0.3

interface Standing<Source> {
  readonly source: Source
  /** Of one of its connections, bytes a second; null: not known. */
  rate: number | null
  /** Failures in a row without a byte. */
  failures: number
  /** How often it had to wait in a row. */
  waits: number
  awayUntilMs: number
  lies: number
  isDropped: boolean
}

export class SourceRanking<Source extends object> {
  readonly #standings: Standing<Source>[] = []

  constructor(sources: readonly Source[]) {
    for (const source of sources) this.add(source)
  }

  add(source: Source): void {
    this.#standings.push({
      source,
      rate: null,
      failures: 0,
      waits: 0,
      awayUntilMs: -Infinity,
      lies: 0,
      isDropped: false
    })
  }

  /** Those that may be used, now or later. */
  get sources(): readonly Source[] {
    return this.#standings.filter(({ isDropped }) => !isDropped).map(({ source }) => source)
  }

  /** Whether connections to it have a reason to go on. */
  isUsable(source: Source, nowMs: number): boolean {
    return this.#usable(nowMs).some((standing) => standing.source === source)
  }

  /** Whether another could do this one's work. */
  hasOther(source: Source, nowMs: number): boolean {
    return this.#usable(nowMs).some((standing) => standing.source !== source)
  }

  /**
   * Best first. `connections` tells how many a source has: what one more would bring is guessed as an equal share of
   * what it brings already, so that no source gets all of them and a fast one gets more than a slow one.
   */
  ranked(nowMs: number, connections: (source: Source) => number): readonly Source[] {
    const expected = ({ source, rate }: Standing<Source>): number => {
      const held = connections(source)
      if (rate === null) return held === 0 ? Infinity : 0
      return (rate * Math.max(held, 1)) / (held + 1)
    }
    return this.#usable(nowMs)
      .map((standing) => ({ source: standing.source, value: expected(standing) }))
      .sort((a, b) => (a.value === b.value ? 0 : b.value - a.value))
      .map(({ source }) => source)
  }

  /** One of its connections has brought what it was asked for. */
  succeeded(source: Source, bytesPerSecond: number): void {
    const standing = this.#of(source)
    standing.failures = 0
    standing.waits = 0
    standing.rate =
      standing.rate === null ? bytesPerSecond : NEWEST * bytesPerSecond + (1 - NEWEST) * standing.rate
  }

  /** Its only connection was found far slower than others': that is all that is known of it now. */
  disappointed(source: Source, bytesPerSecond: number): void {
    this.#of(source).rate = bytesPerSecond
  }

  /** One of its connections failed. Returns for how long the source is left alone, 0: not at all. */
  failed(source: Source, bytes: number, nowMs: number): number {
    const standing = this.#of(source)
    standing.failures = bytes > 0 ? 0 : standing.failures + 1
    if (standing.failures < FAILURES || !this.hasOther(source, nowMs)) return 0
    standing.failures = 0
    return this.#sendAway(standing, nowMs)
  }

  /** It delivered something wrong, beyond doubt. `dropped`: it is not used again. */
  lied(source: Source, nowMs: number): 'kept' | 'away' | 'dropped' {
    const standing = this.#of(source)
    standing.lies++
    if (!this.sources.some((other) => other !== source)) return 'kept'
    if (standing.lies >= LIES) {
      standing.isDropped = true
      return 'dropped'
    }
    this.#sendAway(standing, nowMs)
    return 'away'
  }

  /**
   * One of these delivered something wrong. All but the one with the best name wait a moment, so that the next delivery
   * is one source's alone.
   */
  suspected(sources: readonly Source[], nowMs: number): void {
    const [, ...others] = sources.map((source) => this.#of(source)).sort((a, b) => a.lies - b.lies)
    for (const standing of others) standing.awayUntilMs = nowMs + FIRST_WAIT_MS
  }

  /** It is not what it was; it is not used again unless it is the last. */
  drop(source: Source): boolean {
    if (!this.sources.some((other) => other !== source)) return false
    this.#of(source).isDropped = true
    return true
  }

  #sendAway(standing: Standing<Source>, nowMs: number): number {
    const waitMs = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** standing.waits)
    standing.waits++
    standing.awayUntilMs = nowMs + waitMs
    // When it comes back, it is as good as unknown.
    standing.rate = null
    return waitMs
  }

  /** Where all wait, waiting helps nobody. */
  #usable(nowMs: number): readonly Standing<Source>[] {
    const kept = this.#standings.filter(({ isDropped }) => !isDropped)
    const present = kept.filter(({ awayUntilMs }) => awayUntilMs <= nowMs)
    return present.length > 0 ? present : kept
  }

  #of(source: Source): Standing<Source> {
    const found = this.#standings.find((standing) => standing.source === source)
    if (!found) throw new Error('a source that was never added')
    return found
  }
}
