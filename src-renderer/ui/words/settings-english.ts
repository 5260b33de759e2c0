/** What the settings and the first run say, in English. */
import { counting } from '../../../src-shared/words/counting.ts'

const count = counting('en')

export const settingsEnglish = {
  button: 'Settings',
  title: 'Settings',
  back: 'Back to the transfers',
  sectionsLabel: 'Sections of the settings',
  search: 'Search settings',
  searchPlaceholder: 'Search settings',
  found: (number: number): string => count(number, { one: '# setting found', other: '# settings found' }),
  noMatch: (search: string): string => `No setting speaks of “${search}”`,
  reset: (title: string): string => `Reset: ${title}`,
  usual: (value: string): string => `Usually: ${value}`,
  loading: 'Asking the engine…',

  sections: {
    files: 'Files',
    speed: 'Speed',
    transfers: 'Transfers',
    helping: 'Helping others',
    cache: 'Cache',
    network: 'Network',
    appearance: 'Appearance',
    notifications: 'Notifications',
    desktop: 'Desktop',
    advanced: 'Advanced',
    backup: 'Import and export'
  },
  intros: {
    helping:
      'What this computer does for paired machines of your network. Nobody who is not paired is ever answered.',
    cache: 'What was fetched for paired machines is kept for a while: the next who asks has it at once.',
    network:
      'Where this computer and the machines paired with it meet. It changes nothing of how servers are reached.',
    notifications:
      'What Shoal tells on the desktop while its window is not in front. The system may hold them back as well.',
    desktop: 'What Shoal does beside its window.'
  },

  items: {
    downloadDirectory: {
      title: 'Download folder',
      effect:
        'New transfers are saved here unless their category has a folder or you choose another for one of them.'
    },
    categories: {
      title: 'Categories',
      effect:
        'A file belongs to a category by the ending of its name; new ones go to its folder, or to the download folder where it has none. The upper category counts where two have an ending.'
    },
    limitBytesPerSecond: {
      title: 'Speed limit',
      effect: 'All transfers together stay below this; empty means no limit.'
    },
    hours: {
      title: 'Hours with another limit',
      effect:
        'In these hours this holds instead of the speed limit; where hours overlap, the upper ones count.'
    },
    mostActive: {
      title: 'Transfers at the same time',
      effect: 'Further ones wait in the queue until one of these has ended.'
    },
    connections: {
      title: 'Connections of a transfer',
      effect: 'A new transfer begins with a few and takes up to this many where more make it faster.'
    },
    proxy: {
      title: 'Proxy',
      effect:
        'Where http and https transfers go through from their next start on; with one of your own, no peers are asked for help.'
    },
    membership: {
      title: 'Take part in the LAN',
      effect: 'Paired machines find this computer and it helps them; off, it can still be helped by them.'
    },
    mostContributions: {
      title: 'Machines helped at the same time',
      effect: 'Others that ask are told to try later; 0 helps nobody.'
    },
    uploadLimitBytesPerSecond: {
      title: 'Upload limit',
      effect: 'Everything sent to paired machines together stays below this; empty means no limit.'
    },
    bytesPerDay: {
      title: 'Most fetched for others in a day',
      effect:
        'When this much has been fetched for others, helping rests until midnight; empty means no limit.'
    },
    peerHours: {
      title: 'Hours of helping',
      effect: 'In these hours helping rests or goes on as usual; where hours overlap, the upper ones count.'
    },
    onMeteredLink: {
      title: 'Help over a metered connection',
      effect: 'Off: helping rests while the system says that the connection is paid by volume.'
    },
    onBattery: {
      title: 'Help on battery',
      effect: 'Off: helping rests while this computer runs on its battery.'
    },
    shareFinished: {
      title: 'Share finished files',
      effect: 'Paired machines that fetch the very same public file may take it from this computer.'
    },
    allowPrivate: {
      title: 'Private networks others may have fetched from',
      effect:
        'One network in each line, such as 10.20.0.0/16; servers in other private networks are never asked for others.'
    },
    cacheBytes: {
      title: 'Space for the cache',
      effect: 'What was not asked for longest makes room when it is full; 0 keeps nothing.'
    },
    cacheContents: {
      title: 'In the cache now',
      effect: 'Clearing forgets all of it but what is being read; your own files stay.'
    },
    peerInterfaces: {
      title: 'Network interfaces',
      effect:
        'Paired machines are looked for, and reach this computer, through these alone; each is used while it is there.'
    },
    peerPort: {
      title: 'Port',
      effect:
        'Where paired machines reach this computer while it takes part in the LAN, for a firewall to let through; empty means 7490. While it is taken, another is used.'
    },
    theme: { title: 'Theme', effect: 'Light or dark, or whichever the system has.' },
    contrast: { title: 'Contrast', effect: 'High makes lines and words stronger everywhere.' },
    motion: { title: 'Motion', effect: 'Reduced makes everything stand still that need not move.' },
    language: {
      title: 'Language',
      effect: 'What window, menus and notifications say; messages of servers stay as they are.'
    },
    notifyDone: { title: 'A file is here', effect: 'Says so when a transfer is done.' },
    notifyFailed: { title: 'A file will not come', effect: 'Says so, and why, when a transfer has failed.' },
    notifyNeedsYou: {
      title: 'A transfer needs you',
      effect: 'Says so when one waits for a login, for space or for another of your decisions.'
    },
    notifyPairing: {
      title: 'Pairing',
      effect: 'Shows the code when a machine asks to be paired, and says when one is.'
    },
    notifyHelping: {
      title: 'Somebody joined',
      effect: 'Says which machine begins to use this one; each of them at most every ten minutes.'
    },
    notifySound: { title: 'Sound', effect: 'On: notifications may be heard, as the system has it.' },
    readBack: {
      title: 'Read each finished file again',
      effect:
        'On: reads one file after the other back from the disk, which is busy meanwhile, and compares its length and, where a checksum is known, that too. You are told when one is wrong.'
    },
    closeToTray: {
      title: 'Closing the window keeps Shoal in the tray',
      effect: 'Off: closing the window quits Shoal, and transfers go on at its next start.'
    },
    whenDone: {
      title: 'When a transfer is done',
      effect:
        'Only pictures, sound, films, PDF and plain text are ever opened; anything else could do harm and is shown. Of files that end together it is the first.'
    },
    whenAllDone: {
      title: 'When all transfers are done',
      effect:
        'After a minute in which you can call it off, once; a new transfer calls it off, too. Forgotten when Shoal quits.'
    },
    patienceHours: {
      title: 'Hours to keep trying',
      effect:
        'A transfer that has begun tries again for this long while nothing more comes of it; empty means a week.'
    },
    userAgent: {
      title: 'User agent',
      effect:
        'What Shoal calls itself to web servers, from the next start of a transfer on; empty means Shoal and its version. Some servers answer only browsers.'
    },
    stateFolder: {
      title: 'Where Shoal keeps its state',
      effect: 'Transfers, settings, the key of this computer and the cache; not to be changed by hand.'
    },
    exportFile: {
      title: 'Export settings',
      effect: 'Writes all settings to a file; it holds no passwords, keys or transfers.'
    },
    importFile: {
      title: 'Import settings',
      effect: 'Takes over what such a file says. A file that has a mistake changes nothing.'
    }
  },

  whenDone: { nothing: 'Nothing', show: 'Show it', open: 'Open it' },
  ending: {
    choices: { nothing: 'Nothing', quit: 'Quit Shoal', 'shut-down': 'Shut down' },
    coming: {
      quit: 'All transfers are done: Shoal quits',
      'shut-down': 'All transfers are done: this computer shuts down'
    },
    secondsLeft: (seconds: number): string =>
      count(seconds, {
        one: 'In # second, unless you call it off.',
        other: 'In # seconds, unless you call it off.'
      }),
    callOff: 'Call it off',
    now: { quit: 'Quit now', 'shut-down': 'Shut down now' }
  },
  folder: { choose: 'Choose…', label: (path: string): string => `Now: ${path}` },
  categories: {
    names: {
      video: 'Video',
      music: 'Music',
      documents: 'Documents',
      pictures: 'Pictures',
      archives: 'Archives',
      programs: 'Programs',
      disks: 'Disk images',
      other: 'Other'
    },
    add: 'Add a category',
    new: 'New category',
    entry: (name: string): string => `Category ${name}`,
    name: 'Name',
    extensions: 'Endings',
    extensionsHint: 'With spaces between them: mp4 mkv',
    folder: 'Folder',
    inDownloads: 'Download folder',
    remove: (name: string): string => `Remove the category ${name}`,
    noExtensions: 'no endings: nothing belongs to it'
  },
  amounts: { none: 'no limit' },
  patience: { usual: '168' },
  userAgent: { usual: 'Shoal' },
  stateFolder: { open: 'Open' },
  proxy: {
    environment: 'As the system says',
    none: 'None',
    own: 'My own:',
    address: 'Address of the proxy',
    placeholder: 'http://host:3128'
  },
  hours: {
    add: 'Add hours',
    none: 'None yet.',
    entry: (place: number): string => `Hours ${place}`,
    days: 'Days',
    from: 'From',
    to: 'To',
    rule: 'What holds',
    limit: 'Limit',
    rules: { paused: 'nothing runs', unlimited: 'no limit', limited: 'limit of' },
    peerRules: { paused: 'no helping', unlimited: 'helping as usual' },
    nextDay: 'until the next day',
    never: 'No day is chosen: these hours never come.',
    remove: (place: number): string => `Remove hours ${place}`
  },
  weekdays: { sun: 'Sun', mon: 'Mon', tue: 'Tue', wed: 'Wed', thu: 'Thu', fri: 'Fri', sat: 'Sat' },
  membership: { joining: 'Joining…', joined: 'Joined', leaving: 'Leaving…' },
  interfaces: {
    all: 'All that are there',
    own: 'Only these:',
    list: 'Network interfaces of this computer',
    kinds: { wired: 'Cable', wireless: 'Wi-Fi', virtual: 'Virtual', loopback: 'This computer alone' },
    withRate: (kind: string, rate: string): string => `${kind}, ${rate}`,
    absent: 'not there now',
    none: 'This computer has no network now.',
    named: (names: string): string =>
      `Shoal was started for ${names} alone (SHOAL_INTERFACES); what is chosen here holds when it is started without that.`,
    least: 'Choose at least one; whoever wants to be met nowhere leaves the LAN.'
  },
  networks: { placeholder: '192.168.10.0/24' },
  cache: {
    now: (files: number, size: string): string =>
      count(files, {
        one: `# file, ${size}`,
        other: `# files, ${size}`
      }),
    empty: 'Nothing',
    clear: 'Clear the cache'
  },
  backup: {
    export: 'Export…',
    import: 'Import…',
    exported: (path: string): string => `Settings written to ${path}`,
    imported: 'Settings imported',
    importedDetail: (number: number): string =>
      count(number, { one: '# setting changed.', other: '# settings changed.' }),
    notImported: 'Nothing was imported'
  },

  refused: {
    number: (least: string, most: string): string => `Give a whole number from ${least} to ${most}.`,
    rate: (least: string): string => `Give a rate such as 5 MB/s or 500 kB/s, of at least ${least}.`,
    bytes: 'Give a size such as 500 MB or 20 GB.',
    hours: 'These are no hours that Shoal understands.',
    folder: 'Give the whole path of a folder.',
    proxy:
      'Give an address such as http://host:3128, https://host:443 or socks5://host:1080, without a name and password.',
    userAgent: 'Write plain letters, digits and signs, at most 256, with single spaces between words.',
    choice: 'This is none of the choices.',
    unknown: 'Shoal has no such setting.',
    network: (text: string): string => `“${text}” is no network. Write one such as 10.20.0.0/16.`,
    networks: (most: string): string => `Give at most ${most} networks.`,
    interfaces: (most: string): string => `Name 1 to ${most} network interfaces, each of them once.`,
    categories: (most: string): string => `There may be at most ${most} categories.`,
    extensions: (most: string): string => `Give at most ${most} endings for one category.`,
    extension: (text: string): string => `“${text}” is no ending of a name. Write such as mp4 or tar.gz.`,
    categoryName: (text: string): string =>
      text === ''
        ? 'Give it a name.'
        : `“${text}” is no name for a category: it must be short and on one line.`,
    categoryFolder: (text: string): string => `“${text}” is not the whole path of a folder.`
  },
  fileRefused: {
    tooLarge: 'The file is too large to hold settings.',
    notJson: 'The file is no valid JSON.',
    notJsonAt: (line: string): string => `The file is no valid JSON: look at line ${line}.`,
    notSettings: 'The file is no settings file of Shoal.',
    newer: 'The file was written by a newer Shoal.',
    unreadable: 'The file could not be read.',
    value: (name: string, reason: string): string => `In the file, at “${name}”: ${reason}`
  }
}

export const firstRunEnglish = {
  step: (step: number, of: number): string => `Step ${step} of ${of}`,
  welcome: 'Welcome to Shoal',
  skip: 'Skip',
  back: 'Back',
  next: 'Next',
  finish: 'Start',
  files: {
    title: 'Where should files go?',
    detail: 'Everything you download is saved in this folder, unless you choose another for one of them.',
    choose: 'Another folder…'
  },
  network: {
    title: 'Take part in your network?',
    detail: 'Computers with Shoal on one network can fetch a file together, each over its own link.',
    means: [
      'Computers that you paired with this one find it, and it fetches parts of their downloads for them.',
      'Nobody else is answered. Logins never leave this computer, and finished files only once you share them.',
      'Without it, paired computers can still help this one.'
    ],
    out: 'Not now',
    join: 'Take part'
  },
  look: {
    title: 'How should it look?',
    detail: 'This follows your system until you choose otherwise.'
  },
  later: 'You can change all of this in the settings.'
}
