/** Wakes whoever waits for a change; they look for themselves what it was. Nothing is remembered of a ring nobody heard. */
export class Bell {
  #waiting: (() => void)[] = []

  ring(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const wake of waiting) wake()
  }

  /** Resolves at the next ring. Look first: between the look and this call nothing may be awaited. */
  rung(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
