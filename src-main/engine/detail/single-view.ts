/** A fetch over one connection, from the first byte to the last, as others may see it. */
import type { Connection } from '../connection/connection.ts'
import type { RunContext } from '../transfer/run-context.ts'
import type { FetchView, LiveConnection } from './fetch-view.ts'
import type { FetchFacts } from './limitation.ts'
import type { Glance } from './pressure.ts'

/** It has no other. */
const NUMBER = 1

export class SingleView implements FetchView {
  readonly #context: RunContext
  readonly #source: string
  readonly #way: 'answer' | 'protocol'
  /** Null where a library has the socket. */
  readonly #connection: Connection | null
  readonly #beganAtMs: number
  readonly #beganBytes: number

  constructor(
    context: RunContext,
    source: string,
    way: FetchFacts['way'] & ('answer' | 'protocol'),
    connection: Connection | null
  ) {
    this.#context = context
    this.#source = source
    this.#way = way
    this.#connection = connection
    this.#beganAtMs = context.clock.nowMs()
    this.#beganBytes = context.live.bytesFrom(source)
    context.live.story.book.begin()
    this.#tell('connection-connecting', 'it asked first')
    this.#tell('connection-priming', 'it is open')
    this.#tell(
      'connection-active',
      way === 'answer' ? 'the file comes in one answer' : 'the file is read in order'
    )
  }

  end(): void {
    const { live } = this.#context
    this.#tell('connection-retired', 'the transfer needs it no more', {
      deliveredBytes: live.bytesFrom(this.#source) - this.#beganBytes,
      subTransfers: 1
    })
    if (live.fetch === this) live.fetch = null
  }

  glance(): Glance {
    const heldBack = this.#connection?.isHeldBack === true ? 1 : 0
    return { working: 1, heldBack, waitsForDisk: this.#context.pool.exhausted }
  }

  facts(): Omit<FetchFacts, 'silentMs'> {
    return {
      way: this.#way,
      source: this.#source,
      ageMs: this.#context.clock.nowMs() - this.#beganAtMs,
      wantedBytes: 0,
      inFlightBytes: 0,
      mostInFlightFrom: null,
      active: 1,
      allowed: 1,
      worthwhile: 1,
      more: 'unknown',
      ceiling: null,
      othersPlaces: 0,
      budget: 1
    }
  }

  connections(): readonly LiveConnection[] {
    const { live, tcp } = this.#context
    return [
      {
        number: NUMBER,
        bytesPerSecond: live.meter.bytesPerSecond,
        criterionBytesPerSecond: null,
        silentMs: this.#connection?.silentMs() ?? 0,
        firstByteMs: 0,
        subTransfers: 0,
        deliveredBytes: live.bytesFrom(this.#source) - this.#beganBytes,
        tcp: this.#connection?.tcpFacts(tcp) ?? null
      }
    ]
  }

  #tell(kind: string, reason: string, more: Readonly<Record<string, number>> = {}): void {
    const { clock, live } = this.#context
    const detail = { connection: NUMBER, source: this.#source, reason, ...more }
    live.story.book.hear({ kind, detail, atMs: clock.unixMs() })
  }
}
