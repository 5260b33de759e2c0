/** `shoal unpair`: what can be typed to end the trust between two machines. */
import {
  COMMON_HELP,
  COMMON_OPTIONS,
  commonOf,
  refused,
  type CommonCommand,
  type Grammar,
  type Words
} from './words.ts'

export interface UnpairCommand extends CommonCommand {
  /** An id, the beginning of one, or a name. */
  readonly peer: string
}

const HELP = `Usage: shoal unpair ID [options]

Ends the trust between this machine and another: neither asks the other, and neither answers, until they are paired
again. ID may be the beginning of an id, or a name that only one machine has; "shoal peers" shows both.

${COMMON_HELP}`

export const unpairGrammar: Grammar<typeof COMMON_OPTIONS, UnpairCommand> = {
  options: COMMON_OPTIONS,
  help: HELP,
  read
}

function read(words: Words<typeof COMMON_OPTIONS>): UnpairCommand {
  const [peer, extra] = words.positionals
  if (peer === undefined) throw refused('ID', 'expected one after "unpair", received nothing')
  if (extra !== undefined) throw refused('ID', `expected one, received also "${extra}"`)
  return { ...commonOf(words), peer }
}
