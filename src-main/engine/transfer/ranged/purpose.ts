/** What a ranged fetch is for: a file of this machine's own, or whatever others want of one. Plain values. */
import { WHOLE_FILE, type Pace } from '../../schedule/sub-transfer-size.ts'

export interface Purpose {
  readonly pace: Pace
  /** More may be wanted later: it goes on until its signal aborts, or no lane gets anything any more. */
  readonly openEnded: boolean
}

export const TO_GET_ALL: Purpose = { pace: WHOLE_FILE, openEnded: false }
