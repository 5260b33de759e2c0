/**
 * What this machine's own link carried lately for others, for its card: whoever asks learns what to expect before
 * anything was fetched. A moment counts while bytes kept coming; its beginning and a pause say nothing about the link.
 */
import { bytesPerSecondOf, withSample } from '../directory/aged-rate.ts'
import type { AgedRate } from '../ports/directory-store.ts'

export class OwnLink {
  #rate: AgedRate | null = null
  /** When the last sample was taken; null: nothing came then. */
  #busySinceMs: number | null = null

  /** Takes what came since the last call, from all data servers together. */
  add(bytes: number, nowMs: number): void {
    const sinceMs = this.#busySinceMs
    this.#busySinceMs = bytes > 0 ? nowMs : null
    if (sinceMs === null || bytes === 0 || nowMs <= sinceMs) return
    this.#rate = withSample(this.#rate, { bytes, tookMs: nowMs - sinceMs, atMs: nowMs })
  }

  /** Null: not measured, or so long ago that it says nothing. */
  bytesPerSecond(nowMs: number): number | null {
    return bytesPerSecondOf(this.#rate, nowMs)
  }
}
