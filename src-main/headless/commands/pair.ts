/** `shoal pair`: what can be typed to make two machines trust each other. */
import { MEETING_HELP, MEETING_OPTIONS, meetingOf, type Meeting } from './peers-options.ts'
import {
  COMMON_HELP,
  COMMON_OPTIONS,
  commonOf,
  refused,
  type CommonCommand,
  type Grammar,
  type OptionTable,
  type Words
} from './words.ts'

export interface PairCommand extends CommonCommand {
  readonly meeting: Meeting
  /** An id or an address; null: waits for whoever comes. */
  readonly target: string | null
  /** The codes are taken to be the same. */
  readonly yes: boolean
  /** Absolute path of a group key to make, in place of pairing. */
  readonly newGroupKey: string | null
}

const options = {
  ...COMMON_OPTIONS,
  ...MEETING_OPTIONS,
  yes: { type: 'boolean' },
  'new-group-key': { type: 'string' }
} as const satisfies OptionTable

const HELP = `Usage: shoal pair [ID|ADDRESS[:PORT]] [options]
       shoal pair --new-group-key FILE

Makes this machine and another trust each other. Both show a code of six digits; say yes only if the codes are the same.
Run it without ID on one machine and with the other's ID or ADDRESS on the other. Paired machines may ask each other for
help with downloads; "shoal unpair" ends that.

      --yes                say yes by itself; only for scripts that compare the codes otherwise
      --new-group-key FILE make a key for a fleet: machines that are given the same file as --group-key-file trust
                           each other without pairing. Keep it secret.
${MEETING_HELP}${COMMON_HELP}
A Shoal that runs on the same state directory is used, with the network options it was given.
`

export const pairGrammar: Grammar<typeof options, PairCommand> = { options, help: HELP, read }

function read(words: Words<typeof options>): PairCommand {
  const [target, extra] = words.positionals
  if (extra !== undefined) throw refused('ID', `expected one, received also "${extra}"`)
  const newGroupKey = words.path('new-group-key')
  if (newGroupKey !== null && target !== undefined)
    throw refused('--new-group-key', `expected alone, received beside "${target}"`)
  if (newGroupKey !== null && words.has('yes')) throw refused('--new-group-key', 'expected without --yes')
  return {
    ...commonOf(words),
    meeting: meetingOf(words),
    target: target ?? null,
    yes: words.has('yes'),
    newGroupKey
  }
}
