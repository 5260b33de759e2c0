/** What tests of thousands of transfers begin with: a Shoal in which nothing runs, what it tells, and links by the call. */
import { MOST_AT_ONCE, type AddOutcome, type TransferChange } from '../../src-shared/contract/contract.ts'
import { WEEKDAYS } from '../../src-shared/model/settings.ts'
import type { TestShoal } from './shoal.ts'

/** Every change told from now on. */
export function changesOf({ client }: TestShoal): TransferChange[] {
  const changes: TransferChange[] = []
  client.subscribe('transfers.changes', {
    snapshot: () => undefined,
    event: (change) => changes.push(change)
  })
  return changes
}

/** Its hours let nothing begin. */
export const nothingRuns = ({ client }: TestShoal): Promise<unknown> =>
  client.call('settings.set', {
    hours: [{ days: WEEKDAYS, fromMinute: 0, toMinute: 0, rule: { kind: 'paused' } }]
  })

export async function addAll({ client }: TestShoal, uris: readonly string[]): Promise<readonly AddOutcome[]> {
  const outcomes: AddOutcome[] = []
  for (let from = 0; from < uris.length; from += MOST_AT_ONCE) {
    const files = uris.slice(from, from + MOST_AT_ONCE).map((uri) => ({ uri }))
    outcomes.push(...(await client.call('transfers.addMany', { files })))
  }
  return outcomes
}
