/**
 * Every word the window says, in one place, so that another language is another file of this shape. Sentences
 * are written for the person in front of the window; no word from the code's insides.
 */
import type { QueueReason } from '../../src-shared/model/transfer.ts'
import type { Refusal } from '../features/transfers/links.ts'

export const LANGUAGE = 'en'

const count = (number: number, one: string, many: string): string => `${number} ${number === 1 ? one : many}`

export const strings = {
  appName: 'Shoal',

  add: {
    label: 'Links to download',
    placeholder: 'Paste a link, or drop one anywhere',
    button: (links: number): string => (links > 1 ? `Add ${links}` : 'Add'),
    hint: 'Enter adds, Shift+Enter starts a new line'
  },

  drop: {
    title: 'Drop to download',
    detail: 'Links, text with links, and link files'
  },

  refused: {
    title: 'Nothing to download in that',
    pasteTitle: 'No link in what you pasted',
    someTitle: 'Some links were left out',
    addTitle: (links: number): string => `${count(links, 'link was', 'links were')} not added`,
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
        case 'text-too-long':
          return 'It is too much text to look for links in. Copy only the part with the links.'
      }
    }
  },

  list: {
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
    remove: 'Remove',
    open: 'Open',
    showInFolder: 'Show in folder',
    received: (received: string, total: string): string => `${received} of ${total}`,
    left: (time: string): string => `${time} left`,
    connections: (number: number): string => count(number, 'connection', 'connections'),
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
    running: (number: number): string => `${number} running`
  },

  speedLimit: {
    label: 'Speed limit',
    none: 'none',
    limited: (rate: string): string => `${rate} at these hours`,
    unlimited: 'none at these hours',
    paused: 'all paused at these hours'
  },

  lost: {
    title: 'Shoal’s engine is not answering.',
    detail: 'What was fetched is safe. Transfers go on when it is back.',
    button: 'Reconnect'
  },

  footer: {
    directory: (path: string): string => `Files go to ${path}`
  },

  toast: {
    dismiss: 'Dismiss',
    region: 'Messages'
  }
} as const
