/** A transfer for tests of what is said about one. */
import type { Transfer, TransferState } from '../../src-shared/model/transfer.ts'

export const aTransfer = (state: TransferState, over: Partial<Transfer> = {}): Transfer => ({
  id: 't1',
  uri: 'http://host/file.bin',
  name: 'file.bin',
  directory: '/downloads',
  length: 1_000_000,
  receivedBytes: 0,
  state,
  connections: 8,
  limitBytesPerSecond: null,
  priority: 'normal',
  notices: [],
  addedAtMs: 0,
  activeSeconds: 0,
  refetchedBytes: 0,
  retransmittedBytes: 0,
  sources: [],
  verification: { kind: 'unproven' },
  ...over
})

export const receiving: TransferState = { kind: 'running', phase: 'receiving' }
