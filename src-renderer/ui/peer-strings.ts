/**
 * Every word about other machines, in English: a part of the catalogue in strings.ts, under the same rules. What a machine
 * says of itself never stands inside a sentence here; it is shown beside it, set apart.
 */
import type { PeerTrust } from '../../src-shared/model/peer.ts'
import { counting } from '../../src-shared/words/counting.ts'

const count = counting('en')

export const englishPeers = {
  title: 'Nearby',
  section: 'Network',
  count: (number: number): string =>
    count(number, { one: '# machine is near', other: '# machines are near' }),
  unnamed: 'A machine without a name',

  off: {
    title: 'This Shoal runs without other machines',
    detail:
      'It was started so that it neither asks nor answers any. Your transfers work as always, over this machine’s own connection.'
  },
  asking: 'Asking…',

  self: {
    title: 'This machine',
    joined: 'Others can find it and, once paired, be helped by it.',
    joinedAt: 'Reached at',
    helping: (number: number): string =>
      count(number, { one: 'It helps with one file now.', other: 'It helps with # files now.' }),
    idle: 'Nobody is being helped now.',
    out: 'Others cannot find it, and it helps nobody. Machines you have paired with still help you.',
    joining: 'Joining…',
    leaving: 'Leaving: those who are being helped are told…',
    join: 'Join the LAN',
    leave: 'Leave the LAN',
    policy: 'What it does for others…',
    id: 'Its id',
    cache: (bytes: string, files: number): string =>
      count(files, {
        one: `It keeps ${bytes} of one file for the next who asks.`,
        other: `It keeps ${bytes} of # files for the next who asks.`
      }),
    notJoined: 'This machine did not join',
    notLeft: 'This machine did not leave'
  },

  empty: {
    title: 'No other machine yet',
    detail:
      'Machines that run Shoal on the same network help each other with downloads, each over its own link.',
    steps: [
      'Open Shoal on another computer on this network.',
      'Let one of the two join the LAN.',
      'Press “Pair a machine” on both, and compare the code.'
    ]
  },

  list: {
    trusted: 'Paired',
    strangers: 'Not paired',
    strangersDetail:
      'They run Shoal on this network. Nothing is asked of them, and nothing is done for them.',
    quarantined: 'In quarantine',
    more: (number: number): string =>
      count(number, { one: 'One more is not shown.', other: '# more are not shown.' })
  },

  trust: {
    paired: 'Paired',
    group: 'Same group',
    none: 'Not paired',
    quarantined: 'In quarantine'
  } satisfies Record<PeerTrust, string>,

  reach: {
    here: (place: string, rtt: string): string => `Here, at ${place}, ${rtt} away`,
    heard: (place: string): string => `Seen at ${place}`,
    last: (place: string): string => `Not here; last known at ${place}`,
    gone: 'Not here'
  },
  rtt: (milliseconds: string): string => `${milliseconds} ms`,

  quarantine: {
    detail: 'Nothing is asked of it and nothing is done for it, until you say otherwise.',
    reason: 'Because:'
  },

  row: {
    more: 'Details of this machine',
    less: 'Fewer details',
    pair: 'Pair',
    unpair: 'Unpair',
    forgive: 'Ask it again',
    test: 'Test',
    testing: 'Testing…',
    still: 'Nothing flows'
  },

  flow: {
    brings: (rate: string): string => `brings ${rate}`,
    gets: (rate: string): string => `gets ${rate}`,
    both: (brings: string, gets: string): string => `brings ${brings}, gets ${gets}`
  },

  map: {
    title: 'What flows now',
    label: (machines: number): string =>
      count(machines, {
        one: 'This machine in the middle and one other beside it; the table tells the same',
        other: 'This machine in the middle and # others around it; the table tells the same'
      }),
    middle: 'This machine',
    here: 'comes here',
    there: 'goes there',
    wider: 'wider is faster',
    more: (number: number): string => count(number, { one: 'and one more', other: 'and # more' }),
    table: 'As a table',
    nothing: 'Nothing flows between machines now.',
    columns: { machine: 'Machine', way: 'Way', file: 'File', rate: 'Rate', bytes: 'So far' }
  },

  details: {
    id: 'Id',
    addresses: 'Addresses',
    noAddress: 'None is known',
    from: { discovered: 'found by itself', typed: 'typed', remembered: 'from before' },
    on: (name: string): string => `on ${name}`,
    reached: 'in use',
    can: 'What it does',
    capabilities: { contribute: 'Fetches for others', cache: 'passes on what it has' },
    nothingToDo: 'Nothing for others',
    load: (now: number, most: number): string => `busy with ${now} of at most ${most}`,
    claims: (rate: string): string => `${rate} over its own link, as it says`,
    version: (version: string): string => `Shoal ${version}`,
    says: 'It says',
    noCard: 'It has not said yet; it does when it is reached and paired.',
    bandwidth: 'How fast it was',
    origin: (rate: string): string => `${rate} over its own link`,
    lan: (rate: string): string => `${rate} between it and this machine`,
    notMeasured: 'Not measured yet; it is while it helps.',
    measured: (ago: string): string => `measured ${ago}`,
    history: 'So far',
    received: (bytes: string): string => `${bytes} came from it`,
    sent: (bytes: string): string => `${bytes} went to it`,
    nothing: 'No bytes either way',
    failures: (number: number): string => count(number, { one: 'failed once', other: 'failed # times' }),
    seen: (ago: string): string => `seen ${ago}`,
    neverSeen: 'never seen'
  },
  justNow: 'just now',
  ago: (time: string): string => `${time} ago`,

  test: {
    title: 'Test',
    network: 'Test this network',
    steps: {
      interfaces: 'Network',
      multicast: 'Finding machines',
      tcp: 'Connecting',
      identity: 'Its identity',
      card: 'Trust'
    },
    works: 'works',
    fails: 'does not work',
    allWell: 'Everything works.',
    notAll: (number: number): string =>
      count(number, { one: 'One thing does not work.', other: '# things do not work.' }),
    failed: 'The test could not be made'
  },

  pair: {
    button: 'Pair a machine',
    title: 'Pair a machine',
    detail:
      'Paired machines fetch parts of each other’s downloads. Both must have Shoal open, and you compare a code on both screens.',
    field: 'Its address or id',
    placeholder: '192.168.1.20',
    fieldHint: 'As the other machine shows it, under “Nearby”.',
    begin: 'Pair',
    remember: 'Only remember where it is',
    wait: 'Wait for it here',
    waitDetail: 'Or let the other machine come to this one:',
    joinAndWait: 'Join the LAN and wait',
    joinDetail: 'Or let the other machine come to this one, which has to join the LAN for that:',
    cancel: 'Cancel',
    invalid: 'That is neither an address nor an id.',
    invalidAdvice:
      'An address is like 192.168.1.20, with or without :PORT; an id has eight groups of seven letters and digits.',
    notAddress: 'That is not an address.',
    looking: 'Looking there…',
    found: 'A machine that runs Shoal is there',
    notBegun: 'The pairing did not begin',

    waiting: 'Waiting for the other machine',
    waitingDetail:
      'There, press “Pair a machine” and give this address or id. The wait ends after five minutes.',
    reaching: 'Asking the other machine',
    reachingDetail: 'It must be waiting, too: there, press “Pair a machine”, then “Wait for it here”.',
    stop: 'Stop',

    question: 'Do both screens show this code?',
    questionDetail:
      'Only say yes when you see the very same code on the other screen. The code expires after two minutes.',
    who: 'The other machine calls itself',
    whoAt: 'Its address',
    whoAtUnknown: 'not known',
    whoId: 'Its id',
    code: (digits: string): string => `Code: ${digits}`,
    same: 'The codes are the same',
    differ: 'They differ',
    confirmedHere: 'You have said yes. Now the other side has to.',
    confirmedThere: 'The other side has said yes.',

    paired: 'The machines are paired',
    pairedDetail: 'From now on they help each other while both are in the LAN.',
    failed: 'The machines were not paired',
    done: 'Close',
    again: 'Try again'
  },

  terms: {
    title: 'What you do for each other',
    asks: {
      name: 'Ask it for help',
      on: 'It is asked to bring parts of the files that are fetched here.',
      off: 'It brings nothing of the files that are fetched here.'
    },
    contributes: {
      name: 'Help it',
      on: 'It gets help with its files, while this machine is in the LAN.',
      off: 'It gets nothing from this machine, not even what is here already.'
    },
    badge: { notAsked: 'Not asked', notHelped: 'Not helped', neither: 'Neither asked nor helped' },
    failed: 'That was not changed'
  },

  unpair: {
    title: 'Unpair this machine?',
    detail:
      'Neither will help the other any more, and what it brings now ends at once; the transfers go on without it. To undo it, pair them again.',
    confirm: 'Unpair',
    cancel: 'Cancel',
    failed: 'It was not unpaired'
  },
  forgiven: 'It is asked again from now on',
  notForgiven: 'It stays in quarantine'
}

/** What a language must say of them. */
export type PeerMessages = typeof englishPeers
