/** `shoal get URI`: what can be typed to fetch a file. */
import path from 'node:path'
import {
  DIGEST_ALGORITHMS,
  DIGEST_BYTES,
  digestAlgorithm,
  isDigestHex,
  type Checksum
} from '../../../src-shared/model/checksum.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'
import type { PeersOptions } from '../../host/shoal-options.ts'
import { requestOptionsOf } from '../request-words.ts'
import { interfacesOf, nameOf } from './peers-options.ts'
import { rateOf, wholeNumberOf } from './quantities-typed.ts'
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

export interface GetCommand extends CommonCommand {
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
  /** Null: no peers. */
  readonly peers: GetPeers | null
}

/** Who may help, and who may have the file afterwards. */
export type GetPeers = Pick<PeersOptions, 'interfaces' | 'groupKeyFile' | 'name' | 'share'>

/** Also what the contract accepts. */
const MAX_CONNECTIONS = 64
const MAX_MIRRORS = 64

/** A file by its usual name; an address of one is left to the engine, which sees what the server says it is. */
const isMetalinkFile = (text: string): boolean =>
  /\.(meta4|metalink)$/i.test(text) && !/^[a-z][a-z0-9+.-]+:\/\//i.test(text)

const options = {
  ...COMMON_OPTIONS,
  output: { type: 'string', short: 'o' },
  directory: { type: 'string', short: 'd' },
  connections: { type: 'string' },
  header: { type: 'string', repeatable: true, secret: true },
  'user-agent': { type: 'string' },
  referer: { type: 'string' },
  user: { type: 'string', secret: true },
  bearer: { type: 'string', secret: true },
  cookies: { type: 'string' },
  proxy: { type: 'string', secret: true },
  'accept-host-key': { type: 'string' },
  'ca-certificate': { type: 'string' },
  'client-certificate': { type: 'string' },
  'client-key': { type: 'string' },
  limit: { type: 'string' },
  checksum: { type: 'string' },
  continue: { type: 'boolean', short: 'c' },
  'no-peers': { type: 'boolean' },
  'group-key-file': { type: 'string' },
  interface: { type: 'string', repeatable: true },
  name: { type: 'string' },
  share: { type: 'boolean' }
} as const satisfies OptionTable

const HELP = `Usage: shoal get URI [MIRROR-URI...] [options]
       shoal get FILE.meta4 [options]

Fetches one file over several connections. The same command resumes what was stopped.
URI: http://, https://; over one connection also ftp://, ftpes:// (AUTH TLS), ftps:// (implicit TLS), sftp://.
Mirrors are used once they have shown that they have the same file. A Metalink description names mirrors and digests;
URI may lead to one, too (-o NAME.meta4 keeps the description itself). Paired machines of this LAN help over their own
links; see "shoal pair" and "shoal peer".

  -o, --output FILE        where the file goes, with its name
  -d, --directory DIR      folder the file goes to, under its own name (default: the current one)
  -c, --continue           with -o: go on with the unfinished transfer of that name, begun from another
                           address, if this one is found to show the same bytes
      --connections N      most connections to use, 1 to 64 (default: 16; one server gets 16 at
                           most, and more than 8 only where they help)
      --limit RATE         most bytes a second, e.g. 500K, 5M or 5MiB/s (K = 1024 bytes); "none" lifts the
                           limit that an unfinished transfer had
      --header 'NAME: VALUE'
                           a further field of every request; may be repeated
      --user-agent TEXT    in place of Shoal's own name
      --referer URL        the page that led here
      --user NAME:PASSWORD log in, by digest or basic as the server asks (better kept in .netrc: others
                           on this machine can see command lines)
      --bearer TOKEN       log in with a token
      --cookies FILE       send what fits from a cookies.txt file
      --proxy URL          go through http://, https:// or socks5://[NAME:PASSWORD@]HOST:PORT; "none" for none
                           (default: http_proxy, https_proxy, all_proxy and no_proxy of the environment)
      --accept-host-key SHA256:...
                           the key of an SSH server that known_hosts does not have, as its owner told you
      --client-certificate FILE, --client-key FILE
                           PEM files to show servers that ask for a certificate
      --ca-certificate FILE
                           PEM file of a certificate authority to trust for this transfer
      --checksum ALGO=HEX  what the file must match: sha-256, sha-512, sha-1 or md5
      --no-peers           ask no other machines for help
      --group-key-file FILE
                           trust the machines that have this key, too
      --interface NAME     look for peers on this network interface alone; may be repeated
      --name NAME          what people at other machines see of this one (default: its host name)
      --share              peers may have the finished file from this machine
${COMMON_HELP}
Header fields, logins and client certificates go to the server of URI alone, never to mirrors or where it redirects.
The path of the finished file goes to stdout, everything else to stderr; with --json, the last line is "done" or
"failed".
Exit codes: 0 done, 1 transfer failed, 2 usage, 3 source changed, 4 checksum mismatch, 5 disk,
6 refused by policy, 130 interrupted (and resumable).
`

export const getGrammar: Grammar<typeof options, GetCommand> = { options, help: HELP, read }

function read(words: Words<typeof options>): GetCommand {
  const { workingDirectory } = words
  const [asked, ...mirrors] = words.positionals
  if (asked === undefined) throw refused('URI', 'expected one after "get", received nothing')
  const isMetalink = isMetalinkFile(asked)
  if (isMetalink && mirrors.length > 0)
    throw refused('URI', `expected nothing beside a Metalink file, received also "${mirrors[0]}"`)
  if (mirrors.length > MAX_MIRRORS)
    throw refused('MIRROR-URI', `expected at most ${MAX_MIRRORS}, received ${mirrors.length}`)

  const output = words.text('output')
  const directory = words.path('directory')
  if (output !== undefined && directory !== null) {
    throw refused('-o', `expected without -d, received "${output}" beside -d "${words.text('directory')}"`)
  }
  if (output !== undefined && /[/\\]$|^\.{1,2}$|[/\\]\.{1,2}$/.test(output)) {
    throw refused('-o', `expected a file name, received the folder "${output}" (use -d for a folder)`)
  }
  if (words.has('continue') && output === undefined) {
    throw refused('--continue', 'expected -o FILE beside it, which names what to go on with')
  }
  const connections = words.text('connections')
  const limit = words.text('limit')
  const target = output === undefined ? null : path.resolve(workingDirectory, output)
  const secret = ['header', 'referer', 'user', 'bearer', 'client-certificate'] as const
  const told = isMetalink ? secret.find((option) => words.has(option)) : undefined
  if (told !== undefined)
    throw refused(`--${told}`, 'expected with a URI; a Metalink file does not say whom it is for')
  if (isMetalink && words.has('continue'))
    throw refused('--continue', 'expected with a URI, received beside a Metalink file')
  return {
    ...commonOf(words),
    uri: isMetalink ? null : asked,
    mirrors,
    metalink: isMetalink ? path.resolve(workingDirectory, asked) : null,
    directory: target === null ? (directory ?? workingDirectory) : path.dirname(target),
    name: target === null ? null : path.basename(target),
    connections:
      connections === undefined ? null : wholeNumberOf('--connections', connections, 1, MAX_CONNECTIONS),
    caCertificate: words.path('ca-certificate'),
    request: requestOptionsOf({
      headers: words.all('header'),
      userAgent: words.text('user-agent'),
      referer: words.text('referer'),
      user: words.text('user'),
      bearer: words.text('bearer'),
      proxy: words.text('proxy'),
      acceptHostKey: words.text('accept-host-key'),
      cookies: words.path('cookies') ?? undefined,
      clientCertificate: words.path('client-certificate') ?? undefined,
      clientKey: words.path('client-key') ?? undefined
    }),
    takesOver: words.has('continue'),
    limitBytesPerSecond: limit === undefined ? undefined : rateOf('--limit', limit),
    checksum: checksumOf(words.text('checksum')),
    peers: peersOf(words)
  }
}

function peersOf(words: Words<typeof options>): GetPeers | null {
  const said = (['group-key-file', 'interface', 'name', 'share'] as const).find((option) => words.has(option))
  if (words.has('no-peers')) {
    if (said !== undefined) throw refused('--no-peers', `expected without --${said}`)
    return null
  }
  return {
    interfaces: interfacesOf(words),
    groupKeyFile: words.path('group-key-file'),
    name: nameOf(words),
    share: words.has('share')
  }
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
