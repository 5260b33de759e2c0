/**
 * What was typed, as a value: which command, and what it was told. Each command has its own words (commands/); what this
 * version lacks is refused by name.
 */
import { cacheGrammar, type CacheCommand } from './commands/cache.ts'
import { getGrammar, type GetCommand } from './commands/get.ts'
import { pairGrammar, type PairCommand } from './commands/pair.ts'
import { peerGrammar, type PeerCommand } from './commands/peer.ts'
import { peersGrammar, type PeersCommand } from './commands/peers.ts'
import { policyGrammar, type PolicyCommand } from './commands/policy.ts'
import { serveGrammar, type ServeCommand } from './commands/serve.ts'
import { statusGrammar, type StatusCommand } from './commands/status.ts'
import { unpairGrammar, type UnpairCommand } from './commands/unpair.ts'
import { positionalsIn, readWords, refused, type Grammar, type OptionTable } from './commands/words.ts'

export type { GetCommand } from './commands/get.ts'

export type CommandLine =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'version' }
  | { readonly kind: 'get'; readonly get: GetCommand }
  | { readonly kind: 'peer'; readonly peer: PeerCommand }
  | { readonly kind: 'peers'; readonly peers: PeersCommand }
  | { readonly kind: 'pair'; readonly pair: PairCommand }
  | { readonly kind: 'unpair'; readonly unpair: UnpairCommand }
  | { readonly kind: 'serve'; readonly serve: ServeCommand }
  | { readonly kind: 'status'; readonly status: StatusCommand }
  | { readonly kind: 'policy'; readonly policy: PolicyCommand }
  | { readonly kind: 'cache'; readonly cache: CacheCommand }

/** Help comes before the rest of the words is looked at: who asks for it may not know them. */
type Reader = (words: readonly string[], workingDirectory: string) => CommandLine

const reader =
  <Table extends OptionTable, Command>(
    grammar: Grammar<Table, Command>,
    name: string,
    of: (command: Command) => CommandLine
  ): Reader =>
  (words, workingDirectory) => {
    const lacks = (option: string): string =>
      isKnown(option) ? `not an option of "shoal ${name}"` : 'not an option of this version'
    const read = readWords(words, grammar.options, workingDirectory, lacks)
    if (read.has('help')) return { kind: 'help', text: grammar.help }
    if (read.has('version')) return { kind: 'version' }
    return of(grammar.read(read))
  }

const readers: Readonly<Record<string, Reader>> = {
  get: reader(getGrammar, 'get', (get) => ({ kind: 'get', get })),
  peer: reader(peerGrammar, 'peer', (peer) => ({ kind: 'peer', peer })),
  peers: reader(peersGrammar, 'peers', (peers) => ({ kind: 'peers', peers })),
  pair: reader(pairGrammar, 'pair', (pair) => ({ kind: 'pair', pair })),
  unpair: reader(unpairGrammar, 'unpair', (unpair) => ({ kind: 'unpair', unpair })),
  serve: reader(serveGrammar, 'serve', (serve) => ({ kind: 'serve', serve })),
  status: reader(statusGrammar, 'status', (status) => ({ kind: 'status', status })),
  policy: reader(policyGrammar, 'policy', (policy) => ({ kind: 'policy', policy })),
  cache: reader(cacheGrammar, 'cache', (cache) => ({ kind: 'cache', cache }))
}

/** No two commands have an option of one name and different kinds. */
const ALL_OPTIONS: OptionTable = {
  ...getGrammar.options,
  ...peerGrammar.options,
  ...peersGrammar.options,
  ...pairGrammar.options,
  ...unpairGrammar.options,
  ...serveGrammar.options,
  ...statusGrammar.options,
  ...policyGrammar.options,
  ...cacheGrammar.options
}

/** By its long or its short name. */
const isKnown = (option: string): boolean =>
  Object.hasOwn(ALL_OPTIONS, option) || Object.values(ALL_OPTIONS).some(({ short }) => short === option)

const HELP = `Usage: shoal COMMAND [options]

  shoal get URI [MIRROR-URI...]   fetch a file
  shoal serve                     Shoal's window as a page for a browser of this machine
  shoal status                    what is being fetched now, and by whom
  shoal peer                      help the machines of this LAN in the foreground
  shoal peers                     the machines that are known; test, add and forgive them
  shoal pair [ID|ADDRESS]         make two machines trust each other
  shoal unpair ID                 end that
  shoal policy [NAME VALUE...]    what this machine does for others
  shoal cache [clear]             what it keeps for them

  -h, --help               this text; after a command, what that command takes
  -V, --version            the version

Exit codes: 0 done, 1 failed, 2 usage, 3 source changed, 4 checksum mismatch, 5 disk, 6 refused by policy,
130 interrupted (and resumable).
`

/** Throws ShoalError `option-invalid`. Relative paths are taken from `workingDirectory`. */
export function parseCommandLine(words: readonly string[], workingDirectory: string): CommandLine {
  const [command] = positionalsIn(words, ALL_OPTIONS)
  if (command === undefined) {
    const read = readWords(words, ALL_OPTIONS, workingDirectory, () => 'not an option of this version')
    if (read.has('help')) return { kind: 'help', text: HELP }
    if (read.has('version')) return { kind: 'version' }
  }
  const read = command !== undefined && Object.hasOwn(readers, command) ? readers[command] : undefined
  if (!read) {
    const received = command === undefined ? 'nothing' : `"${command}"`
    throw refused('command', `expected one of ${Object.keys(readers).join(', ')}, received ${received}`)
  }
  return read(words, workingDirectory)
}

/** Whether the run should answer in JSON even if its command line cannot be used. */
export const wantsJson = (words: readonly string[]): boolean => words.includes('--json')
