/**
 * Buffers that sockets read into and disks write from, so that a body byte is never copied on the way. A connection
 * owns the buffer it fills; each write borrows it. Back-pressure counts the borrowings alone: a reader is asked to wait
 * while too many writes are under way, and never because others merely hold a buffer, so readers cannot starve each
 * other. `take` always gives (a TLS socket delivers what it has decrypted even when told to stop).
 */
export class PooledBuffer {
  readonly bytes: Buffer
  readonly #pool: BufferPool
  #uses = 1

  constructor(bytes: Buffer, pool: BufferPool) {
    this.bytes = bytes
    this.#pool = pool
  }

  /** A write begins to read from it. */
  borrow(): void {
    this.#uses++
    this.#pool.borrowed()
  }

  /** That write has ended. */
  giveBack(): void {
    this.#pool.returned()
    this.disown()
  }

  /** Its connection is done filling it; it is free once every write has ended. */
  disown(): void {
    this.#uses--
    if (this.#uses === 0) this.#pool.recycle(this)
  }

  /** For the pool: the next owner's first use. */
  own(): this {
    this.#uses = 1
    return this
  }
}

/** Free buffers kept for reuse; more are left to the garbage collector. */
const KEEP_FREE = 64

export class BufferPool {
  readonly bufferBytes: number
  readonly #writeLimit: number
  #writes = 0
  #held = false
  #free: PooledBuffer[] = []
  #waiting: (() => void)[] = []

  /** Readers wait while `writeLimit` writes are under way. */
  constructor(bufferBytes: number, writeLimit: number) {
    this.bufferBytes = bufferBytes
    this.#writeLimit = writeLimit
  }

  get exhausted(): boolean {
    return this.#held || this.#writes >= this.#writeLimit
  }

  take(): PooledBuffer {
    return this.#free.pop()?.own() ?? new PooledBuffer(Buffer.allocUnsafeSlow(this.bufferBytes), this)
  }

  /** Calls `ready` once, when a reader may go on; never from inside this call. */
  whenReady(ready: () => void): void {
    this.#waiting.push(ready)
    if (!this.exhausted) queueMicrotask(() => this.#wake())
  }

  /** Asks every reader to wait, whatever is free: the disk is behind with syncing. */
  hold(): void {
    this.#held = true
  }

  unhold(): void {
    this.#held = false
    this.#wake()
  }

  /** For PooledBuffer alone, as the next two. */
  borrowed(): void {
    this.#writes++
  }

  returned(): void {
    this.#writes--
    this.#wake()
  }

  recycle(buffer: PooledBuffer): void {
    if (this.#free.length < KEEP_FREE) this.#free.push(buffer)
  }

  #wake(): void {
    if (this.exhausted || this.#waiting.length === 0) return
    const ready = this.#waiting
    this.#waiting = []
    for (const reader of ready) reader()
  }
}
