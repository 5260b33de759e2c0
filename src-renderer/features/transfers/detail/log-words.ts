/** A line of a transfer's log as a sentence. What has no words of its own is shown as it was logged: nothing is left out. */
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import { logStrings } from '../../../ui/log-strings.ts'

/** `nameOf`: what people call a source. */
export function logWords({ kind, detail }: TransferEvent, nameOf: (source: string) => string): string {
  const words = logStrings[kind]
  const { source } = detail
  if (words) return words(typeof source === 'string' ? { ...detail, source: nameOf(source) } : detail)
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`)
  return facts.length === 0 ? kind : `${kind}: ${facts.join(', ')}`
}
