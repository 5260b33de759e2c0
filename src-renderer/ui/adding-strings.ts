/** What is said, in English, where transfers are added: the dialog, questions before many, links that are known, copied links. */
import { counting } from '../../src-shared/words/counting.ts'

const count = counting('en')
const number = (value: number): string => new Intl.NumberFormat('en').format(value)

export const englishAdding = {
  open: 'Add with options… (Ctrl+Enter)',
  title: 'Add',
  detail: 'One link a line. Shoal asks the server while you choose.',
  links: 'Links',
  name: 'Save as',
  nameUnknown: 'The name the server gives',
  folder: 'Folder',
  foldersByCategory: 'The folder of each category',
  chooseFolder: 'Choose…',
  more: 'More options',
  start: 'Start',
  starts: { 'in-turn': 'In its turn', now: 'Now', later: 'Later' },
  priority: 'Priority',
  priorities: { high: 'High', normal: 'Normal', low: 'Low' },
  limit: 'Speed limit',
  noLimit: 'none',
  peers: 'Machines near here may help',
  mirrors: 'Mirrors',
  mirrorsHint: 'Further addresses of the same file, one a line',
  checksum: 'Checksum',
  checksumHint: 'SHA-256, SHA-512, SHA-1 or MD5, as the website shows it',
  user: 'User name',
  password: 'Password',
  headers: 'Header fields',
  headersHint: 'Name: value, one a line. Only the server you ask hears them.',
  watch: 'Offer links I copy',
  cancel: 'Cancel',
  add: (files: number): string => (files > 1 ? `Add ${number(files)}` : 'Add'),
  addAgain: 'Add again',
  adding: 'Adding…',

  asking: (host: string): string => `Asking ${host}…`,
  answer: {
    lengthUnknown: 'size not told',
    parts: 'Over many connections, and from where it stopped',
    whole: 'In one piece: this server cannot send parts of it',
    from: (host: string): string => `From ${host}`,
    mirrors: (mirrors: number): string => count(mirrors, { one: '# mirror named', other: '# mirrors named' }),
    checksums: (algorithms: string): string => `${algorithms} told`,
    described: 'The link leads to a Metalink description of this file',
    webPage: 'This is a web page, not a file'
  },
  probeFailed: {
    login: 'This server wants a user name and a password.',
    loginWhere: 'There is a place for them among “More options”.',
    wrongLogin: 'The server does not know this user name and password.'
  },
  anyway: 'You can add it all the same; Shoal will try again.',

  wrong: {
    link: 'There is no link in this that Shoal can fetch.',
    name: 'A name cannot have a slash in it.',
    folder: 'A folder has a full path, such as /home/ada/Downloads.',
    checksum: 'That is no checksum Shoal knows: 32, 40, 64 or 128 hexadecimal digits.',
    mirrors: (line: string): string => `“${line}” is no https:// or http:// address.`,
    headers: (line: string): string => `“${line}” cannot be sent: write a name, a colon and a value.`,
    user: 'A password needs a user name, and a user name has no colon.'
  },

  several: (files: number): string => count(files, { one: '# file', other: '# files' }),
  first: 'First',
  last: 'Last',

  ask: {
    many: (files: number): string => `Add ${number(files)} links?`,
    manyDetail: 'They wait in the queue and are fetched a few at a time.',
    batch: (files: number): string => `Add ${number(files)} files?`,
    batchDetail: 'What stands in brackets counts from one to the other.',
    tooMany: (files: number, most: number): string =>
      `What stands in brackets makes ${number(files)} links; Shoal adds at most ${number(most)} of them at once.`,
    addAll: (files: number): string => `Add ${number(files)}`,
    asIs: 'Add the link as it is',
    cancel: 'Cancel'
  },

  progress: (done: number, total: number): string => `Adding: ${number(done)} of ${number(total)}`,
  stop: 'Stop',
  stopped: (done: number, total: number): string => `${number(done)} of ${number(total)} links added`,
  goOn: 'Go on',

  known: (name: string): string => `“${name}” is in the list already`,
  knownMany: (files: number): string =>
    count(files, { one: '# link is in the list already', other: '# links are in the list already' }),
  justRemoved: (name: string): string => `“${name}” has just been removed`,
  justRemovedDetail: 'Undo brings it back; when that message has gone, the link can be added again.',
  show: 'Show',
  mend: 'Mend…',

  copied: 'You copied a link',
  copiedMany: (links: number): string => `You copied ${number(links)} links`,
  addCopied: 'Add',
  optionsForCopied: 'Options…',

  moreReasons: (reasons: number): string => count(reasons, { one: 'And # more.', other: 'And # more.' }),
  refusedMore: {
    unreadable: (name: string): string => `“${name}” could not be read.`,
    metalinkTooLong: 'That Metalink file is larger than 16 MB.',
    listOptions: (options: string): string =>
      `The list also has ${options}. Shoal heeds out= with a plain name and checksum= there, and nothing else.`,
    manyFiles: (left: number): string =>
      count(left, {
        one: '# file more than Shoal looks at in one drop.',
        other: '# files more than Shoal looks at in one drop.'
      })
  }
}

export type AddingWords = typeof englishAdding
