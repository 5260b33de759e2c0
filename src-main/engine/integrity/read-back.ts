/**
 * Reads finished files again, where their owner wants that of each: one at a time, in the order in which they were done, so
 * that the disk has one reader more and no crowd. It changes nothing; whoever handed a file in hears what became of it.
 */
import { problemOf, type Problem } from '../../../src-shared/errors/problem.ts'
import type { FileCheck } from '../../../src-shared/model/file-check.ts'

export interface FinishedOne {
  /** Reads it. */
  check(signal: AbortSignal): Promise<FileCheck>
  found(check: FileCheck): void
  failed(problem: Problem): void
}

export class ReadBack {
  readonly #isWanted: () => boolean
  readonly #waiting: FinishedOne[] = []
  readonly #stopping = new AbortController()
  #reading: Promise<void> | null = null

  constructor(isWanted: () => boolean) {
    this.#isWanted = isWanted
  }

  /** It has been finished just now. */
  add(finished: FinishedOne): void {
    if (!this.#isWanted() || this.#stopping.signal.aborted) return
    this.#waiting.push(finished)
    this.#begin()
  }

  /** Resolves when no file is read any more; of those that were left nobody hears. */
  async stop(): Promise<void> {
    this.#stopping.abort()
    await this.#reading
  }

  #begin(): void {
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null
      // One that came as the last had been read.
      if (this.#waiting.length > 0 && !this.#stopping.signal.aborted) this.#begin()
    })
  }

  async #readAll(): Promise<void> {
    const { signal } = this.#stopping
    for (let next = this.#waiting.shift(); next && !signal.aborted; next = this.#waiting.shift()) {
      // Whoever switched it off means those that wait as well.
      if (!this.#isWanted()) continue
      const { check, found, failed } = next
      const outcome = await check(signal).then(
        (checked) => () => found(checked),
        (thrown: unknown) => () => failed(problemOf(thrown))
      )
      if (!signal.aborted) outcome()
    }
  }
}
