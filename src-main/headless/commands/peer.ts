/** `shoal peer`: what can be typed to help other machines in the foreground. */
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { MEETING_HELP, MEETING_OPTIONS, meetingOf, type Meeting } from './peers-options.ts'
import { networksOf, rateOf } from './quantities-typed.ts'
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

export interface PeerCommand extends CommonCommand {
  readonly meeting: Meeting
  /** Over what is kept, for this run. */
  readonly policy: Partial<PeerPolicy>
  readonly share: boolean
}

const options = {
  ...COMMON_OPTIONS,
  ...MEETING_OPTIONS,
  'upload-limit': { type: 'string' },
  'allow-private': { type: 'string', repeatable: true },
  share: { type: 'boolean' }
} as const satisfies OptionTable

const HELP = `Usage: shoal peer [options]

Fetches parts of files for paired machines of this LAN over this machine's own link, and passes them on, until it is
stopped with Ctrl-C. Nothing is done for machines that are not paired; "shoal pair" pairs them.

${MEETING_HELP}      --upload-limit RATE  most bytes a second sent to other machines, e.g. 5M; "none" for none
      --allow-private CIDR contributions may also fetch from this private network, e.g. 192.168.0.0/16; may be repeated
                           (default: public addresses alone)
      --share              other machines may have finished files of this one
${COMMON_HELP}
What is set here holds for this run; "shoal policy" keeps it.
`

export const peerGrammar: Grammar<typeof options, PeerCommand> = { options, help: HELP, read }

function read(words: Words<typeof options>): PeerCommand {
  const [extra] = words.positionals
  if (extra !== undefined) throw refused('peer', `expected options alone, received "${extra}"`)
  const limit = words.text('upload-limit')
  const networks = words.all('allow-private')
  return {
    ...commonOf(words),
    meeting: meetingOf(words),
    policy: {
      ...(limit === undefined ? {} : { uploadLimitBytesPerSecond: rateOf('--upload-limit', limit) }),
      ...(networks.length === 0 ? {} : { allowPrivate: networksOf('--allow-private', networks) })
    },
    share: words.has('share')
  }
}
