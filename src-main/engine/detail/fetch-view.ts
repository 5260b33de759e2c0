/** What a fetch under way lets others see of itself. Reading it changes nothing and takes microseconds. */
import type { TcpFacts } from '../ports/tcp-probe.ts'
import type { FetchFacts } from './limitation.ts'
import type { Glance } from './pressure.ts'

export interface FetchView {
  glance(): Glance
  /** `silentMs` is known to whoever counts bytes. */
  facts(): Omit<FetchFacts, 'silentMs'>
  /** Every connection that is open or being opened. */
  connections(): readonly LiveConnection[]
}

export interface LiveConnection {
  readonly number: number
  /** Over the last second; null: nothing is under way. */
  readonly bytesPerSecond: number | null
  /** A connection slower than this would be replaced; null: nobody to compare it with. */
  readonly criterionBytesPerSecond: number | null
  readonly silentMs: number
  /** From asking to the first byte, lately; 0: not known. */
  readonly firstByteMs: number
  readonly subTransfers: number
  readonly deliveredBytes: number
  readonly tcp: TcpFacts | null
}
