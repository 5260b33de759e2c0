/**
 * What a transfer that is there already can be told to do differently, and what that makes of its record. Plain values;
 * whether it moves, and so how much of this it may heed, is known to whoever asks.
 */
import path from 'node:path'
import type { AddTransfer } from '../../../src-shared/contract/contract.ts'
import { expectedByMetalink, expectedByUser } from '../integrity/verification.ts'
import type { MetalinkFile } from '../metalink/metalink.ts'
import type { TransferRecord } from '../ports/journal-port.ts'

export type Revision = Pick<
  AddTransfer,
  'connections' | 'caCertificate' | 'mirrors' | 'request' | 'checksum' | 'limitBytesPerSecond'
>

/** As much as a run under way heeds: a new checksum or limit. */
export function revisedOnTheWay(
  record: TransferRecord,
  { checksum, limitBytesPerSecond = record.limitBytesPerSecond }: Revision
): TransferRecord {
  const verification = checksum ? expectedByUser(record.verification, checksum) : record.verification
  return { ...record, limitBytesPerSecond, verification }
}

/** All of it, for the next run. */
export function revised(record: TransferRecord, revision: Revision): TransferRecord {
  const { connections, caCertificate, mirrors, request } = revision
  return {
    ...revisedOnTheWay(record, revision),
    connections: connections ?? record.connections,
    caCertificate: caCertificate === undefined ? record.caCertificate : path.resolve(caCertificate),
    mirrors: mirrors ?? record.mirrors,
    // As a whole: a login taken back must not live on beside a new header.
    request: request ?? record.request
  }
}

/** What a Metalink tells of the file takes the place of what one told before. */
export function described(record: TransferRecord, { name, length, digests }: MetalinkFile): TransferRecord {
  const verification = expectedByMetalink(record.verification, digests)
  return { ...record, told: { name, length }, verification }
}

/** As it was `before` a revision; what a run has found out meanwhile stays. */
export function unrevised(record: TransferRecord, before: TransferRecord): TransferRecord {
  const { connections, caCertificate, mirrors, request, verification, limitBytesPerSecond } = before
  return { ...record, connections, caCertificate, mirrors, request, verification, limitBytesPerSecond }
}
