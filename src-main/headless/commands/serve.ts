/** `shoal serve`: what can be typed to have the window as a page in a browser. */
import { portOf } from './quantities-typed.ts'
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

export interface ServeCommand extends CommonCommand {
  /** 0: any free one. */
  readonly port: number
}

const options = { ...COMMON_OPTIONS, port: { type: 'string' } } as const satisfies OptionTable

const HELP = `Usage: shoal serve [options]

Shows Shoal's window as a page in a browser of this machine, until it is stopped with Ctrl-C: goes on with what was
unfinished, and prints the address to open. Other machines cannot reach it, and the address holds a token that lets
in whoever opens it: keep it to yourself. To use it from elsewhere, forward the port over SSH, under the same number.

      --port N             serve there (default: any free one)
${COMMON_HELP}`

export const serveGrammar: Grammar<typeof options, ServeCommand> = { options, help: HELP, read }

function read(words: Words<typeof options>): ServeCommand {
  const [extra] = words.positionals
  if (extra !== undefined) throw refused('serve', `expected options alone, received "${extra}"`)
  const port = words.text('port')
  return { ...commonOf(words), port: port === undefined ? 0 : portOf('--port', port, 1) }
}
