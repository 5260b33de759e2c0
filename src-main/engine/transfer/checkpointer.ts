/**
 * Makes progress survive a crash: several times a second it flushes what the connections hold, waits for those writes,
 * syncs the file and only then tells the journal (invariant 2). When the disk cannot keep up it asks the readers to
 * wait, so that what a crash could cost stays within half a second of receiving.
 */
import type { BufferPool } from '../connection/buffer-pool.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Clock } from '../ports/clock.ts'
import type { PlacedFile } from '../storage/placed-file.ts'

const EVERY_MS = 150
/** Readers wait when the last checkpoint began longer ago than this and has not ended. */
const HOLD_AFTER_MS = 300

export class Checkpointer {
  readonly #options: CheckpointerOptions
  #running: Promise<void> | null = null
  #beganAtMs = 0
  #holding = false
  #stopTicking: () => void

  constructor(options: CheckpointerOptions) {
    this.#options = options
    this.#stopTicking = options.clock.every(EVERY_MS, () => this.#tick())
  }

  /** Ends the ticking and makes everything received durable. Rejects with ShoalError when the disk fails. */
  async finish(): Promise<void> {
    this.#stopTicking()
    await this.#running?.catch(() => undefined)
    this.#unhold()
    await this.#checkpoint()
  }

  #tick(): void {
    const { clock, pool } = this.#options
    if (this.#running) {
      if (!this.#holding && clock.nowMs() - this.#beganAtMs > HOLD_AFTER_MS) {
        this.#holding = true
        pool.hold()
      }
      return
    }
    this.#beganAtMs = clock.nowMs()
    this.#running = this.#checkpoint()
      .catch((thrown: unknown) => this.#options.failed(thrown))
      .finally(() => {
        this.#running = null
        this.#unhold()
      })
  }

  #unhold(): void {
    if (!this.#holding) return
    this.#holding = false
    this.#options.pool.unhold()
  }

  async #checkpoint(): Promise<void> {
    const { file, ledger, flush, prepare } = this.#options
    flush()
    await file.settled()
    const ranges = ledger.unsettled
    if (ranges.length === 0) return
    const record = prepare()
    await file.sync()
    ledger.settle(ranges)
    record()
  }
}

export interface CheckpointerOptions {
  readonly clock: Clock
  readonly pool: BufferPool
  readonly file: PlacedFile
  readonly ledger: Ledger
  /** Makes every connection hand on what it holds. */
  flush(): void
  /** Captures the counters that belong to what is received now; the returned function journals them with the ledger. */
  prepare(): () => void
  failed(thrown: unknown): void
}
