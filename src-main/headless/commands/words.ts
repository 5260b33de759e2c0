/**
 * What was typed after a command, read against the table of its options. Every refusal names the option and the value
 * received. An option that a command lacks is refused like any unknown word: a script must never believe it got what it
 * did not.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from '../../../src-shared/errors/problem.ts'

export interface OptionKind {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  /** May be given more than once. */
  readonly repeatable?: true
  /** Its values are not repeated in refusals. */
  readonly secret?: true
}
export type OptionTable = Readonly<Record<string, OptionKind>>

/** One command: what may be typed, what it means, what `--help` says. */
export interface Grammar<Table extends OptionTable, Command> {
  readonly options: Table
  readonly help: string
  /** Throws ShoalError `option-invalid`. Relative paths are taken from the working directory. */
  read(words: Words<Table>): Command
}

export interface Words<Table extends OptionTable> {
  has(option: keyof Table): boolean
  text(option: keyof Table): string | undefined
  /** Every value of an option that may be repeated. */
  all(option: keyof Table): readonly string[]
  /** Absolute, or null when the option was not given. */
  path(option: keyof Table): string | null
  /** After the command's name. */
  readonly positionals: readonly string[]
  readonly workingDirectory: string
}

/** Every command has these. */
export const COMMON_OPTIONS = {
  'state-dir': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' }
} as const satisfies OptionTable

export const COMMON_HELP = `      --state-dir DIR      folder of journal, identity and cache (default: SHOAL_STATE_DIR, else the system's
                           standard one)
      --json               one JSON object a line on stdout
  -h, --help               this text
`

/** What every command is told. */
export interface CommonCommand {
  /** Absolute folder, or null for the environment's or the standard one. */
  readonly stateDirectory: string | null
  readonly json: boolean
}

export const commonOf = (words: Words<typeof COMMON_OPTIONS>): CommonCommand => ({
  stateDirectory: words.path('state-dir'),
  json: words.has('json')
})

export const refused = (option: string, reason: string): Error => fail('option-invalid', { option, reason })

/** The words that are no options. Options are told from their values by `table`. */
export function positionalsIn(words: readonly string[], table: OptionTable): readonly string[] {
  return tokensOf(words, table).flatMap((token) => (token.kind === 'positional' ? [token.value] : []))
}

/** `lacks` says why an option that is not in the table is refused. The first positional is the command itself. */
export function readWords<Table extends OptionTable>(
  words: readonly string[],
  table: Table,
  workingDirectory: string,
  lacks: (name: string) => string
): Words<Table> {
  const given = new Map<string, string[]>()
  const positionals: string[] = []
  for (const token of tokensOf(words, table)) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName } = token
    const kind = Object.hasOwn(table, name) ? table[name] : undefined
    if (!kind) throw refused(rawName, lacks(name))
    const before = given.get(name)
    if (before && !kind.repeatable) throw refused(rawName, 'given twice')
    given.set(name, [...(before ?? []), valueOf(token, kind)])
  }
  const nameOf = (option: keyof Table): string => String(option)
  const text = (option: keyof Table): string | undefined => given.get(nameOf(option))?.[0]
  return {
    has: (option) => given.has(nameOf(option)),
    text,
    all: (option) => given.get(nameOf(option)) ?? [],
    path(option) {
      const value = text(option)
      return value === undefined ? null : path.resolve(workingDirectory, value)
    },
    positionals: positionals.slice(1),
    workingDirectory
  }
}

type Token = ReturnType<typeof tokensOf>[number]
type OptionToken = Extract<Token, { kind: 'option' }>

/** Tokens instead of strict mode: its messages name neither the value received nor what would do. */
function tokensOf(words: readonly string[], table: OptionTable) {
  const options = Object.fromEntries(
    Object.entries(table).map(([name, { type, short }]) => [
      name,
      short === undefined ? { type } : { type, short }
    ])
  )
  return parseArgs({ args: [...words], options, strict: false, allowPositionals: true, tokens: true }).tokens
}

function valueOf({ rawName, value, inlineValue }: OptionToken, { type, secret }: OptionKind): string {
  if (type === 'boolean') {
    if (value !== undefined) throw refused(rawName, `takes no value, received "${value}"`)
    return ''
  }
  if (value === undefined || value === '') throw refused(rawName, 'expected a value, received nothing')
  if (!inlineValue && value.startsWith('-'))
    throw refused(
      rawName,
      secret
        ? `expected a value, received something that begins with "-" (write ${rawName}=… if that is meant)`
        : `expected a value, received "${value}" (write ${rawName}=${value} if that is meant)`
    )
  return value
}
