/** `shoal peers`: what can be typed to see the directory, to test it, to add or forgive a peer, and to agree with one. */
import type { PeerTerms } from '../../../src-shared/model/peer.ts'
import { USUAL_PEER_PORT } from '../../../src-shared/model/peer-self.ts'
import { interfacesOf } from './peers-options.ts'
import { addressOf, oneOf } from './quantities-typed.ts'
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

export interface PeersCommand extends CommonCommand {
  readonly action:
    | { readonly kind: 'list'; readonly test: boolean }
    | { readonly kind: 'add'; readonly host: string; readonly port: number }
    /** An id, the beginning of one, or a name. */
    | { readonly kind: 'forgive'; readonly peer: string }
    | { readonly kind: 'agree'; readonly peer: string; readonly terms: Partial<PeerTerms> }
  /** Null: all that are up. */
  readonly interfaces: readonly string[] | null
}

const options = {
  ...COMMON_OPTIONS,
  test: { type: 'boolean' },
  ask: { type: 'string' },
  contribute: { type: 'string' },
  interface: { type: 'string', repeatable: true }
} as const satisfies OptionTable

const HELP = `Usage: shoal peers [--test] [options]
       shoal peers add ADDRESS[:PORT]
       shoal peers forgive ID
       shoal peers agree ID [--ask yes|no] [--contribute yes|no]

Lists the machines that are known: whether they are trusted, where they are reached, how fast they were.
add      remembers where a machine may be that is not found by itself (default port: ${USUAL_PEER_PORT})
forgive  asks a machine again that had given wrong bytes
agree    says what this machine and that one do for each other, from now on

      --test               try each of them, and say what to do about what does not work
      --ask yes|no         ask it for help with the transfers here (default: yes)
      --contribute yes|no  help it with its own, where this machine helps others at all (default: yes)
      --interface NAME     look on this network interface alone; may be repeated (default: all that are up)
${COMMON_HELP}
A Shoal that runs on the same state directory is asked what it knows; without one, this command looks around by itself.
ID may be the beginning of an id, or a name that only one machine has.
`

export const peersGrammar: Grammar<typeof options, PeersCommand> = { options, help: HELP, read }

function read(words: Words<typeof options>): PeersCommand {
  return { ...commonOf(words), action: actionOf(words), interfaces: interfacesOf(words) }
}

function actionOf(words: Words<typeof options>): PeersCommand['action'] {
  const [action, given, extra] = words.positionals
  const test = words.has('test')
  for (const option of ['ask', 'contribute'] as const)
    if (action !== 'agree' && words.has(option)) throw refused(`--${option}`, 'expected with "agree" alone')
  if (action === undefined) return { kind: 'list', test }
  if (action !== 'add' && action !== 'forgive' && action !== 'agree')
    throw refused('peers', `expected "add", "forgive", "agree" or nothing, received "${action}"`)
  if (test) throw refused('--test', `expected without "${action}"`)
  const what = action === 'add' ? 'ADDRESS' : 'ID'
  if (given === undefined) throw refused(what, `expected one after "${action}", received nothing`)
  if (extra !== undefined) throw refused(what, `expected one, received also "${extra}"`)
  if (action === 'add') return { kind: 'add', ...addressOf(what, given, USUAL_PEER_PORT) }
  return action === 'forgive'
    ? { kind: 'forgive', peer: given }
    : { kind: 'agree', peer: given, terms: termsOf(words) }
}

function termsOf(words: Words<typeof options>): Partial<PeerTerms> {
  const said = (option: 'ask' | 'contribute'): boolean | undefined => {
    const word = words.text(option)
    return word === undefined ? undefined : oneOf(`--${option}`, word, ['yes', 'no']) === 'yes'
  }
  const [asks, contributes] = [said('ask'), said('contribute')]
  if (asks === undefined && contributes === undefined)
    throw refused('peers agree', 'expected --ask, --contribute or both, received neither')
  return {
    ...(asks === undefined ? {} : { asks }),
    ...(contributes === undefined ? {} : { contributes })
  }
}
