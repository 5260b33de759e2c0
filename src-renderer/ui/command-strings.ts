/** Every word of the commands and of the list of their keys, in English: a part of the catalogue in strings.ts. */
export const englishCommands = {
  palette: 'Find a command or a transfer',
  paletteLabel: 'Commands',
  nothing: 'Nothing by that name',
  transfers: 'Transfers',
  states: {
    running: 'running',
    queued: 'queued',
    retrying: 'waiting to try again',
    paused: 'paused',
    done: 'done',
    failed: 'failed'
  },

  shortcuts: 'Keyboard shortcuts',
  shortcutsDetail: 'Single keys are heard while nothing is being typed.',
  button: 'Shortcuts',
  close: 'Close',
  heard: {
    anywhere: 'Everywhere',
    list: 'In the list',
    detail: 'In the details'
  },

  add: 'Add with choices',
  addField: 'Go to the field for links',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  show: (filter: string): string => `Show: ${filter}`,
  sort: (order: string): string => `Sort: ${order}`,
  theme: (theme: string): string => `Theme: ${theme}`,
  language: (language: string): string => `Language: ${language}`,

  go: 'Go to another transfer',
  goExtending: 'Select on the way',
  goKeeping: 'Go without selecting',
  toggle: 'Select or leave out',
  selectAll: 'Select all',
  details: 'Open details',
  earlier: 'Earlier in the queue',
  later: 'Later in the queue',
  openFile: 'Open file'
}
