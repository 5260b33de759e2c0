/** Bytes a second over a sliding window, from a counter that only grows. */
const SAMPLE_EVERY_MS = 90

export class RateMeter {
  readonly #windowMs: number
  #samples: { readonly atMs: number; readonly bytes: number }[] = []

  constructor(windowMs = 2000) {
    this.#windowMs = windowMs
  }

  /** Tells the counter's value at a time; times must not run backwards. */
  sample(atMs: number, bytes: number): void {
    const last = this.#samples.at(-1)
    if (last && atMs - last.atMs < SAMPLE_EVERY_MS) return
    this.#samples.push({ atMs, bytes })
    while (this.#samples.length > 2 && atMs - (this.#samples[1]?.atMs ?? atMs) >= this.#windowMs)
      this.#samples.shift()
  }

  get bytesPerSecond(): number {
    const first = this.#samples[0]
    const last = this.#samples.at(-1)
    if (!first || !last || last.atMs === first.atMs) return 0
    return ((last.bytes - first.bytes) / (last.atMs - first.atMs)) * 1000
  }

  reset(): void {
    this.#samples = []
  }
}
