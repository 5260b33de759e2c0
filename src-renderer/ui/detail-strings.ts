/**
 * Every word of a transfer's detail, in English: the catalogue's part of that name, under the same rules (strings.ts).
 * Sentences with sizes and rates in them are handed how these are written now.
 */
import type {
  ConnectionState,
  Heir,
  Limitation,
  PlanStep,
  SourceNow
} from '../../src-shared/model/transfer-detail.ts'
import { counting } from '../../src-shared/words/counting.ts'
import type { WrittenNumbers } from './written-numbers.ts'

const count = counting('en')
const connections = (number: number): string => count(number, { one: '# connection', other: '# connections' })
const peers = (number: number): string => count(number, { one: '# peer', other: '# peers' })

const LIMITS = {
  transfer: 'Its own speed limit',
  all: 'The speed limit for all transfers',
  hours: 'The speed limit at these hours'
} as const

export const englishDetail = {
  open: 'Details',
  region: (name: string): string => `Details of ${name}`,
  close: 'Close details',
  tabs: {
    label: 'Details',
    overview: 'Overview',
    connections: 'Connections',
    log: 'Log',
    facts: 'File and request'
  },
  asTable: 'As a table',
  waiting: 'Asking…',
  unavailable: 'The details cannot be read at the moment.',
  earlier: 'an earlier run',

  why: {
    title: 'What limits it now',
    sentence(
      limitation: Limitation,
      { bytes, rate, duration }: WrittenNumbers,
      nameOf: (source: string) => string,
      secondsUntil: (atMs: number) => number
    ): string {
      switch (limitation.kind) {
        case 'still':
          return 'Nothing: it is not running.'
        case 'queued':
          return limitation.reason === 'turn'
            ? `Its turn has not come: it is number ${limitation.place} in the queue.`
            : 'The schedule: nothing runs at these hours.'
        case 'backing-off':
          return `It waits before the next try, for another ${duration(secondsUntil(limitation.untilMs))}.`
        case 'asking':
          return 'The server has been asked and has not answered yet.'
        case 'verifying':
          return 'All of it is here; it is being compared with its checksum.'
        case 'finishing':
          return 'All of it is here; it is being saved under its name.'
        case 'limit':
          return `${LIMITS[limitation.by]} of ${rate(limitation.bytesPerSecond)} holds it back.`
        case 'disk':
          return 'The disk: bytes arrive faster than it takes them in.'
        case 'silent':
          return `Nothing has arrived for ${duration(limitation.forMs / 1000)}. Shoal keeps asking.`
        case 'one-connection':
          return limitation.because === 'answer'
            ? `${nameOf(limitation.source)} sends this file over one connection only.`
            : `Files from ${nameOf(limitation.source)} are read over one connection, in order.`
        case 'tail':
          return `Everything has been asked for; the last ${bytes(limitation.bytes)} are on their way, most of them from ${nameOf(limitation.source)}.`
        case 'measuring':
          return `Still finding the pace, with ${connections(limitation.connections)} so far.`
        case 'server-connections':
          return `${nameOf(limitation.source)} serves no more than ${connections(limitation.connections)} at a time.`
        case 'shared-server':
          return `Other transfers share ${nameOf(limitation.source)}; this one has ${connections(limitation.connections)} there.`
        case 'connections':
          return `It uses all ${limitation.connections} connections it may have; more might be faster.`
        case 'own-link':
          return `This computer’s own link: ${count(limitation.peers, { other: '# machines' })} hold ${bytes(limitation.waitingBytes)} that it cannot take in faster.`
        case 'peer-path':
          return `The way to ${limitation.name || nameOf(limitation.peer)}: it holds ${bytes(limitation.waitingBytes)} that come no faster.`
        case 'sources':
          return limitation.serverBytesPerSecond > 0
            ? `Every source gives what it can: ${rate(limitation.peersBytesPerSecond)} from ${peers(limitation.peers)}, ${rate(limitation.serverBytesPerSecond)} over this computer’s own connections.`
            : `What ${peers(limitation.peers)} can give: ${rate(limitation.peersBytesPerSecond)}.`
        case 'server':
          return `${nameOf(limitation.source)}, or the way to it: more than ${connections(limitation.connections)} brought nothing more.`
      }
    }
  },

  map: {
    title: 'Where each part comes from',
    label: 'Map of the file. Arrow keys go from part to part.',
    hint: 'Point at the map, or move through it with the arrow keys.',
    none: 'There is no map: this file comes in one piece from its first byte to its last.',
    part: (from: string, to: string): string => `${from} to ${to}`,
    states: {
      wanted: 'not asked for yet',
      inFlight: 'on its way',
      received: 'received',
      durable: 'safe on disk'
    },
    from: (source: string): string => `from ${source}`,
    at: (time: string, rate: string): string => `at ${time}, ${rate}`,
    again: 'asked for again',
    raced: 'raced by two connections',
    verified: 'verified',
    legend: 'What the map shows',
    columns: {
      part: 'Part',
      state: 'State',
      source: 'Source',
      when: 'Last byte',
      marks: 'Notes'
    }
  },

  sources: {
    title: 'Sources',
    kinds: { origin: 'server', mirror: 'mirror', peer: 'peer' },
    columns: {
      source: 'Source',
      rate: 'Now',
      share: 'Share',
      bytes: 'Brought',
      rtt: 'Round trip',
      connections: 'Connections'
    },
    states: {
      delivering: 'delivering',
      waiting: 'asked, nothing comes',
      idle: 'not asked',
      distrusted: 'not used any more: its bytes were wrong'
    } satisfies Record<SourceNow['state'], string>,
    planned: (bytes: string, ranges: number): string =>
      ranges === 0
        ? 'Nothing planned for it'
        : `Planned: ${bytes} in ${count(ranges, { one: '# range', other: '# ranges' })}`,
    holds: (bytes: string): string => `holds ${bytes} for us`,
    revision: (revision: number): string => `revision ${revision}`,
    said: {
      resolving: 'asks the server',
      fetching: 'fetches',
      idle: 'has all it was asked for',
      leaving: 'is leaving',
      refused: 'refused',
      failed: 'could not fetch'
    },
    saidAt: (words: string, rate: string, number: number): string =>
      `It ${words}, ${rate} over ${connections(number)}`,
    says: (words: string): string => `It ${words}`,
    none: 'Nobody has been asked yet.'
  },

  throughput: {
    title: 'Throughput',
    label: 'Throughput over time, stacked by source',
    soon: 'A picture follows in a moment.',
    columns: { time: 'Time', total: 'All' }
  },

  plan: {
    title: 'The plan, step by step',
    kinds: {
      offered: 'was offered the plan',
      joined: 'joined',
      assigned: 'was asked for',
      said: 'said',
      left: 'left',
      refused: 'is not used'
    } satisfies Record<PlanStep['kind'], string>,
    asked: (bytes: string, revision: number, revisions: number): string =>
      revisions > 1
        ? `was asked for ${bytes} (revision ${revision}, ${revisions} in a row)`
        : `was asked for ${bytes} (revision ${revision})`,
    itself: (words: string): string => `it ${words}`,
    freed: (revision: number): string => `was asked for nothing more (revision ${revision})`
  },

  connections: {
    title: 'Connections',
    states: {
      connecting: 'connecting',
      priming: 'warming up',
      reserve: 'in reserve',
      active: 'active',
      suspect: 'suspect',
      retired: 'retired'
    } satisfies Record<ConnectionState, string>,
    columns: {
      number: '#',
      source: 'Source',
      state: 'State',
      rate: 'Rate',
      criterion: 'Replaced under',
      rtt: 'Round trip',
      window: 'Window',
      tcp: 'TCP resent / out of order',
      done: 'Ranges done',
      delivered: 'Delivered',
      again: 'Asked again'
    },
    heirs: {
      stolen: (bytes: string, connection: number): string => `${bytes} left to #${connection}`,
      raced: (bytes: string, connection: number): string => `${bytes} raced with #${connection}`,
      reassigned: (bytes: string, connection: number): string => `${bytes} went to #${connection}`
    } satisfies Record<Heir['how'], (bytes: string, connection: number) => string>,
    reason: (time: string, reason: string): string => `${time}: ${reason}`,
    silent: (time: string): string => `silent for ${time}`,
    none: 'No connections in this run of Shoal.',
    counts: (open: number, retired: number): string => `${open} open, ${retired} retired`
  },

  log: {
    none: 'Nothing has been logged.',
    newest: (lines: number): string => `The newest ${lines} lines, latest first`
  },

  facts: {
    file: 'File',
    request: 'Request',
    checksums: 'Checksums',
    name: 'Name',
    folder: 'Folder',
    size: 'Size',
    sizeUnknown: 'not known',
    exact: (bytes: string): string => `${bytes} bytes`,
    partial: 'Partial file',
    address: 'Address',
    servedFrom: 'Served from',
    mirrors: 'Mirrors',
    ranges: 'Parts of it',
    rangesYes: 'can be asked for one by one',
    rangesNo: 'cannot be asked for: it comes in one piece',
    etag: 'ETag',
    lastModified: 'Last-Modified',
    userAgent: 'User agent',
    headers: 'Header fields',
    login: 'Login',
    logins: { password: 'user name and password', bearer: 'a token' },
    cookies: 'Cookies',
    cookiesYes: 'from a file',
    clientCertificate: 'Client certificate',
    given: 'given',
    referer: 'Referer',
    proxy: 'Proxy',
    proxyNone: 'none',
    again: 'Asked for again',
    refetched: 'Fetched again after a stop',
    unproven: 'Nobody said what the file should be.',
    by: {
      user: 'given by you',
      metalink: 'from its Metalink description',
      server: (host: string): string => `announced by ${host}`
    },
    outcome: { expected: 'to be compared', verified: 'matches', refuted: 'does not match' },
    secrets: 'Passwords, cookies and the values of header fields are never shown.'
  }
}
