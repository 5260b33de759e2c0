/** One running Shoal as whoever started it holds it: in a thread of its own (`startEngine`), or in this one (`engineHere`). */
import type { Problem } from '../../src-shared/errors/problem.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'

export interface EngineHandle {
  /** A new client's wire to the engine. */
  connect(): Transport
  /** Runs once if the engine ends without `close` having been called. */
  onDied(listener: (problem: Problem) => void): void
  /** Stops every transfer at a durable point and closes the journal; a thread of its own ends as well. */
  close(): Promise<void>
}
