/** `shoal cache`: what can be typed to see and to clear what was fetched for other machines. */
import {
  COMMON_HELP,
  COMMON_OPTIONS,
  commonOf,
  refused,
  type CommonCommand,
  type Grammar,
  type Words
} from './words.ts'

export interface CacheCommand extends CommonCommand {
  readonly action: 'show' | 'clear'
}

const HELP = `Usage: shoal cache [clear] [options]

Shows how much of what was fetched for other machines is kept here for the next that asks. "shoal policy cache SIZE"
sets how much space it may take. clear deletes it, but for what is being read.

${COMMON_HELP}`

export const cacheGrammar: Grammar<typeof COMMON_OPTIONS, CacheCommand> = {
  options: COMMON_OPTIONS,
  help: HELP,
  read
}

function read(words: Words<typeof COMMON_OPTIONS>): CacheCommand {
  const [action, extra] = words.positionals
  if (action !== undefined && action !== 'clear')
    throw refused('cache', `expected "clear" or nothing, received "${action}"`)
  if (extra !== undefined) throw refused('cache', `expected nothing after "clear", received "${extra}"`)
  return { ...commonOf(words), action: action ?? 'show' }
}
