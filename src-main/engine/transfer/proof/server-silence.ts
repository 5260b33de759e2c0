/**
 * Whether the data server has fallen silent: a connection was given up for that, and nothing has come from any since. It
 * may be this machine's own link that is cut; whoever waits for the server's word would wait for nothing.
 */
import type { LiveCounters } from '../live-counters.ts'

export class ServerSilence {
  readonly #live: Pick<LiveCounters, 'sources'>
  #bytesThen: number | null = null

  constructor(live: Pick<LiveCounters, 'sources'>) {
    this.#live = live
  }

  get isSilent(): boolean {
    return this.#bytesThen !== null && this.#bytes === this.#bytesThen
  }

  /** A connection to it was given up because nothing came. */
  fell(): void {
    this.#bytesThen = this.#bytes
  }

  /** It said something that is no part of the file. */
  heard(): void {
    this.#bytesThen = null
  }

  /** From the data server and its mirrors. */
  get #bytes(): number {
    return this.#live.sources().reduce((sum, { kind, bytes }) => (kind === 'peer' ? sum : sum + bytes), 0)
  }
}
