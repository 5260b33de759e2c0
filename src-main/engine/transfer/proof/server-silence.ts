/**
 * Whether the data server has fallen silent: a connection was given up for that, and nothing has come from any since. It
 * may be this machine's own link that is cut; whoever waits for the server's word would wait for nothing.
 */
import type { LiveCounters } from '../live-counters.ts'

/** It is believed for so long: nothing may come only because nothing is asked for, and its word is the better one. */
export const SILENCE_LAPSES_MS = 10_000

export class ServerSilence {
  readonly #live: Pick<LiveCounters, 'sources'>
  readonly #nowMs: () => number
  #then: { readonly bytes: number; readonly atMs: number } | null = null

  constructor(live: Pick<LiveCounters, 'sources'>, nowMs: () => number) {
    this.#live = live
    this.#nowMs = nowMs
  }

  get isSilent(): boolean {
    if (this.#then === null) return false
    const { bytes, atMs } = this.#then
    return this.#bytes === bytes && this.#nowMs() - atMs < SILENCE_LAPSES_MS
  }

  /** A connection to it was given up because nothing came. */
  fell(): void {
    this.#then = { bytes: this.#bytes, atMs: this.#nowMs() }
  }

  /** It said something that is no part of the file. */
  heard(): void {
    this.#then = null
  }

  /** From the data server and its mirrors. */
  get #bytes(): number {
    return this.#live.sources().reduce((sum, { kind, bytes }) => (kind === 'peer' ? sum : sum + bytes), 0)
  }
}
