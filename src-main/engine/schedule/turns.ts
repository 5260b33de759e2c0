/**
 * Who may fetch now, and who waits for a turn. Pure bookkeeping: it knows neither time nor transfers, and whoever asks
 * is told through its own methods. It never takes a turn back, except from all at once when everything is to pause.
 */
import type { QueueReason } from '../../../src-shared/model/transfer.ts'
import { noteMove, type QueueShift } from '../../../src-shared/model/queue-shift.ts'
import { inQueueOrder, type Ordered } from './queue-order.ts'

/**
 * What an active one does with its place. `put-off`: a server that answers has told it to come back later; `cut-off`:
 * it waits for another try and nobody answers.
 */
export type PlaceUse = 'receiving' | 'busy' | 'put-off' | 'cut-off'

export interface Seeker extends Ordered {
  readonly placeUse: PlaceUse
  /** Hears that it waits, and where it stands, from 1; again when the reason is another. */
  waits(place: number, reason: QueueReason): void
  /** Waits as before, at another place. It has nobody to tell: all that moved are told of together. */
  stands(place: number): void
  /** Its turn has come. */
  go(): void
  /** Everything pauses: it has lost its turn, must stop, and may ask again. */
  yield(): void
}

export class Turns<S extends Seeker> {
  readonly #moved: (shifts: readonly QueueShift[]) => void
  readonly #active = new Set<S>()
  readonly #waiting = new Set<S>()
  /** What those that wait were told last. */
  readonly #told = new Map<S, { readonly place: number; readonly reason: QueueReason }>()
  #most = Infinity
  #isPaused = false
  #isLooking = false

  /** `moved` hears who stands elsewhere than before, after those have and before anybody new is told. */
  constructor(moved: (shifts: readonly QueueShift[]) => void = () => undefined) {
    this.#moved = moved
  }

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
    this.#waiting.add(seeker)
    this.look()
  }

  /** It needs no turn, or no longer. Harmless when it has none. */
  leave(seeker: S): void {
    const had = this.#active.delete(seeker)
    if (this.#noLongerWaits(seeker) || had) this.look()
  }

  /** Goes at once, whoever else is at it, even while everything pauses. False when it does not wait. */
  startNow(seeker: S): boolean {
    if (!this.#waiting.has(seeker)) return false
    this.#start(seeker)
    this.look()
    return true
  }

  /** Those that wait, first to last. */
  get waiting(): readonly S[] {
    return [...this.#waiting].sort(inQueueOrder)
  }

  waits(seeker: S): boolean {
    return this.#waiting.has(seeker)
  }

  /** What `work` asks for is looked at once, after all of it: thousands that ask for a turn are not told thousands of times. */
  together<T>(work: () => T): T {
    if (this.#isLooking) return work()
    this.#isLooking = true
    try {
      return work()
    } finally {
      this.#isLooking = false
      this.look()
    }
  }

  /** Nobody gets a turn or hears where it stands any more. */
  end(): void {
    this.#isLooking = true
  }

  /** Starts whoever may start and tells the others where they stand. To be called when anything has changed. */
  look(): void {
    // Whoever is told something may come back with a wish at once; the loop below sees to it.
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      for (let next = this.#next(); next; next = this.#next()) this.#start(next)
      this.#tellPlaces()
    } finally {
      this.#isLooking = false
    }
  }

  #tellPlaces(): void {
    const reason = this.#isPaused ? 'schedule' : 'turn'
    const shifts: QueueShift[] = []
    const others: (readonly [S, number])[] = []
    for (const [index, each] of this.waiting.entries()) {
      const place = index + 1
      const told = this.#told.get(each)
      if (told?.place === place && told.reason === reason) continue
      this.#told.set(each, { place, reason })
      if (told?.reason === reason) {
        noteMove(shifts, told.place, place)
        each.stands(place)
      } else others.push([each, place])
    }
    if (shifts.length > 0) this.#moved(shifts)
    for (const [each, place] of others) each.waits(place, reason)
  }

  /** Whether it waited. */
  #noLongerWaits(seeker: S): boolean {
    this.#told.delete(seeker)
    return this.#waiting.delete(seeker)
  }

  #next(): S | undefined {
    return this.#isPaused || this.#placesTaken >= this.#most ? undefined : this.waiting[0]
  }

  #start(seeker: S): void {
    this.#noLongerWaits(seeker)
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
