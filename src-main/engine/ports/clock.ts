/** Time as the engine sees it, so that a test can hold it in its hand. */
export interface Clock {
  /** Milliseconds, monotonic, from an arbitrary start. */
  nowMs(): number
  /** Unix time in milliseconds. */
  unixMs(): number
  /** Resolves after `ms` milliseconds; rejects with the signal's reason when it aborts first. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
  /** Calls `tick` about every `ms` milliseconds until the returned function is called. */
  every(ms: number, tick: () => void): () => void
}
