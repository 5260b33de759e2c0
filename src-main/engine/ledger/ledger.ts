/**
 * Who has which byte. At any time the unwanted, wanted, in-flight, received and durable sets tile [0, length): no byte
 * is lost, none is asked for twice at once. Everything is wanted until somebody demands only some of it. Pure
 * bookkeeping: it moves no data and knows no time.
 *
 *   unwanted <--demand--> wanted --claim--> in flight --received--> received --settle--> durable
 *                           ^-----------release-------'                                   |
 *                           ^-----------revoke--------------------------------------------'
 */
import { rangeLength, type ByteRange } from '../../../src-shared/model/byte-range.ts'
import { IntervalSet } from './interval-set.ts'

/** Whoever a range was handed to; compared by identity. */
export type Owner = object

export interface Occupied {
  readonly range: ByteRange
  readonly in: 'inFlight' | 'received' | 'durable'
  /** Who has been asked for it, while it is in flight. */
  readonly owner: Owner | null
}

export class Ledger {
  readonly length: number
  readonly #wanted = new IntervalSet()
  /** What nobody has been asked for and nobody should be, as long as the demand is what it is. */
  readonly #unwanted = new IntervalSet()
  /** What alone is wanted, preferred first; null: everything. */
  #demanded: readonly ByteRange[] | null = null
  readonly #inFlight = new Map<Owner, IntervalSet>()
  readonly #received = new IntervalSet()
  readonly #durable: IntervalSet
  #revision = 0

  /** `durable` is what an earlier run left; throws RangeError when it does not fit into `length` bytes. */
  constructor(length: number, durable: readonly ByteRange[] = []) {
    this.length = length
    this.#durable = new IntervalSet(durable)
    if ((this.#durable.ranges.at(-1)?.end ?? 0) > length)
      throw new RangeError('durable ranges exceed the file')
    if (length > 0) this.#wanted.add({ start: 0, end: length })
    for (const range of this.#durable.ranges) this.#wanted.remove(range)
  }

  /** Grows whenever somebody is asked for bytes, or is not any more. */
  get revision(): number {
    return this.#revision
  }

  /** Bytes nobody has been asked for. */
  get wantedBytes(): number {
    return this.#wanted.total
  }

  /** Bytes that are in the file, synced or not. */
  get receivedBytes(): number {
    return this.#received.total + this.#durable.total
  }

  get durableBytes(): number {
    return this.#durable.total
  }

  get isComplete(): boolean {
    return this.#durable.total === this.length
  }

  /** Byte that will be handed out first; null when nothing is wanted. */
  get firstWanted(): number | null {
    return this.#first()?.start ?? null
  }

  /** Where the run of wanted bytes ends that begins there; null when there is none. */
  get firstWantedEnd(): number | null {
    return this.#first()?.end ?? null
  }

  /**
   * From now on these bytes are wanted, the first ones first, and no others. What is in flight stays there; given back,
   * it is wanted only if it still is demanded. Throws RangeError where ranges do not fit into the file.
   */
  demand(ranges: readonly ByteRange[]): void {
    const demanded = new IntervalSet(ranges)
    if ((demanded.ranges.at(-1)?.end ?? 0) > this.length)
      throw new RangeError('demanded ranges exceed the file')
    this.#demanded = [...ranges]
    const free = [...this.#wanted.ranges, ...this.#unwanted.ranges]
    for (const range of this.#wanted.ranges.slice()) this.#wanted.remove(range)
    for (const range of this.#unwanted.ranges.slice()) this.#unwanted.remove(range)
    for (const range of free) this.#free(range, demanded)
    this.#revision++
  }

  /**
   * Hands out the first wanted bytes, at most `maxBytes`; null when nothing is wanted. With `among` (sorted, not
   * touching), only bytes in there.
   */
  claim(owner: Owner, maxBytes: number, among: readonly ByteRange[] | null = null): ByteRange | null {
    const first = among ? this.#firstWantedAmong(among) : this.#first()
    if (!first) return null
    const range = { start: first.start, end: Math.min(first.end, first.start + maxBytes) }
    this.claimRange(owner, range)
    return range
  }

  /** Whether all of these bytes can be handed out. */
  wants(range: ByteRange): boolean {
    return this.#wanted.covers(range)
  }

  /** Whether any of these bytes can be handed out. */
  wantsAnyOf(range: ByteRange): boolean {
    return this.#wanted.within(range).length > 0
  }

  /** Hands out exactly these bytes. Throws when not all of them are wanted. */
  claimRange(owner: Owner, range: ByteRange): void {
    if (!this.#wanted.covers(range)) throw new Error(`bytes [${range.start}, ${range.end}) are not wanted`)
    this.#wanted.remove(range)
    this.#revision++
    const held = this.#inFlight.get(owner)
    if (held) held.add(range)
    else this.#inFlight.set(owner, new IntervalSet([range]))
  }

  #firstWantedAmong(among: readonly ByteRange[]): ByteRange | undefined {
    for (const each of among) {
      const [first] = this.#wanted.within(each)
      if (first) return first
    }
    return undefined
  }

  /** What nobody has been asked for, sorted by start. A live view. */
  get wanted(): readonly ByteRange[] {
    return this.#wanted.ranges
  }

  /** Part of what `owner` was handed has been written. Throws when it was not handed to this owner. */
  receive(owner: Owner, range: ByteRange): void {
    const held = this.#inFlight.get(owner)
    if (!held?.covers(range)) throw new Error(`bytes [${range.start}, ${range.end}) are not in flight there`)
    held.remove(range)
    if (held.isEmpty) this.#inFlight.delete(owner)
    this.#received.add(range)
  }

  /**
   * Part of what several owners have been asked for has been written; what came before from another of them counts
   * only once. Returns the bytes that are new.
   */
  receiveOnce(owners: readonly Owner[], range: ByteRange): number {
    let fresh = 0
    for (const owner of owners) {
      for (const part of this.#inFlight.get(owner)?.within(range) ?? []) {
        this.receive(owner, part)
        fresh += rangeLength(part)
      }
    }
    return fresh
  }

  /** Bytes in flight to `owner`. */
  inFlightBytes(owner: Owner): number {
    return this.#inFlight.get(owner)?.total ?? 0
  }

  /** What was in flight to `from` is in flight to `to` instead. Throws when it was not handed to `from`. */
  hand(from: Owner, to: Owner, range: ByteRange): void {
    const held = this.#inFlight.get(from)
    if (!held?.covers(range)) throw new Error(`bytes [${range.start}, ${range.end}) are not in flight there`)
    held.remove(range)
    if (held.isEmpty) this.#inFlight.delete(from)
    this.#revision++
    const taken = this.#inFlight.get(to)
    if (taken) taken.add(range)
    else this.#inFlight.set(to, new IntervalSet([range]))
  }

  /** What `owner` has not delivered is wanted again, as far as it is demanded. Returns the bytes given back. */
  release(owner: Owner): number {
    const held = this.#inFlight.get(owner)
    if (!held) return 0
    this.#inFlight.delete(owner)
    this.#revision++
    for (const range of held.ranges) this.#free(range)
    return held.total
  }

  /** A copy of what is written and waits for a sync. */
  get unsettled(): readonly ByteRange[] {
    return [...this.#received.ranges]
  }

  /** These received ranges have been synced. */
  settle(ranges: readonly ByteRange[]): void {
    for (const range of ranges) {
      if (!this.#received.covers(range))
        throw new Error(`bytes [${range.start}, ${range.end}) were not received`)
      this.#received.remove(range)
      this.#durable.add(range)
    }
  }

  /** These bytes are in the file and wrong: they are wanted again. Throws when they are not durable. */
  revoke(range: ByteRange): void {
    if (!this.#durable.covers(range)) throw new Error(`bytes [${range.start}, ${range.end}) are not durable`)
    this.#durable.remove(range)
    this.#free(range)
    this.#revision++
  }

  get durable(): readonly ByteRange[] {
    return this.#durable.ranges
  }

  /** What is in the file, synced or not; sorted, not touching. */
  get here(): readonly ByteRange[] {
    return new IntervalSet([...this.#received.ranges, ...this.#durable.ranges]).ranges
  }

  /** How far the bytes from `offset` on are in the file without a gap. */
  reach(offset: number): number {
    for (let at = offset; ;) {
      const end = Math.max(this.#received.endOfRun(at), this.#durable.endOfRun(at))
      if (end === at) return at
      at = end
    }
  }

  /** The parts of `range` that have been synced, as copies. */
  durableWithin(range: ByteRange): readonly ByteRange[] {
    return this.#durable.within(range)
  }

  /** The parts of `range` that are in the file, synced or not, as copies. */
  receivedWithin(range: ByteRange): readonly ByteRange[] {
    return [...this.#durable.within(range), ...this.#received.within(range)]
  }

  /** Everything that somebody has been asked for, sorted by start, for the range map. */
  occupied(): readonly Occupied[] {
    const rows: Occupied[] = [
      ...[...this.#inFlight].flatMap(([owner, set]) =>
        set.ranges.map((range) => ({ range, in: 'inFlight' as const, owner }))
      ),
      ...this.#received.ranges.map((range) => ({ range, in: 'received' as const, owner: null })),
      ...this.#durable.ranges.map((range) => ({ range, in: 'durable' as const, owner: null }))
    ]
    return rows.sort((a, b) => a.range.start - b.range.start)
  }

  /** Invariant 3, for tests: the five sets tile [0, length). Returns the first flaw, or null. */
  flaw(): string | null {
    const rows = [
      ...this.occupied().map((row) => row.range),
      ...this.#wanted.ranges,
      ...this.#unwanted.ranges
    ].sort((a, b) => a.start - b.start)
    let at = 0
    for (const range of rows) {
      if (range.start !== at) return `expected a range at ${at}, found one at ${range.start}`
      at += rangeLength(range)
    }
    return at === this.length ? null : `the ranges end at ${at} of ${this.length}`
  }

  /** The run of wanted bytes to hand out first. */
  #first(): ByteRange | null {
    for (const range of this.#demanded ?? []) {
      const start = this.#wanted.within(range)[0]?.start
      if (start !== undefined) return { start, end: this.#wanted.endOfRun(start) }
    }
    return this.#wanted.ranges[0] ?? null
  }

  /** Bytes that nobody is asked for: wanted, or not. */
  #free(range: ByteRange, demanded = this.#demanded && new IntervalSet(this.#demanded)): void {
    if (!demanded) return this.#wanted.add(range)
    this.#unwanted.add(range)
    for (const part of demanded.within(range)) {
      this.#unwanted.remove(part)
      this.#wanted.add(part)
    }
  }
}
