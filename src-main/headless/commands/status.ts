/** `shoal status`: what can be typed to see what is being fetched. */
import {
  COMMON_HELP,
  COMMON_OPTIONS,
  commonOf,
  refused,
  type CommonCommand,
  type Grammar,
  type Words
} from './words.ts'

export type StatusCommand = CommonCommand

const HELP = `Usage: shoal status [options]

Shows what every Shoal that runs on the state directory is fetching now, and which machines help. With --json, one
object for each transfer says who has or fetches which part: its tiles lie side by side and cover the whole file.

${COMMON_HELP}`

export const statusGrammar: Grammar<typeof COMMON_OPTIONS, StatusCommand> = {
  options: COMMON_OPTIONS,
  help: HELP,
  read
}

function read(words: Words<typeof COMMON_OPTIONS>): StatusCommand {
  const [extra] = words.positionals
  if (extra !== undefined) throw refused('status', `expected options alone, received "${extra}"`)
  return commonOf(words)
}
