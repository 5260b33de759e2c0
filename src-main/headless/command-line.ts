/**
 * What was typed, as a value. Every refusal names the option and the value received. Options and commands that
 * this version lacks are refused like any other unknown word: a script must never believe it got what it did not.
 */
import path from 'node:path'
import { parseArgs } from 'node:util'
import { fail } from '../../src-shared/errors/problem.ts'
import type { RequestOptions } from '../../src-shared/model/request-options.ts'
import { parseRate } from './rate.ts'
import { requestOptionsOf } from './request-words.ts'
import {
  DIGEST_ALGORITHMS,
  DIGEST_BYTES,
  digestAlgorithm,
  isDigestHex,
  type Checksum
} from '../../src-shared/model/checksum.ts'

export type CommandLine =
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'get'; readonly get: GetCommand }

export interface GetCommand {
  /** Where the file is, or null when a description says it. */
  readonly uri: string | null
  /** Further addresses of the same file. */
  readonly mirrors: readonly string[]
  /** Absolute path of a Metalink description of the file, in place of `uri`. */
  readonly metalink: string | null
  /** Absolute folder. */
  readonly directory: string
  /** Name asked for, or null to take the origin's. */
  readonly name: string | null
  /** Null: the engine's default. */
  readonly connections: number | null
  /** Absolute path of a PEM file. */
  readonly caCertificate: string | null
  /** Null when nothing was said about requests: an unfinished transfer keeps what it had. */
  readonly request: RequestOptions | null
  /** Goes on with an unfinished transfer of this name from another address. */
  readonly takesOver: boolean
  /** Bytes a second; null: no limit; undefined: an unfinished transfer keeps what it had. */
  readonly limitBytesPerSecond: number | null | undefined
  /** What the file must match. */
  readonly checksum: Checksum | null
  /** Absolute folder, or null for the environment's or the standard one. */
  readonly stateDirectory: string | null
  readonly json: boolean
}

/** Also what the contract accepts. */
const MAX_CONNECTIONS = 64
const MAX_MIRRORS = 64

/** A file by its usual name; an address of one is left to the engine, which sees what the server says it is. */
const isMetalinkFile = (text: string): boolean =>
  /\.(meta4|metalink)$/i.test(text) && !/^[a-z][a-z0-9+.-]+:\/\//i.test(text)

const OPTIONS = {
  output: { type: 'string', short: 'o' },
  directory: { type: 'string', short: 'd' },
  connections: { type: 'string' },
  header: { type: 'string' },
  'user-agent': { type: 'string' },
  referer: { type: 'string' },
  user: { type: 'string' },
  bearer: { type: 'string' },
  cookies: { type: 'string' },
  proxy: { type: 'string' },
  'accept-host-key': { type: 'string' },
  'ca-certificate': { type: 'string' },
  'client-certificate': { type: 'string' },
  'client-key': { type: 'string' },
  limit: { type: 'string' },
  checksum: { type: 'string' },
  continue: { type: 'boolean', short: 'c' },
  'state-dir': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean', short: 'V' }
} as const
type OptionName = keyof typeof OPTIONS

/** May be given more than once. */
const REPEATABLE: ReadonlySet<OptionName> = new Set(['header'])
/** Their values are not repeated in refusals. */
const SECRET: ReadonlySet<OptionName> = new Set(['header', 'user', 'bearer', 'proxy'])
type TextOption = { [N in OptionName]: (typeof OPTIONS)[N]['type'] extends 'string' ? N : never }[OptionName]

/** Throws ShoalError `option-invalid`. Relative paths are taken from `workingDirectory`. */
export function parseCommandLine(words: readonly string[], workingDirectory: string): CommandLine {
  const { options, repeated, positionals } = read(words)
  if (options.has('help')) return { kind: 'help' }
  if (options.has('version')) return { kind: 'version' }

  const [command, asked, ...mirrors] = positionals
  if (command === undefined) throw refused('command', 'expected "get", received nothing')
  if (command !== 'get') throw refused('command', `expected "get", received "${command}"`)
  if (asked === undefined) throw refused('URI', 'expected one after "get", received nothing')
  const isMetalink = isMetalinkFile(asked)
  if (isMetalink && mirrors.length > 0)
    throw refused('URI', `expected nothing beside a Metalink file, received also "${mirrors[0]}"`)
  if (mirrors.length > MAX_MIRRORS)
    throw refused('MIRROR-URI', `expected at most ${MAX_MIRRORS}, received ${mirrors.length}`)

  const absolute = (name: TextOption): string | null => {
    const value = options.get(name)
    return value === undefined ? null : path.resolve(workingDirectory, value)
  }
  const output = options.get('output')
  const directory = absolute('directory')
  if (output !== undefined && directory !== null) {
    throw refused('-o', `expected without -d, received "${output}" beside -d "${options.get('directory')}"`)
  }
  if (output !== undefined && /[/\\]$|^\.{1,2}$|[/\\]\.{1,2}$/.test(output)) {
    throw refused('-o', `expected a file name, received the folder "${output}" (use -d for a folder)`)
  }
  if (options.has('continue') && output === undefined) {
    throw refused('--continue', 'expected -o FILE beside it, which names what to go on with')
  }
  const target = output === undefined ? null : path.resolve(workingDirectory, output)
  const secret = ['header', 'referer', 'user', 'bearer', 'client-certificate'] as const
  const told = isMetalink ? secret.find((option) => options.has(option)) : undefined
  if (told !== undefined)
    throw refused(`--${told}`, 'expected with a URI; a Metalink file does not say whom it is for')
  if (isMetalink && options.has('continue'))
    throw refused('--continue', 'expected with a URI, received beside a Metalink file')
  return {
    kind: 'get',
    get: {
      uri: isMetalink ? null : asked,
      mirrors,
      metalink: isMetalink ? path.resolve(workingDirectory, asked) : null,
      directory: target === null ? (directory ?? workingDirectory) : path.dirname(target),
      name: target === null ? null : path.basename(target),
      connections: connectionsOf(options.get('connections')),
      caCertificate: absolute('ca-certificate'),
      request: requestOptionsOf({
        headers: repeated.get('header') ?? [],
        userAgent: options.get('user-agent'),
        referer: options.get('referer'),
        user: options.get('user'),
        bearer: options.get('bearer'),
        proxy: options.get('proxy'),
        acceptHostKey: options.get('accept-host-key'),
        cookies: absolute('cookies') ?? undefined,
        clientCertificate: absolute('client-certificate') ?? undefined,
        clientKey: absolute('client-key') ?? undefined
      }),
      takesOver: options.has('continue'),
      limitBytesPerSecond: limitOf(options.get('limit')),
      checksum: checksumOf(options.get('checksum')),
      stateDirectory: absolute('state-dir'),
      json: options.has('json')
    }
  }
}

/** Whether the run should answer in JSON even if its command line cannot be used. */
export const wantsJson = (words: readonly string[]): boolean => words.includes('--json')

interface Read {
  readonly options: ReadonlyMap<OptionName, string>
  readonly repeated: ReadonlyMap<OptionName, readonly string[]>
  readonly positionals: readonly string[]
}

function read(words: readonly string[]): Read {
  // Tokens instead of strict mode: its messages name neither the value received nor what would do.
  const { tokens } = parseArgs({
    args: [...words],
    options: OPTIONS,
    strict: false,
    allowPositionals: true,
    tokens: true
  })
  const options = new Map<OptionName, string>()
  const repeated = new Map<OptionName, string[]>()
  const positionals: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value)
    if (token.kind !== 'option') continue
    const { name, rawName, value } = token
    if (!Object.hasOwn(OPTIONS, name)) throw refused(rawName, 'not an option of this version')
    const known = name as OptionName
    if (options.has(known) && !REPEATABLE.has(known)) throw refused(rawName, 'given twice')
    if (OPTIONS[known].type === 'boolean') {
      if (value !== undefined) throw refused(rawName, `takes no value, received "${value}"`)
      options.set(known, '')
    } else {
      if (value === undefined || value === '') throw refused(rawName, 'expected a value, received nothing')
      if (!token.inlineValue && value.startsWith('-')) {
        throw refused(
          rawName,
          SECRET.has(known)
            ? `expected a value, received something that begins with "-" (write ${rawName}=… if that is meant)`
            : `expected a value, received "${value}" (write ${rawName}=${value} if that is meant)`
        )
      }
      options.set(known, value)
      if (REPEATABLE.has(known)) repeated.set(known, [...(repeated.get(known) ?? []), value])
    }
  }
  return { options, repeated, positionals }
}

function connectionsOf(text: string | undefined): number | null {
  if (text === undefined) return null
  const count = /^\d{1,3}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > MAX_CONNECTIONS) {
    throw refused('--connections', `expected a whole number from 1 to ${MAX_CONNECTIONS}, received "${text}"`)
  }
  return count
}

function limitOf(text: string | undefined): number | null | undefined {
  if (text === undefined) return undefined
  if (text === 'none') return null
  const rate = parseRate(text)
  if ('refusal' in rate) throw refused('--limit', `${rate.refusal}, or "none", received "${text}"`)
  return rate.bytesPerSecond
}

function checksumOf(text: string | undefined): Checksum | null {
  if (text === undefined) return null
  const equals = text.indexOf('=')
  if (equals < 1) throw refused('--checksum', `expected ALGO=HEX such as sha-256=9f86…, received "${text}"`)
  const name = text.slice(0, equals)
  const hex = text.slice(equals + 1).trim()
  const algorithm = digestAlgorithm(name.trim())
  if (!algorithm)
    throw refused('--checksum', `expected one of ${DIGEST_ALGORITHMS.join(', ')}, received "${name}"`)
  if (!isDigestHex(algorithm, hex)) {
    const digits = DIGEST_BYTES[algorithm] * 2
    throw refused('--checksum', `expected ${digits} hexadecimal digits for ${algorithm}, received "${hex}"`)
  }
  return { algorithm, hex: hex.toLowerCase() }
}

const refused = (option: string, reason: string): Error => fail('option-invalid', { option, reason })
