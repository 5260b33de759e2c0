/** What the main process says to people outside the page, in English. */
import { counting } from '../../../src-shared/words/counting.ts'

const count = counting('en')

export const english = {
  appName: 'Shoal',
  ok: 'OK',
  tray: {
    open: 'Open Shoal',
    pauseAll: 'Pause all',
    resumeAll: 'Resume all',
    limit: 'Speed limit',
    noLimit: 'None',
    rate: (bytesPerSecond: number): string => rate(bytesPerSecond),
    down: (bytesPerSecond: number): string => `↓ ${rate(bytesPerSecond)}`,
    up: (bytesPerSecond: number): string => `↑ ${rate(bytesPerSecond)} for other machines`,
    quit: 'Quit',
    ending: 'When all transfers are done',
    endings: { nothing: 'Nothing', quit: 'Quit Shoal', 'shut-down': 'Shut this machine down' },
    callOff: {
      quit: (seconds: number): string => `Quitting in ${seconds} s: call it off`,
      'shut-down': (seconds: number): string => `Shutting down in ${seconds} s: call it off`
    },
    join: 'Join the LAN',
    joining: 'Joining the LAN…',
    leave: 'Leave the LAN',
    leaving: 'Leaving the LAN…',
    notIn: 'This machine is not in the LAN yet',
    whyNotIn: 'Not in the LAN yet: why?',
    unused: 'In the LAN, helping nobody now',
    usedBy: (name: string, file: string): string => `Helping ${name}: ${file}`,
    more: (number: number): string => count(number, { other: 'and # more' }),
    running: (number: number): string =>
      count(number, { one: '# transfer is running', other: '# transfers are running' }),
    nothingRuns: 'Nothing is running'
  },
  /** An empty name says nothing. */
  someMachine: (name: string): string => (name === '' ? 'another machine' : `“${name}”`),
  news: {
    done: (name: string) => ({ title: `${name} is here`, body: 'It was fetched in full.' }),
    manyDone: (number: number) => ({
      title: count(number, { one: '# file is here', other: '# files are here' }),
      body: 'They were fetched in full.'
    }),
    failed: (name: string, message: string) => ({ title: `${name} was not fetched`, body: message }),
    needsYou: (name: string, message: string, advice: string) => ({
      title: `${name} needs you`,
      body: `${message} ${advice}`.trim()
    }),
    manyFailed: (number: number) => ({
      title: count(number, { one: '# file was not fetched', other: '# files were not fetched' }),
      body: 'The window says why.'
    }),
    pairing: (machine: string, code: string) => ({
      title: `Pair with ${machine}?`,
      body: `Compare this code with the other screen: ${code.slice(0, 3)} ${code.slice(3)}`
    }),
    paired: (machine: string) => ({
      title: `${capital(machine)} is paired`,
      body: 'From now on it may help, and be helped.'
    }),
    helping: (machine: string, file: string) => ({
      title: `${capital(machine)} uses this machine`,
      body: `Shoal fetches parts of ${file} for it. The tray can leave the LAN.`
    }),
    ending: {
      quit: { title: 'Shoal quits in a minute', body: 'All transfers are done. The window can call it off.' },
      'shut-down': {
        title: 'This machine shuts down in a minute',
        body: 'All transfers are done. The window can call it off.'
      }
    },
    nothingInDrop: {
      title: 'Nothing to download in that',
      body: 'Drop links, text with links, link files, lists or Metalinks.'
    },
    staysInTray: {
      title: 'Shoal goes on in the tray',
      body: 'Transfers continue. Open or quit it from its icon.'
    }
  },
  menu: {
    file: '&File',
    edit: '&Edit',
    view: '&View',
    window: '&Window',
    help: '&Help',
    about: 'About Shoal',
    services: 'Services',
    hide: 'Hide Shoal',
    hideOthers: 'Hide Others',
    showAll: 'Show All',
    quit: 'Quit Shoal',
    undo: 'Undo',
    redo: 'Redo',
    cut: 'Cut',
    copy: 'Copy',
    paste: 'Paste',
    selectAll: 'Select All',
    actualSize: 'Actual Size',
    zoomIn: 'Zoom In',
    zoomOut: 'Zoom Out',
    fullScreen: 'Toggle Full Screen',
    developerTools: 'Toggle Developer Tools',
    minimize: 'Minimize',
    close: 'Close Window',
    checkForUpdates: 'Check for &Updates…',
    licences: '&Licences of Others',
    bill: '&Bill of Materials'
  },
  /** Titles of windows. */
  notices: {
    licences: 'Licences of others’ work in Shoal',
    bill: 'What Shoal is made of'
  },
  updates: {
    newest: 'This is the newest version.',
    coming: (version: string): string => `Shoal ${version} is on its way. It is installed when you quit.`,
    unknown: 'Whether there is a newer version could not be found out. Try again later.'
  },
  trouble: {
    cannotGoOn: 'Shoal cannot go on',
    restarted: 'The engine stopped and was started again; transfers resume',
    notRead: (file: string): string => `${file} cannot be read.`,
    notAdded: (what: string): string => `${what} was not added`,
    partlyAdded: (what: string): string => `Not all of ${what} was added`,
    notJoined: 'This machine did not join the LAN',
    notLeft: 'This machine did not leave the LAN',
    notPaused: 'Not everything was paused',
    notResumed: 'Not everything was resumed',
    notShutDown: 'This machine was not shut down',
    notLimited: 'The speed limit was not changed'
  }
}

const rate = (bytesPerSecond: number): string =>
  bytesPerSecond >= 1e6 ? `${rounded(bytesPerSecond / 1e6)} MB/s` : `${rounded(bytesPerSecond / 1e3)} kB/s`
const rounded = (value: number): string => String(Math.round(value * 10) / 10)
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)
