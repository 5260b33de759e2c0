/**
 * One connection that asks a server for one piece of a file after another, where the first answer came from, and keeps
 * the bodies in memory: for bytes that are compared and never become part of a file unseen.
 */
import { ShoalError } from '../../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../../src-shared/model/byte-range.ts'
import type { Connection } from '../../connection/connection.ts'
import { bodyOf } from './body-of.ts'
import { ask, exchange, type Answer } from './origin.ts'
import type { RunContext } from '../run-context.ts'
import { watchStalls } from '../stall-watch.ts'

export class Asker {
  readonly #context: RunContext
  readonly #uri: URL
  readonly #signal: AbortSignal
  readonly #onAbort = (): void => this.#connection?.close()
  readonly #stopWatching: () => void
  #connection: Connection | null = null
  #url: URL | null = null

  constructor(context: RunContext, uri: URL, signal: AbortSignal) {
    this.#context = context
    this.#uri = uri
    this.#signal = signal
    this.#stopWatching = watchStalls(context.clock, () => [this.#connection])
    signal.addEventListener('abort', this.#onAbort)
  }

  async ask(range: ByteRange): Promise<Answer> {
    const again =
      this.#connection?.reusable && this.#url
        ? await this.#askAgain(this.#connection, this.#url, range)
        : null
    if (again) return again
    this.#connection?.close()
    const answer = await ask(
      this.#context,
      this.#uri,
      range,
      this.#signal,
      (made) => (this.#connection = made)
    )
    this.#url = answer.url
    this.#connection = answer.connection
    return answer
  }

  /** Null when that did not bring the piece: the server has closed the connection meanwhile, or the link expired. */
  async #askAgain(connection: Connection, url: URL, range: ByteRange): Promise<Answer | null> {
    try {
      const adopt = (made: Connection): void => void (this.#connection = made)
      const response = await exchange(this.#context, connection, url, range, this.#signal, adopt)
      if (response.head.status !== 206) return null
      return { connection: this.#connection ?? connection, response, url }
    } catch (thrown) {
      if (thrown instanceof ShoalError && thrown.code === 'connection-lost') return null
      throw thrown
    }
  }

  /** The body of the last answer, `length` bytes of it. */
  body(length: number): Promise<Uint8Array> {
    return bodyOf(this.#connection as Connection, length)
  }

  end(): void {
    this.#stopWatching()
    this.#signal.removeEventListener('abort', this.#onAbort)
    this.#connection?.close()
  }
}
