/**
 * Whether a transfer tries again after an attempt has failed, and when. It counts the failures in a row that brought
 * nothing, and remembers when anything came last. Time, bytes and randomness come in as values.
 */
import type { ShoalError } from '../../../src-shared/errors/problem.ts'
import { backoffMs, isTransient, RetryLater } from './retry-policy.ts'

/** Tries of a transfer that has never had an answer; a person is likely waiting for the error. */
const FIRST_TRIES = 3
/** Tries in a row, none bringing more, at a server that answers but breaks off: waiting does not mend it. */
const BROKEN_ANSWER_TRIES = 5

export interface FailedAttempt {
  readonly error: ShoalError
  /** Bytes of the file that are here. */
  readonly receivedBytes: number
  readonly length: number | null
  readonly nowMs: number
  /** How long a transfer that has worked goes on without getting more. */
  readonly patienceMs: number
}

export class Retries {
  #bestBytes: number
  #progressAtMs: number
  #failures = 0

  constructor(receivedBytes: number, nowMs: number) {
    this.#bestBytes = receivedBytes
    this.#progressAtMs = nowMs
  }

  /** What follows; null: no other try makes sense. */
  after(
    { error, receivedBytes, length, nowMs, patienceMs }: FailedAttempt,
    random: () => number
  ): { readonly attempt: number; readonly waitMs: number } | null {
    const { code } = error
    const moved = receivedBytes > this.#bestBytes
    if (moved) {
      this.#bestBytes = receivedBytes
      this.#progressAtMs = nowMs
    }
    this.#failures = moved ? 1 : this.#failures + 1
    const hasWorked = length !== null && this.#bestBytes > 0
    // A link that has just worked and is refused now may only want to be resolved again.
    const worthAnother = isTransient(code, hasWorked) || (moved && code.startsWith('http-'))
    const patient = hasWorked ? nowMs - this.#progressAtMs < patienceMs : this.#failures < FIRST_TRIES
    const hopeless = code.startsWith('body-') && this.#failures >= BROKEN_ANSWER_TRIES
    if (!worthAnother || !patient || hopeless) return null
    const askedMs = error instanceof RetryLater ? error.waitMs : 0
    return { attempt: this.#failures, waitMs: Math.max(backoffMs(this.#failures, random), askedMs) }
  }
}
