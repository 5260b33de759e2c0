/** The words of a transfer's log, by the kind of its lines: a part of the catalogue in strings.ts. */
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { formatBytes, formatDuration, formatRate } from './format.ts'

type Detail = TransferEvent['detail']

const text = (detail: Detail, name: string): string => String(detail[name] ?? '')
const bytes = (detail: Detail, name: string): string => formatBytes(Number(detail[name] ?? 0))
const seconds = (detail: Detail, name: string): string => formatDuration(Number(detail[name] ?? 0) / 1000)
const peer = (detail: Detail): string => text(detail, 'name') || text(detail, 'peer').slice(0, 7)
const who = (detail: Detail): string => `Connection ${text(detail, 'connection')}`
const why = (detail: Detail): string =>
  detail['reason'] === 'silent' ? 'which fell silent' : 'which was slow'

export const logStrings: Readonly<Record<string, (detail: Detail) => string>> = {
  added: (detail) => `Added: ${text(detail, 'uri')}`,
  queued: (detail) => `Waits for its turn (number ${text(detail, 'place')}).`,
  redirected: (detail) =>
    `${text(detail, 'from')} redirected to ${text(detail, 'to')} (${text(detail, 'status')}).`,
  'connection-connecting': (detail) =>
    `${who(detail)} opens to ${text(detail, 'source')}: ${text(detail, 'reason')}.`,
  'connection-priming': (detail) => `${who(detail)} is open and warms up.`,
  'connection-active': (detail) => `${who(detail)} is active: ${text(detail, 'reason')}.`,
  'connection-reserve': (detail) => `${who(detail)} stands in reserve: ${text(detail, 'reason')}.`,
  'connection-suspect': (detail) => `${who(detail)} is suspect: ${text(detail, 'reason')}.`,
  'connection-retired': (detail) =>
    `${who(detail)} retired: ${text(detail, 'reason')} (${bytes(detail, 'deliveredBytes')} delivered).`,
  'range-reassigned': (detail) =>
    `Connection ${text(detail, 'to')} takes over ${bytes(detail, 'bytes')} from connection ${text(detail, 'from')}, ${why(detail)}.`,
  'range-stolen': (detail) =>
    `Connection ${text(detail, 'to')} takes the last ${bytes(detail, 'bytes')} of connection ${text(detail, 'from')}’s range.`,
  'range-raced': (detail) =>
    `Connections ${text(detail, 'from')} and ${text(detail, 'to')} race for ${bytes(detail, 'bytes')}.`,
  'race-ended': (detail) =>
    `The race of connections ${text(detail, 'from')} and ${text(detail, 'to')} is over; ${bytes(detail, 'wastedBytes')} came twice.`,
  'range-returned': (detail) =>
    `${who(detail)} did not bring ${bytes(detail, 'bytes')}; they are asked for again.`,
  'subset-changed': (detail) =>
    `${text(detail, 'from')} connections become ${text(detail, 'to')}: ${text(detail, 'reason')}, at ${formatRate(Number(detail['bytesPerSecond'] ?? 0))}.`,
  'connections-limited': (detail) =>
    `${text(detail, 'host')} serves no more than ${text(detail, 'served')} connections.`,
  'pipelining-proven': (detail) => `${text(detail, 'source')} takes the next request while it answers one.`,
  'pipelining-refused': (detail) => `${text(detail, 'source')} takes one request at a time.`,
  'link-expired': (detail) => `The link to ${text(detail, 'host')} has expired (${text(detail, 'status')}).`,
  'resolved-again': (detail) => `${text(detail, 'from')} gave a new link to ${text(detail, 'to')}.`,
  'limit-set': (detail) =>
    detail['bytesPerSecond'] === null
      ? 'Its speed limit was lifted.'
      : `Its speed limit is ${formatRate(Number(detail['bytesPerSecond']))}.`,
  retrying: (detail) => `${text(detail, 'message')} Next try in ${seconds(detail, 'waitMs')}.`,
  'mirror-admitted': (detail) => `${text(detail, 'source')} has shown the same file and helps.`,
  'mirror-unreachable': (detail) => `${text(detail, 'source')} cannot be reached.`,
  'source-left': (detail) => `${text(detail, 'source')} is left alone for ${seconds(detail, 'waitMs')}.`,
  'source-failed': (detail) => `${text(detail, 'source')} does not serve the file.`,
  'plan-offered': (detail) => `${peer(detail)} was offered the plan.`,
  'plan-status': (detail) => `${peer(detail)} says: ${text(detail, 'message') || text(detail, 'state')}`,
  'peer-joined': (detail) => `${peer(detail)} can bring the file and joins.`,
  'peer-left': (detail) => `${peer(detail)} left: ${text(detail, 'reason')}`,
  'peer-refused': (detail) => `${peer(detail)} sees another file: ${text(detail, 'reason')}`,
  'peer-quarantined': (detail) => `${peer(detail)} is not asked any more: ${text(detail, 'reason')}`,
  'peers-not-asked': (detail) => `No other machines are asked: ${text(detail, 'reason')}.`,
  'piece-wrong': (detail) => `Piece ${text(detail, 'piece')} did not match its digest; it is fetched again.`,
  'pieces-verified': (detail) => `All ${text(detail, 'pieces')} pieces match their digests.`,
  verified: (detail) => `The file matches its ${text(detail, 'algorithm')} checksum.`,
  'started-over': (detail) => `Started over: ${text(detail, 'reason')}.`,
  done: (detail) => `Done: ${bytes(detail, 'bytes')} in ${formatDuration(Number(detail['seconds'] ?? 0))}.`,
  failed: (detail) => text(detail, 'message')
}
