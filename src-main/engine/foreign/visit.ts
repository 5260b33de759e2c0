/**
 * One run's dealings with a foreign server: whatever is awaited from it is awaited through here, so that silence has a
 * deadline (invariant 4) and the first reason to stop ends everything that is under way.
 */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { Clock } from '../ports/clock.ts'

/** As for HTTP: an idle receiver never notices that its sender is gone. */
const DEADLINE_MS = 20_000
const LOOK_EVERY_MS = 500

export class Visit {
  readonly #clock: Clock
  readonly #stop = new AbortController()
  readonly #stopLooking: () => void
  readonly #outer: AbortSignal
  readonly #onAbort = (): void => this.end(fail('interrupted'))
  #awaitedSinceMs: number | null = null
  #reason: ShoalError | null = null

  constructor(clock: Clock, host: string, signal: AbortSignal) {
    this.#clock = clock
    this.#outer = signal
    signal.addEventListener('abort', this.#onAbort)
    if (signal.aborted) this.#onAbort()
    this.#stopLooking = clock.every(LOOK_EVERY_MS, () => {
      if (this.#awaitedSinceMs === null || clock.nowMs() - this.#awaitedSinceMs <= DEADLINE_MS) return
      this.end(fail('connection-stalled', { host, seconds: DEADLINE_MS / 1000 }))
    })
  }

  /** Aborted when the visit ends early. */
  get signal(): AbortSignal {
    return this.#stop.signal
  }

  /** Ends what is under way; the first reason counts. */
  end(reason: unknown): void {
    this.#reason ??=
      reason instanceof ShoalError ? reason : fail('internal', { reason: String(reason) }, reason)
    this.#stop.abort()
  }

  /** The server's answer. Rejects as it does, or with the reason the visit ends for. */
  answer<T>(awaited: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const ended = (): void => reject(this.#reason ?? fail('interrupted'))
      const settle = (): void => {
        this.#awaitedSinceMs = null
        this.#stop.signal.removeEventListener('abort', ended)
      }
      this.#awaitedSinceMs = this.#clock.nowMs()
      this.#stop.signal.addEventListener('abort', ended)
      awaited.finally(settle).then(resolve, (thrown: unknown) => reject(this.#reason ?? (thrown as Error)))
      if (this.#reason) ended()
    })
  }

  /** Throws the reason the visit ended for, if it did. */
  check(): void {
    if (this.#reason) throw this.#reason
  }

  leave(): void {
    this.#stopLooking()
    this.#outer.removeEventListener('abort', this.#onAbort)
  }
}
