/** A transfer's record for tests of the journal; child processes import it as well. */
import type { TransferRecord } from '../engine/ports/journal-port.ts'

export const aRecord = (id: string, over: Partial<TransferRecord> = {}): TransferRecord => ({
  id,
  uri: `https://example.org/${id}`,
  directory: '/files',
  filed: false,
  requestedName: null,
  name: null,
  connections: 8,
  caCertificate: null,
  limitBytesPerSecond: null,
  priority: 'normal',
  queuePosition: 1,
  mirrors: [],
  described: false,
  told: null,
  anchor: null,
  request: {},
  length: null,
  validator: null,
  verification: { kind: 'unproven' },
  state: { kind: 'running' },
  notices: [],
  sources: [],
  addedAtMs: 1_700_000_000_000,
  activeSeconds: 0,
  refetchedBytes: 0,
  retransmittedBytes: 0,
  ...over
})
