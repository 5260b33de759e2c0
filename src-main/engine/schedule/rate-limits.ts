/**
 * Holds all transfers together, and each by itself, to a rate. Before a connection reads it needs credit; credit is
 * given out in small quanta while the buckets of its transfer and of all transfers are open, to the transfer that has
 * had least among those that wait (start-time fair queueing, Goyal, Vin and Cheng, 1996), and within a transfer to the
 * connection that had least. So the allowance is shared max-min fairly: what one cannot use goes to the others. It reads
 * nothing itself and costs nothing while there is no limit.
 */
import type { Clock } from '../ports/clock.ts'
import { BURST_SECONDS, TokenBucket } from './token-bucket.ts'

/** How often the buckets are looked at while somebody waits. */
const TICK_MS = 10
/** A quantum is this much of the rate: about as much as comes with each look. */
const QUANTUM_SECONDS = 0.01
/** Fewer bytes are not worth a system call. */
const SMALLEST_QUANTUM_BYTES = 1024
const LARGEST_QUANTUM_BYTES = 512 * 1024
/** A connection that waited more recently than this shows our rate, not that of its path. */
const HELD_BACK_FOR_MS = 1000

/** The limit of all transfers together, and where each transfer gets its valve. */
export class RateLimits {
  readonly #clock: Clock
  readonly #bucket = new TokenBucket()
  /** Valves with taps that wait. */
  readonly #waiting = new Set<Valve>()
  /** What the transfer served last had had: a newcomer starts from there, and not from nothing. */
  #fairBytes = 0
  #revision = 0
  #stopTicking: (() => void) | null = null
  #lookedAtMs = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  get bytesPerSecond(): number | null {
    return this.#bucket.bytesPerSecond
  }

  /** Null: no limit. Holds from now on; what has been read is forgiven. */
  limit(bytesPerSecond: number | null): void {
    if (bytesPerSecond === this.#bucket.bytesPerSecond) return
    this.#bucket.setRate(bytesPerSecond, this.#clock.nowMs())
    this.#revision++
    this.pump()
  }

  /** A valve for one transfer. */
  valve(bytesPerSecond: number | null): Valve {
    return new Valve(this, this.#clock, bytesPerSecond)
  }

  /** For Valve and Tap alone, as all that follows. */
  get revision(): number {
    return this.#revision
  }

  take(bytes: number): void {
    this.#bucket.take(bytes)
  }

  /** A tap of this valve waits. */
  join(valve: Valve): void {
    if (!this.#waiting.has(valve)) {
      this.#waiting.add(valve)
      valve.servedBytes = servedAtReturn(valve.servedBytes, this.#fairBytes, this.bytesPerSecond)
    }
    this.#keepTicking()
  }

  /** Whether one that has used up its credit may have more at once: there is some, and nobody waits for it. */
  hasSpare(valve: Valve): boolean {
    for (const each of this.#waiting) if (each === valve || each.bucket.isOpen) return false
    const nowMs = this.#clock.nowMs()
    this.#bucket.refill(nowMs)
    valve.bucket.refill(nowMs)
    return this.#bucket.isOpen && valve.bucket.isOpen
  }

  leave(valve: Valve): void {
    this.#waiting.delete(valve)
    this.#keepTicking()
  }

  /** Gives credit to those who wait, as far as the buckets allow. */
  pump(): void {
    const nowMs = this.#clock.nowMs()
    // Who has one connection must not get less than who has many because the timer is late.
    const seconds = Math.max(QUANTUM_SECONDS, Math.min((nowMs - this.#lookedAtMs) / 1000, BURST_SECONDS))
    this.#lookedAtMs = nowMs
    this.#bucket.refill(nowMs)
    for (const valve of this.#waiting) valve.bucket.refill(nowMs)
    const ready: (() => void)[] = []
    while (this.#bucket.isOpen) {
      const next = this.#neediest()
      if (!next) break
      this.#fairBytes = Math.max(this.#fairBytes, next.servedBytes ?? 0)
      ready.push(next.serve(seconds))
      if (!next.hasWaiting) this.#waiting.delete(next)
    }
    this.#keepTicking()
    for (const each of ready) each()
  }

  #neediest(): Valve | null {
    let found: Valve | null = null
    for (const valve of this.#waiting)
      if (valve.bucket.isOpen && (!found || (valve.servedBytes ?? 0) < (found.servedBytes ?? 0)))
        found = valve
    return found
  }

  #keepTicking(): void {
    if (this.#waiting.size > 0 && !this.#stopTicking) {
      this.#lookedAtMs = this.#clock.nowMs()
      this.#stopTicking = this.#clock.every(TICK_MS, () => this.pump())
    } else if (this.#waiting.size === 0) {
      this.#stopTicking?.()
      this.#stopTicking = null
    }
  }
}

/** One transfer's share, and its own limit. */
export class Valve {
  readonly #limits: RateLimits
  readonly #clock: Clock
  readonly #waiting = new Map<Tap, () => void>()
  #revision = 0
  /** As RateLimits keeps it, among the taps. */
  #fairBytes = 0
  readonly bucket = new TokenBucket()
  /** What it has had, as far as fairness goes; null before it first waited. */
  servedBytes: number | null = null

  constructor(limits: RateLimits, clock: Clock, bytesPerSecond: number | null) {
    this.#limits = limits
    this.#clock = clock
    this.bucket.setRate(bytesPerSecond, clock.nowMs())
  }

  /** Null: no limit of its own. */
  limit(bytesPerSecond: number | null): void {
    if (bytesPerSecond === this.bucket.bytesPerSecond) return
    this.bucket.setRate(bytesPerSecond, this.#clock.nowMs())
    this.#revision++
    this.#limits.pump()
  }

  /** A tap for one connection. */
  tap(): Tap {
    return new Tap(this, this.#clock)
  }

  /** For RateLimits and Tap alone, as all that follows. */
  get isLimited(): boolean {
    return this.bucket.bytesPerSecond !== null || this.#limits.bytesPerSecond !== null
  }

  /** Grows with every change of a limit that holds here. */
  get revision(): number {
    return this.#revision + this.#limits.revision
  }

  get quantumBytes(): number {
    return this.#quantumBytes(QUANTUM_SECONDS)
  }

  #quantumBytes(seconds: number): number {
    const bytes = Math.ceil((this.#bytesPerSecond ?? Infinity) * seconds)
    return Math.min(LARGEST_QUANTUM_BYTES, Math.max(SMALLEST_QUANTUM_BYTES, bytes))
  }

  /** The narrower of the limits that hold here. */
  get #bytesPerSecond(): number | null {
    const rate = Math.min(this.bucket.bytesPerSecond ?? Infinity, this.#limits.bytesPerSecond ?? Infinity)
    return rate === Infinity ? null : rate
  }

  get hasWaiting(): boolean {
    return this.#waiting.size > 0
  }

  charge(bytes: number): void {
    if (this.servedBytes !== null) this.servedBytes += bytes
    this.bucket.take(bytes)
    this.#limits.take(bytes)
  }

  wait(tap: Tap, ready: () => void): void {
    tap.servedBytes = servedAtReturn(tap.servedBytes, this.#fairBytes, this.#bytesPerSecond)
    this.#waiting.set(tap, ready)
    this.#limits.join(this)
  }

  /** Credit beyond what was waited for; 0 when it must wait for it. */
  spareBytes(): number {
    if (!this.#limits.hasSpare(this)) return 0
    const bytes = this.quantumBytes
    this.charge(bytes)
    return bytes
  }

  forget(tap: Tap): void {
    if (this.#waiting.delete(tap) && !this.hasWaiting) this.#limits.leave(this)
  }

  /** Gives the neediest tap its credit, as much as came in so many seconds; returns what that tap waits to hear. */
  serve(seconds: number): () => void {
    const [tap, ready] = [...this.#waiting].reduce((least, each) =>
      (each[0].servedBytes ?? 0) < (least[0].servedBytes ?? 0) ? each : least
    )
    this.#waiting.delete(tap)
    this.#fairBytes = Math.max(this.#fairBytes, tap.servedBytes ?? 0)
    const bytes = this.#quantumBytes(seconds)
    this.charge(bytes)
    tap.credit(bytes)
    return ready
  }
}

/** What one connection asks before it reads. */
export class Tap {
  readonly #valve: Valve
  readonly #clock: Clock
  #creditBytes = 0
  /** Of the limits its credit and room were given under. */
  #revision: number
  #isWaiting = false
  #waitedAtMs = -Infinity
  /** For Valve alone: what it has had, as far as fairness goes; null before it first waited. */
  servedBytes: number | null = null

  constructor(valve: Valve, clock: Clock) {
    this.#valve = valve
    this.#clock = clock
    this.#revision = valve.revision
  }

  /** Most bytes to read at once; Infinity without a limit. */
  get roomBytes(): number {
    return this.#valve.isLimited ? this.#valve.quantumBytes : Infinity
  }

  /** Whether a limit has made it wait lately: what it brings then says nothing of its path. */
  get isHeldBack(): boolean {
    return this.#isWaiting || this.#clock.nowMs() - this.#waitedAtMs < HELD_BACK_FOR_MS
  }

  /** `bytes` were read. Returns whether to go on reading; if not, `whenReady` tells when. */
  spend(bytes: number): boolean {
    if (!this.#valve.isLimited) return true
    if (this.#revision !== this.#valve.revision) {
      // Read into room that was given under another limit and could not be taken back.
      this.#creditBytes = 0
      this.#revision = this.#valve.revision
      return false
    }
    this.#creditBytes -= bytes
    if (this.#creditBytes < 0) {
      this.#served(-this.#creditBytes)
      this.#valve.charge(-this.#creditBytes)
      this.#creditBytes = 0
    }
    if (this.#creditBytes === 0) {
      this.#creditBytes = this.#valve.spareBytes()
      this.#served(this.#creditBytes)
    }
    return this.#creditBytes > 0
  }

  /** Calls `ready` once, when it may read; never from inside this call. */
  whenReady(ready: () => void): void {
    if (!this.#valve.isLimited || this.#creditBytes > 0) return queueMicrotask(ready)
    this.#isWaiting = true
    this.#valve.wait(this, ready)
  }

  /** The connection is gone; what it has not used is given back. */
  close(): void {
    this.#isWaiting = false
    this.#valve.forget(this)
    if (this.#creditBytes > 0 && this.#revision === this.#valve.revision)
      this.#valve.charge(-this.#creditBytes)
    this.#creditBytes = 0
  }

  /** For Valve alone. */
  credit(bytes: number): void {
    this.#isWaiting = false
    this.#waitedAtMs = this.#clock.nowMs()
    this.#creditBytes = bytes
    this.#served(bytes)
    this.#revision = this.#valve.revision
  }

  #served(bytes: number): void {
    if (this.servedBytes !== null) this.servedBytes += bytes
  }
}

/**
 * What one that begins to wait counts as having had. Who pauses to read what it was given falls a little behind and
 * may catch up; who was away has no claim for it, and a newcomer starts level with the others.
 */
function servedAtReturn(
  servedBytes: number | null,
  fairBytes: number,
  bytesPerSecond: number | null
): number {
  if (servedBytes === null) return fairBytes
  return Math.max(servedBytes, fairBytes - (bytesPerSecond ?? 0) * BURST_SECONDS)
}
