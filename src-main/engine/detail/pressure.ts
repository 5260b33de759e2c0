/**
 * How much of the last seconds connections were kept waiting by this machine itself: by a rate limit, or by the disk. A
 * glance at one instant would tell little of either.
 */
export interface Glance {
  /** Connections at work, and those of them that a rate limit holds back. */
  readonly working: number
  readonly heldBack: number
  readonly waitsForDisk: boolean
}

/** Glances older than this hardly count. */
const MEMORY_MS = 2000

export class Pressure {
  #limitShare = 0
  #diskShare = 0
  #atMs: number | null = null

  /** Share of the last seconds, 0 to 1, in which a limit held the connections back. */
  get limitShare(): number {
    return this.#limitShare
  }

  get diskShare(): number {
    return this.#diskShare
  }

  sample(nowMs: number, { working, heldBack, waitsForDisk }: Glance): void {
    const weight = this.#atMs === null ? 1 : 1 - Math.exp(-(nowMs - this.#atMs) / MEMORY_MS)
    this.#atMs = nowMs
    this.#limitShare += ((working > 0 ? heldBack / working : 0) - this.#limitShare) * weight
    this.#diskShare += ((waitsForDisk ? 1 : 0) - this.#diskShare) * weight
  }

  reset(): void {
    this.#limitShare = 0
    this.#diskShare = 0
    this.#atMs = null
  }
}
