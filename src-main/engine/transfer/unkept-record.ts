/** The record of what uses a transfer's means and is none: it is never journaled. */
import { UNPROVEN } from '../integrity/verification.ts'
import type { TransferRecord } from '../ports/journal-port.ts'

export const unkeptRecord = (id: string, uri: URL, addedAtMs: number): TransferRecord => ({
  id,
  uri: uri.href,
  directory: '',
  filed: false,
  requestedName: null,
  name: null,
  connections: 1,
  limitBytesPerSecond: null,
  priority: 'normal',
  queuePosition: 0,
  caCertificate: null,
  mirrors: [],
  described: false,
  told: null,
  request: {},
  length: null,
  validator: null,
  anchor: null,
  verification: UNPROVEN,
  state: { kind: 'running' },
  notices: [],
  sources: [],
  addedAtMs,
  activeSeconds: 0,
  refetchedBytes: 0,
  retransmittedBytes: 0
})
