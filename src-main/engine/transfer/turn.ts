/**
 * One transfer's turn among all: asked for, had, taken back when everything pauses, lent to others while it waits for
 * another try. It says when to work; what the work is, and what others are told, is its transfer's business.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Seeker, Turns } from '../schedule/turns.ts'

/** A turn asked for: it comes, or cannot be waited for any more. */
interface Awaited {
  came(): void
  failed(reason: unknown): void
}

export class Turn<S extends Seeker> {
  readonly #turns: Turns<S>
  readonly #seeker: S
  #awaited: Awaited | null = null
  #isHeld = false
  /** Ends the attempt under way, not the run. */
  #over = new AbortController()

  constructor(turns: Turns<S>, seeker: S) {
    this.#turns = turns
    this.#seeker = seeker
  }

  /** False once it was taken back or lent. */
  get isHeld(): boolean {
    return this.#isHeld
  }

  /** Resolves when it has come; rejects when `signal` aborts before. The seeker has been told where it stands by then. */
  take(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void): void => {
        signal.removeEventListener('abort', onAbort)
        this.#awaited = null
        end()
      }
      const onAbort = (): void => {
        this.#turns.leave(this.#seeker)
        settle(() => reject(fail('interrupted')))
      }
      signal.addEventListener('abort', onAbort)
      this.#awaited = {
        came: () => settle(resolve),
        failed: (reason) => settle(() => reject(reason instanceof Error ? reason : new Error(String(reason))))
      }
      this.#turns.ask(this.#seeker)
    })
  }

  /** Runs `work`, which must end when the signal it gets aborts: `signal` has, or the turn was taken back. */
  async during<T>(signal: AbortSignal, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    // Whoever aborted before is heard by no listener below.
    signal.throwIfAborted()
    const over = (this.#over = new AbortController())
    const onAbort = (): void => over.abort()
    signal.addEventListener('abort', onAbort)
    try {
      return await work(over.signal)
    } finally {
      signal.removeEventListener('abort', onAbort)
    }
  }

  /** It has come; `told` is what the seeker does about it first, and if that throws, nobody waits any longer. */
  come(told: () => void): void {
    this.#isHeld = true
    this.#tell(() => {
      told()
      this.#awaited?.came()
    })
  }

  /** It is still to come; `told` as above. */
  wait(told: () => void): void {
    this.#tell(told)
  }

  /** Whatever is under way must end; it can be asked for again. */
  takeBack(): void {
    this.#isHeld = false
    this.#over.abort()
  }

  /** Others may have had it meanwhile: it must be asked for again. */
  lend(): void {
    this.#isHeld = false
  }

  /** It is needed no more. */
  leave(): void {
    this.#isHeld = false
    this.#turns.leave(this.#seeker)
  }

  #tell(told: () => void): void {
    try {
      told()
    } catch (thrown) {
      this.#awaited?.failed(thrown)
    }
  }
}
