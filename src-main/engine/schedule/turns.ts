/**
 * Who may fetch now, and who waits for a turn. Pure bookkeeping: it knows neither time nor transfers, and whoever asks
 * is told through its own methods. It never takes a turn back, except from all at once when everything is to pause.
 */
import type { QueueReason } from '../../../src-shared/model/transfer.ts'
import { inQueueOrder, type Ordered } from './queue-order.ts'

/**
 * What an active one does with its place. `put-off`: a server that answers has told it to come back later; `cut-off`:
 * it waits for another try and nobody answers.
 */
export type PlaceUse = 'receiving' | 'busy' | 'put-off' | 'cut-off'

export interface Seeker extends Ordered {
  readonly placeUse: PlaceUse
  /** Hears where it stands, from 1, and again when that changes. */
  waits(place: number, reason: QueueReason): void
  /** Its turn has come. */
  go(): void
  /** Everything pauses: it has lost its turn, must stop, and may ask again. */
  yield(): void
}

export class Turns<S extends Seeker> {
  readonly #active = new Set<S>()
  #waiting: S[] = []
  #most = Infinity
  #isPaused = false
  #isLooking = false

  /** `most`: how many at the same time. More than that go on; only a pause stops anybody. */
  configure(most: number, isPaused: boolean): void {
    const begins = isPaused && !this.#isPaused
    this.#most = most
    this.#isPaused = isPaused
    if (begins) {
      const active = [...this.#active]
      this.#active.clear()
      for (const each of active) each.yield()
    }
    this.look()
  }

  /** Asks for a turn, or for another after the last. `go` may come from inside this call. */
  ask(seeker: S): void {
    this.#active.delete(seeker)
    if (!this.#waiting.includes(seeker)) this.#waiting.push(seeker)
    this.look()
  }

  /** It needs no turn, or no longer. Harmless when it has none. */
  leave(seeker: S): void {
    this.#active.delete(seeker)
    this.#waiting = this.#waiting.filter((each) => each !== seeker)
    this.look()
  }

  /** Goes at once, whoever else is at it, even while everything pauses. False when it does not wait. */
  startNow(seeker: S): boolean {
    if (!this.#waiting.includes(seeker)) return false
    this.#start(seeker)
    this.look()
    return true
  }

  /** Those that wait, first to last. */
  get waiting(): readonly S[] {
    return [...this.#waiting].sort(inQueueOrder)
  }

  /** Starts whoever may start and tells the others where they stand. To be called when anything has changed. */
  look(): void {
    // Whoever is told something may come back with a wish at once; the loop below sees to it.
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      for (let next = this.#next(); next; next = this.#next()) this.#start(next)
      this.waiting.forEach((each, index) => each.waits(index + 1, this.#isPaused ? 'schedule' : 'turn'))
    } finally {
      this.#isLooking = false
    }
  }

  #next(): S | undefined {
    return this.#isPaused || this.#placesTaken >= this.#most ? undefined : this.waiting[0]
  }

  #start(seeker: S): void {
    this.#waiting = this.#waiting.filter((each) => each !== seeker)
    this.#active.add(seeker)
    seeker.go()
  }

  /**
   * Who waits for a server lends its place to others meanwhile. Who cannot reach one does so only while somebody
   * receives: if nobody does, the network is gone, and the next in the queue would fail for nothing.
   */
  get #placesTaken(): number {
    const uses = [...this.#active].map(({ placeUse }) => placeUse)
    const anyReceives = uses.includes('receiving')
    return uses.filter((use) => use !== 'put-off' && !(use === 'cut-off' && anyReceives)).length
  }
}
