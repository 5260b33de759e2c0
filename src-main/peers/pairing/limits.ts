/**
 * How often others may ask to be paired. Somebody in between has one chance in a million an attempt, so what an
 * attempt costs them is the other half of a short code's strength; and nobody wants to be asked all day.
 */
import type { PeerId } from '../../../src-shared/model/peer.ts'

const WINDOW_MS = 10 * 60_000
/** People mistype, look away and start again. */
const MOST_PER_PEER = 5
/** A new key costs nothing, so the sum counts: twelve guesses at most at a code that two people are looking at. */
const MOST_IN_ALL = 12

export class PairingLimits {
  /** Oldest first; never longer than MOST_IN_ALL. */
  #taken: readonly { readonly peer: PeerId; readonly atMs: number }[] = []

  /** Whether it may ask; then it has. */
  take(peer: PeerId, nowMs: number): boolean {
    this.#taken = this.#taken.filter(({ atMs }) => nowMs - atMs < WINDOW_MS)
    const own = this.#taken.filter((each) => each.peer === peer).length
    if (own >= MOST_PER_PEER || this.#taken.length >= MOST_IN_ALL) return false
    this.#taken = [...this.#taken, { peer, atMs: nowMs }]
    return true
  }
}
