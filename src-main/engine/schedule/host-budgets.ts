/**
 * How many connections all transfers together may have to one origin (invariant 7). Transfers share the budget
 * equally; each may always have one, so that none starves. What a server refuses teaches a lower ceiling, which is
 * forgotten little by little.
 */

/** Whoever holds places, compared by identity: one fetch of one transfer. */
export type Holder = object

/** Connections to one origin, over all transfers. Browsers keep to 6, download tools to 16 for a single file. */
const BUDGET = 16
/**
 * A ceiling that was learned doubles in this time, for the refusal may have had another reason; when it is found
 * again after that, in twice the time, and so on.
 */
const CEILING_DOUBLES_IN_MS = 30_000
const LONGEST_DOUBLING_MS = 600_000

interface Ceiling {
  readonly connections: number
  readonly learnedAtMs: number
  readonly doublesInMs: number
}

interface Origin {
  readonly places: Map<Holder, number>
  ceiling: Ceiling | null
}

export class HostBudgets {
  readonly #nowMs: () => number
  readonly #origins = new Map<string, Origin>()

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  /** Takes a place for one connection; false when this holder must wait. `origin` is host and port. */
  take(origin: string, holder: Holder): boolean {
    const known = this.#origin(origin)
    const held = known.places.get(holder) ?? 0
    if (held > 0 && (held >= this.#share(known, holder) || total(known) >= this.#limit(known))) return false
    known.places.set(holder, held + 1)
    return true
  }

  release(origin: string, holder: Holder): void {
    const known = this.#origin(origin)
    const held = known.places.get(holder) ?? 0
    if (held > 1) known.places.set(holder, held - 1)
    else known.places.delete(holder)
    if (known.places.size === 0 && this.#limit(known) === BUDGET) this.#origins.delete(origin)
  }

  /** Whether this holder has more than its share, because others have come or a ceiling was learned. */
  exceedsShare(origin: string, holder: Holder): boolean {
    const known = this.#origin(origin)
    return (known.places.get(holder) ?? 0) > this.#share(known, holder)
  }

  /** For people: what this holder and the others have there, and what all may have; `ceiling`: what the server taught. */
  at(
    origin: string,
    holder: Holder
  ): { readonly others: number; readonly budget: number; readonly ceiling: number | null } {
    const known = this.#origins.get(origin)
    if (!known) return { others: 0, budget: BUDGET, ceiling: null }
    const budget = this.#limit(known)
    const others = total(known) - (known.places.get(holder) ?? 0)
    return { others, budget, ceiling: budget < BUDGET ? budget : null }
  }

  /** The server refused a connection while it served so many of all transfers'. */
  learnCeiling(origin: string, connections: number): void {
    const known = this.#origin(origin)
    const { ceiling } = known
    const learnedAtMs = this.#nowMs()
    const isFoundAgain = ceiling !== null && learnedAtMs - ceiling.learnedAtMs >= ceiling.doublesInMs
    const doublesInMs = isFoundAgain
      ? Math.min(LONGEST_DOUBLING_MS, ceiling.doublesInMs * 2)
      : (ceiling?.doublesInMs ?? CEILING_DOUBLES_IN_MS)
    known.ceiling = { connections: Math.max(1, connections), learnedAtMs, doublesInMs }
  }

  #origin(name: string): Origin {
    const known = this.#origins.get(name) ?? { places: new Map<Holder, number>(), ceiling: null }
    this.#origins.set(name, known)
    return known
  }

  #share(known: Origin, holder: Holder): number {
    const holders = known.places.size + (known.places.has(holder) ? 0 : 1)
    return Math.max(1, Math.floor(this.#limit(known) / holders))
  }

  #limit({ ceiling }: Origin): number {
    if (!ceiling) return BUDGET
    const doublings = Math.floor((this.#nowMs() - ceiling.learnedAtMs) / ceiling.doublesInMs)
    return Math.min(BUDGET, ceiling.connections * 2 ** doublings)
  }
}

const total = ({ places }: Origin): number => [...places.values()].reduce((sum, held) => sum + held, 0)
