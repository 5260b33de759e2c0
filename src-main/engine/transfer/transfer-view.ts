/** One transfer as others see it: what its record, state and counters come to, and nothing of its secrets. */
import type { Transfer, TransferState } from '../../../src-shared/model/transfer.ts'
import type { TransferRecord } from '../ports/journal-port.ts'
import { lastSegment } from '../storage/proposed-name.ts'

export const transferView = (
  record: TransferRecord,
  state: TransferState,
  receivedBytes: number
): Transfer => ({
  id: record.id,
  uri: withoutCredentials(new URL(record.uri)),
  name: record.name ?? expectedName(record),
  directory: record.directory,
  length: record.length,
  receivedBytes: state.kind === 'done' ? (record.length ?? receivedBytes) : receivedBytes,
  state,
  connections: record.connections,
  limitBytesPerSecond: record.limitBytesPerSecond,
  priority: record.priority,
  notices: record.notices,
  addedAtMs: record.addedAtMs,
  activeSeconds: record.activeSeconds,
  refetchedBytes: record.refetchedBytes,
  retransmittedBytes: record.retransmittedBytes,
  sources: record.sources,
  verification: record.verification
})

/** What its file will be called, as far as anybody can tell before a source has answered. */
export const expectedName = ({
  requestedName,
  told,
  uri
}: Pick<TransferRecord, 'requestedName' | 'told' | 'uri'>): string =>
  requestedName ?? told?.name ?? guessedName(uri)

export function guessedName(uri: string): string {
  const url = new URL(uri)
  return lastSegment(url) || url.host
}

export function withoutCredentials(url: URL): string {
  const shown = new URL(url)
  shown.username = ''
  shown.password = ''
  return shown.href
}
