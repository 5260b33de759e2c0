/** A line of a transfer's log as a sentence. What has no words of its own is shown as it was logged: nothing is left out. */
import type { TransferEvent } from '../../../../src-shared/model/transfer-event.ts'
import { writtenNumbers } from '../../../ui/format.ts'
import type { LogLine } from '../../../ui/log-facts.ts'
import { strings } from '../../../ui/strings.ts'

/** `nameOf`: what people call a source. */
export function logWords({ kind, detail }: TransferEvent, nameOf: (source: string) => string): string {
  const lines: Readonly<Record<string, LogLine>> = strings.log
  const words = lines[kind]
  const { source } = detail
  if (words)
    return words(typeof source === 'string' ? { ...detail, source: nameOf(source) } : detail, writtenNumbers)
  const facts = Object.entries(detail).map(([name, value]) => `${name} ${String(value)}`)
  return facts.length === 0 ? kind : `${kind}: ${facts.join(', ')}`
}
