/** What a peer does for this machine at the moment: its part in one transfer, as it arrives here. Plain data. */
import type { PeerId } from './peer.ts'
import type { TransferId } from './transfer.ts'

export interface HelpNow {
  readonly peer: PeerId
  /** For people. */
  readonly name: string
  readonly transfer: TransferId
  /** Name of the file, for people. */
  readonly file: string
  /** Over the last two seconds. */
  readonly bytesPerSecond: number
  /** Of the file, so far. */
  readonly bytes: number
}
