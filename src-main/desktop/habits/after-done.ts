/**
 * Opens a file that is here, or shows it in its folder, where a person wants that of every transfer. What could do
 * something when it is opened is only ever shown. Of files that end together the first stands for all.
 */
import type { Settings } from '../../../src-shared/model/settings.ts'
import type { TransferId, TransferState } from '../../../src-shared/model/transfer.ts'
import { isOpenable } from './openable.ts'

export interface AfterDoneParts {
  /** As they are now. */
  settings(): Pick<Settings, 'whenDone'>
  /** Rejects where no program opens it. */
  open(id: TransferId): Promise<unknown>
  show(id: TransferId): void
  nowMs(): number
}

/** Files that end this soon after another are not opened as well. */
const TOGETHER_MS = 10_000

/** Returns what is told of each transfer that is done now. */
export function afterDone({ settings, open, show, nowMs }: AfterDoneParts) {
  let lastAtMs = -Infinity
  return (id: TransferId, state: Extract<TransferState, { readonly kind: 'done' }>): void => {
    const { whenDone } = settings()
    if (whenDone === 'nothing' || nowMs() - lastAtMs < TOGETHER_MS) return
    lastAtMs = nowMs()
    if (whenDone === 'open' && isOpenable(state.path)) open(id).catch(() => show(id))
    else show(id)
  }
}
