/**
 * Every word the window says, in English, and which language it speaks now. Another language is another file of the
 * same shape, and complete or it does not compile. Sentences are written for the person in front of the window; no word
 * from the code's insides. What went wrong is said by said.ts; the engine's notices of a transfer come in English, whatever is spoken.
 */
import type { QueueReason } from '../../src-shared/model/transfer.ts'
import type { Refusal } from '../../src-shared/links/links.ts'
import { englishAdding } from './adding-strings.ts'
import { englishCommands } from './command-strings.ts'
import { counting } from '../../src-shared/words/counting.ts'
import { englishDetail } from './detail-strings.ts'
import { englishLog } from './log-strings.ts'
import { englishPeers } from './peer-strings.ts'
import { firstRunEnglish, settingsEnglish } from './words/settings-english.ts'

const count = counting('en')

export const english = {
  appName: 'Shoal',

  add: {
    label: 'Links to download',
    placeholder: 'Paste a link, or drop one anywhere',
    button: (links: number): string => (links > 1 ? `Add ${links}` : 'Add'),
    hint: 'Enter adds, Shift+Enter starts a new line, Ctrl+Enter adds with options'
  },

  adding: englishAdding,

  drop: {
    title: 'Drop to download',
    detail: 'Links, text with links, link files, lists and Metalinks'
  },

  refused: {
    title: 'Nothing to download in that',
    pasteTitle: 'No link in what you pasted',
    someTitle: 'Some links were left out',
    addTitle: (links: number): string =>
      count(links, { one: '# link was not added', other: '# links were not added' }),
    actTitle: (transfers: number): string =>
      count(transfers, { one: '# transfer stayed as it was', other: '# transfers stayed as they were' }),
    reason: (refusal: Refusal): string => {
      switch (refusal.kind) {
        case 'no-link':
          return 'There is no web address in it. Drop or paste a link that starts with https:// or http://.'
        case 'scheme':
          return refusal.scheme === 'file'
            ? 'It points to a file that is already on this computer.'
            : `Shoal fetches https, http, sftp, ftps and ftp addresses, not ${refusal.scheme}: ones.`
        case 'folder':
          return 'That is a folder. Drop a link to a file on the web instead.'
        case 'image':
          return 'That is a picture, not a link to one. Copy its address and paste it here.'
        case 'file':
          return `“${refusal.name}” is a file that is already on this computer.`
        case 'uri-too-long':
          return 'An address in it is longer than 64 KiB.'
        case 'unreadable':
          return englishAdding.refusedMore.unreadable(refusal.name)
        case 'metalink-too-long':
          return englishAdding.refusedMore.metalinkTooLong
        case 'list-options':
          return englishAdding.refusedMore.listOptions(refusal.options.join(', '))
        case 'many-files':
          return englishAdding.refusedMore.manyFiles(refusal.left)
        case 'text-too-long':
          return 'It is too much text to look for links in. Copy only the part with the links.'
      }
    }
  },

  nav: {
    label: 'Main',
    transfers: 'Transfers',
    categories: 'Categories',
    filters: {
      all: 'All',
      active: 'Active',
      queued: 'Queued',
      paused: 'Paused',
      done: 'Done',
      failed: 'Failed'
    }
  },

  view: {
    tools: 'Search and order',
    search: 'Search transfers',
    searchPlaceholder: 'Search',
    sort: (by: string): string => `Sort: ${by}`,
    sortLabel: 'Sort by',
    sorts: {
      added: 'Newest first',
      oldest: 'Oldest first',
      name: 'Name',
      source: 'Source',
      largest: 'Largest first',
      smallest: 'Smallest first'
    },
    count: (number: number): string => count(number, { one: '# transfer', other: '# transfers' }),
    selected: (number: number): string => count(number, { other: '# selected' }),
    pauseSelected: 'Pause those selected',
    resumeSelected: 'Resume those selected',
    removeSelected: 'Remove those selected',
    selectNone: 'Select none'
  },

  appearance: {
    button: 'Appearance',
    theme: 'Theme',
    themes: { system: 'System', light: 'Light', dark: 'Dark' },
    contrast: 'Contrast',
    contrasts: { system: 'System', more: 'High' },
    motion: 'Motion',
    motions: { system: 'System', reduced: 'Reduced' },
    language: 'Language'
  },

  units: {
    bytes: ['B', 'kB', 'MB', 'GB', 'TB', 'PB'],
    rate: (bytes: string): string => `${bytes}/s`,
    megabits: 'Mbit/s',
    gigabits: 'Gbit/s',
    second: 's',
    minute: 'min',
    hour: 'h',
    day: 'd',
    milliseconds: (number: string): string => `${number}\u00a0ms`
  },

  list: {
    label: 'Transfers',
    nothing: {
      all: 'Nothing here yet',
      active: 'Nothing is being fetched',
      queued: 'Nothing waits for its turn',
      paused: 'Nothing is paused',
      done: 'Nothing is done yet',
      failed: 'Nothing has failed'
    },
    nothingInCategory: 'Nothing is in this category',
    noMatch: (search: string): string => `Nothing matches “${search}”`,
    clearSearch: 'Clear search',
    unfinished: 'In progress',
    finished: 'Finished',
    emptyTitle: 'Drop a link here',
    emptyDetail: 'Drag it from your browser, or paste it with',
    emptyShortcut: 'Ctrl+V',
    emptyShortcutMac: '⌘V',
    emptyPromise:
      'Shoal fetches it over many connections at once and picks up where it stopped, whatever happens.'
  },

  row: {
    progress: (name: string): string => `Progress of ${name}`,
    pause: 'Pause',
    resume: 'Resume',
    tryAgain: 'Try again',
    changeAddress: 'Change address…',
    startNow: 'Start now',
    reorder: (name: string, place: number): string => `Place of ${name} in the queue: ${place}`,
    reorderHint: 'Drag, or use the arrow keys',
    remove: 'Remove',
    open: 'Open',
    showInFolder: 'Show in folder',
    received: (received: string, total: string): string => `${received} of ${total}`,
    left: (time: string): string => `${time} left`,
    connections: (number: number): string => count(number, { one: '# connection', other: '# connections' }),
    nextTry: (time: string, attempt: number): string => `Next try in ${time} (try ${attempt + 1}).`,
    tryingNow: 'Trying again now.',
    verified: 'checksum verified',
    doneSummary: (time: string, rate: string): string => `${time} at ${rate}`
  },

  state: {
    resolving: (host: string): string => `Asking ${host}`,
    receiving: 'Receiving',
    queued: (place: number, reason: QueueReason): string =>
      reason === 'turn'
        ? `Waiting for its turn: ${place === 1 ? 'next' : `number ${place}`} in the queue`
        : 'Waiting: nothing runs at these hours',
    verifying: 'Verifying: comparing with its checksum',
    finishing: 'Finishing: saving to disk',
    retrying: 'Waiting to try again',
    paused: 'Paused',
    done: 'Done',
    failed: 'Could not finish'
  },

  announce: {
    added: (name: string): string => `${name}: added`,
    running: (name: string): string => `${name}: downloading`,
    queued: (name: string): string => `${name}: waiting for its turn`,
    retrying: (name: string, message: string): string => `${name}: waiting to try again. ${message}`,
    paused: (name: string): string => `${name}: paused`,
    done: (name: string): string => `${name}: done`,
    failed: (name: string, message: string): string => `${name}: could not finish. ${message}`,
    removed: (name: string): string => `${name}: removed`
  },

  remove: {
    title: (name: string): string => `Remove “${name}”?`,
    titleMany: (number: number): string => `Remove ${number} transfers?`,
    removedOne: (name: string): string => `Removed “${name}”`,
    removed: (number: number): string =>
      count(number, { one: '# transfer removed', other: '# transfers removed' }),
    detailMany:
      'What has arrived can stay on this computer: add the same links again, and they go on from there. Or delete it now. Finished files always stay.',
    detail:
      'What has arrived can stay on this computer: add the same link again, and it goes on from there. Or delete it now.',
    keep: 'Remove, keep what is here',
    delete: 'Remove and delete',
    cancel: 'Cancel'
  },

  address: {
    title: (name: string): string => `Another address for “${name}”`,
    detail:
      'Shoal compares what is here with what the new address shows, and goes on from there when they are the same file. Otherwise nothing changes.',
    label: 'New address',
    placeholder: 'https://',
    asking: 'Comparing…',
    change: 'Change and go on',
    cancel: 'Cancel'
  },

  legend: {
    label: 'What the bars show',
    inFlight: 'on its way',
    received: 'received',
    durable: 'safe on disk'
  },

  total: {
    label: 'All transfers',
    running: (number: number): string => count(number, { other: '# running' })
  },

  speedLimit: {
    label: 'Speed limit',
    none: 'none',
    limited: (rate: string): string => `${rate} at these hours`,
    unlimited: 'none at these hours',
    paused: 'all paused at these hours'
  },

  settings: settingsEnglish,
  firstRun: firstRunEnglish,

  lost: {
    title: 'Shoal’s engine is not answering.',
    detail: 'What was fetched is safe. Transfers go on when it is back.',
    button: 'Reconnect'
  },

  footer: {
    directory: (path: string): string => `Files go to ${path}`
  },

  peers: englishPeers,

  toast: {
    dismiss: 'Dismiss',
    undo: 'Undo',
    region: 'Messages'
  },

  commands: englishCommands,

  check: {
    verify: 'Verify',
    reading: 'Reading the file…',
    spoilt: (name: string): string => `Something is wrong with ${name}`,
    outcome: {
      right: (name: string): string => `${name} is what it should be`,
      unproven: (name: string): string => `Nobody said what ${name} should be`,
      wrong: (name: string): string => `${name} is not what it should be`,
      'wrong-length': (name: string): string => `${name} is not what it was`
    },
    digest: (algorithm: string, hex: string): string => `${algorithm} ${hex}`,
    differs: (algorithm: string, found: string, expected: string): string =>
      `Its ${algorithm} is ${found}, and should be ${expected}. It has changed since it was fetched; add the link again to fetch it anew.`,
    longer: (found: string, expected: string): string =>
      `It has ${found} now and had ${expected} when it came. Another program wrote to it, or the disk fails.`
  },

  detail: englishDetail,

  log: englishLog
}

/** What a language must say. */
export type Messages = typeof english

/** The words now spoken. A live binding: read where it is needed, never kept, since another language may take over. */
export let strings: Messages = english
/** For `Intl`, of the same language. */
export let LANGUAGE = 'en'

/** Everything on the screen must be made anew after this. */
export function speak(language: string, messages: Messages): void {
  LANGUAGE = language
  strings = messages
}
