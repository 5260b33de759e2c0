/** The main thread's handle on the engine thread. */
import type { Problem } from '../../src-shared/errors/problem.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'
import type { ShoalOptions } from './shoal.ts'

export interface EngineThread {
  /** A new client's wire to the engine. */
  connect(): Transport
  /** Runs once if the thread ends without `close` having been called. */
  onDied(listener: (problem: Problem) => void): void
  /** Stops every transfer at a durable point, closes the journal and ends the thread. */
  close(): Promise<void>
}

/** Starts the thread from its built file. Rejects with ShoalError (`journal-newer`, `journal-corrupt`, …). */
export declare function startEngine(options: ShoalOptions, threadFile: string): Promise<EngineThread>
