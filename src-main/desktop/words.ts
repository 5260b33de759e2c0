/**
 * Everything the main process says to people outside the page: menus, notifications and boxes. One place, so that another
 * language is another object.
 */

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

export const words = {
  appName: 'Shoal',
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
    join: 'Join the LAN',
    joining: 'Joining the LAN…',
    leave: 'Leave the LAN',
    leaving: 'Leaving the LAN…',
    notIn: 'This machine is not in the LAN yet',
    whyNotIn: 'Not in the LAN yet: why?',
    unused: 'In the LAN, helping nobody now',
    usedBy: (name: string, file: string): string => `Helping ${name}: ${file}`,
    more: (count: number): string => `and ${count} more`,
    running: (count: number): string => plural(count, 'transfer is running', 'transfers are running'),
    nothingRuns: 'Nothing is running'
  },
  /** An empty name says nothing. */
  someMachine: (name: string): string => (name === '' ? 'another machine' : `“${name}”`),
  news: {
    done: (name: string) => ({ title: `${name} is here`, body: 'It was fetched in full.' }),
    manyDone: (count: number) => ({
      title: `${plural(count, 'file is', 'files are')} here`,
      body: 'They were fetched in full.'
    }),
    failed: (name: string, message: string) => ({ title: `${name} was not fetched`, body: message }),
    needsYou: (name: string, message: string, advice: string) => ({
      title: `${name} needs you`,
      body: `${message} ${advice}`
    }),
    manyFailed: (count: number) => ({
      title: `${plural(count, 'file was', 'files were')} not fetched`,
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
    nothingInDrop: {
      title: 'Nothing to download in that',
      body: 'Drop links, text with links or Metalink files.'
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
    notJoined: 'This machine did not join the LAN',
    notLeft: 'This machine did not leave the LAN',
    notPaused: 'Not everything was paused',
    notResumed: 'Not everything was resumed',
    notLimited: 'The speed limit was not changed'
  }
} as const

const rate = (bytesPerSecond: number): string =>
  bytesPerSecond >= 1e6 ? `${rounded(bytesPerSecond / 1e6)} MB/s` : `${rounded(bytesPerSecond / 1e3)} kB/s`
const rounded = (value: number): string => String(Math.round(value * 10) / 10)
const capital = (sentence: string): string => sentence.charAt(0).toUpperCase() + sentence.slice(1)
