/** The words of a transfer's log, in English, by the kind of its lines: the catalogue's part of that name (strings.ts). */
import {
  numberOf as number,
  peerOf as peer,
  textOf as text,
  type LogDetail,
  type LogLine
} from './log-facts.ts'

const who = (detail: LogDetail): string => `Connection ${text(detail, 'connection')}`
const why = (detail: LogDetail): string =>
  detail['reason'] === 'silent' ? 'which fell silent' : 'which was slow'

export const englishLog = {
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
  'connection-retired': (detail, { bytes }) =>
    `${who(detail)} retired: ${text(detail, 'reason')} (${bytes(number(detail, 'deliveredBytes'))} delivered).`,
  'range-reassigned': (detail, { bytes }) =>
    `Connection ${text(detail, 'to')} takes over ${bytes(number(detail, 'bytes'))} from connection ${text(detail, 'from')}, ${why(detail)}.`,
  'range-stolen': (detail, { bytes }) =>
    `Connection ${text(detail, 'to')} takes the last ${bytes(number(detail, 'bytes'))} of connection ${text(detail, 'from')}’s range.`,
  'range-raced': (detail, { bytes }) =>
    `Connections ${text(detail, 'from')} and ${text(detail, 'to')} race for ${bytes(number(detail, 'bytes'))}.`,
  'race-ended': (detail, { bytes }) =>
    `The race of connections ${text(detail, 'from')} and ${text(detail, 'to')} is over; ${bytes(number(detail, 'wastedBytes'))} came twice.`,
  'range-returned': (detail, { bytes }) =>
    `${who(detail)} did not bring ${bytes(number(detail, 'bytes'))}; they are asked for again.`,
  'subset-changed': (detail, { rate }) =>
    `${text(detail, 'from')} connections become ${text(detail, 'to')}: ${text(detail, 'reason')}, at ${rate(number(detail, 'bytesPerSecond'))}.`,
  'connections-limited': (detail) =>
    `${text(detail, 'host')} serves no more than ${text(detail, 'served')} connections.`,
  'pipelining-proven': (detail) => `${text(detail, 'source')} takes the next request while it answers one.`,
  'pipelining-refused': (detail) => `${text(detail, 'source')} takes one request at a time.`,
  'link-expired': (detail) => `The link to ${text(detail, 'host')} has expired (${text(detail, 'status')}).`,
  'resolved-again': (detail) => `${text(detail, 'from')} gave a new link to ${text(detail, 'to')}.`,
  'limit-set': (detail, { rate }) =>
    detail['bytesPerSecond'] === null
      ? 'Its speed limit was lifted.'
      : `Its speed limit is ${rate(number(detail, 'bytesPerSecond'))}.`,
  retrying: (detail, { duration }) =>
    `${text(detail, 'message')} Next try in ${duration(number(detail, 'waitMs') / 1000)}.`,
  'mirror-admitted': (detail) => `${text(detail, 'source')} has shown the same file and helps.`,
  'mirror-unreachable': (detail) => `${text(detail, 'source')} cannot be reached.`,
  'source-left': (detail, { duration }) =>
    `${text(detail, 'source')} is left alone for ${duration(number(detail, 'waitMs') / 1000)}.`,
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
  unproven: (detail, { bytes }) => {
    const sampled = number(detail, 'sampledBytes')
    const compared =
      sampled > 0 ? `${bytes(sampled)} of that was compared and agreed` : 'none of that was compared'
    return `No digest proves the file. Other machines brought ${bytes(number(detail, 'peersBytes'))}; ${compared}.`
  },
  'started-over': (detail) => `Started over: ${text(detail, 'reason')}.`,
  done: (detail, { bytes, duration }) =>
    `Done: ${bytes(number(detail, 'bytes'))} in ${duration(number(detail, 'seconds'))}.`,
  'read-back-right': (detail) => `Read again: the file matches its ${text(detail, 'algorithm')} checksum.`,
  'read-back-unproven': (detail) =>
    `Read again: all of it is there; its ${text(detail, 'algorithm')} is ${text(detail, 'hex')}.`,
  'read-back-differs': (detail) => text(detail, 'message'),
  'read-back-failed': (detail) => `It could not be read again: ${text(detail, 'message')}`,
  failed: (detail) => text(detail, 'message')
} satisfies Readonly<Record<string, LogLine>>
