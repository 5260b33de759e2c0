/**
 * Keeps the machine from falling asleep while bytes move, for itself or for others, and not a moment longer: what waits
 * for a turn, an hour or a network lets it sleep. The screen may always go dark.
 */
import type { PowerSaveBlocker } from 'electron'
import type { ContributionNow } from '../../../src-shared/model/contribution-now.ts'
import type { Transfer } from '../../../src-shared/model/transfer.ts'

export function needsAwake(
  transfers: Iterable<Transfer>,
  contributions: readonly ContributionNow[]
): boolean {
  if (contributions.some(({ state, bytesPerSecond }) => state === 'fetching' || bytesPerSecond > 0))
    return true
  for (const { state } of transfers) if (state.kind === 'running') return true
  return false
}

/** Returns what is told whether it must stay awake. */
export function keepAwake(blocker: Pick<PowerSaveBlocker, 'start' | 'stop'>): (needed: boolean) => void {
  let held: number | null = null
  return (needed) => {
    if (needed === (held !== null)) return
    if (held === null) held = blocker.start('prevent-app-suspension')
    else {
      blocker.stop(held)
      held = null
    }
  }
}
