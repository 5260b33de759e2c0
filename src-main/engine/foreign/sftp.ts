/**
 * A file on an SSH server, read through ssh2. The host must be known before a word of login is said. Reads are kept
 * under way side by side: one at a time would bring one piece a round trip.
 */
import ssh2, {
  type AlgorithmList,
  type ServerHostKeyAlgorithm,
  type AnyAuthMethod,
  type Client,
  type ConnectConfig,
  type FileEntryWithStats,
  type SFTPWrapper
} from 'ssh2'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { networkProblem } from '../connection/network-problem.ts'
import { dial } from './dial.ts'
import type { Access, ForeignSource, Sighting } from './foreign-source.ts'
import { foreignEndpoint, remotePath } from './foreign-uri.ts'
import { fingerprint, knownKeys, verdictOn } from './known-hosts.ts'

/** What every server must be able to send at once (SFTP draft 02, section 3). */
const READ_BYTES = 32 * 1024
/** 2 MiB on their way: SSH channels of this library have a window of that size. */
const READS_UNDER_WAY = 64

/** SFTP's status codes (draft 02, section 7). */
const NO_SUCH_FILE = 2
const PERMISSION_DENIED = 3

export async function openSftp(access: Access): Promise<ForeignSource> {
  const { host, port } = foreignEndpoint(access.url)
  const socket = await dial(host, port, access.signal)
  const client = new ssh2.Client()
  const asking = new Asking(client, host)
  let refusal = null as ShoalError | null
  const abort = (): void => void client.destroy()
  access.signal.addEventListener('abort', abort)
  if (access.signal.aborted) socket.destroy()
  client.on('close', () => access.signal.removeEventListener('abort', abort))
  const known = knownKeys(access.ssh.knownHosts, host, port)
  const terms: ConnectConfig = {
    sock: socket,
    username: userOf(access),
    authHandler: waysToLogIn(access),
    // Deadlines are the transfer's own.
    readyTimeout: 0,
    keepaliveInterval: 0,
    algorithms: { serverHostKey: preferring(known.map(({ type }) => type)) },
    hostVerifier: (key: Buffer): boolean => {
      refusal = refusalOf(access, key, verdictOn(key, known))
      return refusal === null
    }
  }
  try {
    client.connect(terms)
    await asking.ask<null>((answer) => client.on('ready', () => answer(null, null)))
    const sftp = await asking.ask<SFTPWrapper>((answer) => client.sftp(answer))
    return new SftpSource(client, sftp, asking, access.url, host)
  } catch (thrown) {
    client.destroy()
    throw refusal ?? thrown
  }
}

class SftpSource implements ForeignSource {
  readonly #client: Client
  readonly #sftp: SFTPWrapper
  readonly #asking: Asking
  readonly #path: string
  readonly #host: string
  #handle: Buffer | null = null
  #length: number | null = null

  constructor(client: Client, sftp: SFTPWrapper, asking: Asking, url: URL, host: string) {
    this.#client = client
    this.#sftp = sftp
    this.#asking = asking
    this.#path = remotePath(url)
    this.#host = host
  }

  /** Looks at the opened file, not at its name: what takes the name meanwhile is another file. */
  async look(): Promise<Sighting> {
    const handle = (this.#handle ??= await this.#asking.ask<Buffer>((answer) =>
      this.#sftp.open(this.#path, 'r', answer)
    ))
    const stats = await this.#asking.ask<FileEntryWithStats['attrs'] & { isDirectory(): boolean }>((answer) =>
      this.#sftp.fstat(handle, answer)
    )
    if (stats.isDirectory()) throw fail('remote-folder', { path: this.#path, host: this.#host })
    const length = Number.isSafeInteger(stats.size) && stats.size >= 0 ? stats.size : null
    const modified =
      Number.isSafeInteger(stats.mtime) && stats.mtime > 0 ? new Date(stats.mtime * 1000) : null
    this.#length = length
    return { length, validator: modified && { etag: null, lastModified: modified.toISOString() } }
  }

  async *read(start: number): AsyncGenerator<Uint8Array> {
    const handle = this.#handle
    if (!handle) throw new Error('a file is read after it has been looked at')
    // A byte further than it should be: a file that has grown is noticed.
    const end = this.#length === null ? Infinity : this.#length + 1
    const underWay: Promise<Buffer>[] = []
    for (let at = start; ;) {
      while (at < end && underWay.length < READS_UNDER_WAY) {
        const bytes = this.#piece(handle, at, Math.min(READ_BYTES, end - at))
        bytes.catch(() => undefined)
        underWay.push(bytes)
        at += READ_BYTES
      }
      const bytes = await underWay.shift()
      if (bytes === undefined) return
      if (bytes.length > 0) yield bytes
      if (bytes.length < READ_BYTES) return
    }
  }

  close(): void {
    this.#client.destroy()
  }

  /** Servers may send less than was asked for; only the file's end makes a piece short. */
  async #piece(handle: Buffer, position: number, length: number): Promise<Buffer> {
    const bytes = Buffer.allocUnsafe(length)
    let got = 0
    while (got < length) {
      const count = await this.#asking.ask<number>((answer) =>
        this.#sftp.read(handle, bytes, got, length - got, position + got, answer)
      )
      if (count === 0) break
      got += count
    }
    return bytes.subarray(0, got)
  }
}

/** Turns the library's callbacks into answers; those it would never call are rejected when the connection ends. */
class Asking {
  readonly #host: string
  readonly #waiting = new Set<(problem: ShoalError) => void>()
  #lost: ShoalError | null = null

  constructor(client: Client, host: string) {
    this.#host = host
    client.on('error', (error: SshError) => {
      // An agent that does not answer is not the end: keys may lie in files.
      if (error.level !== 'agent') this.#lose(problemOf(error, host))
    })
    client.on('close', () => this.#lose(fail('connection-lost', { host, reason: 'it was closed' })))
  }

  ask<T>(question: (answer: (error: Error | undefined | null, value: T) => void) => void): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#lost) return reject(this.#lost)
      this.#waiting.add(reject)
      question((error, value) => {
        this.#waiting.delete(reject)
        // What the library says of requests that a closed connection left open tells less than how it was closed.
        if (error) reject(this.#lost ?? problemOf(error, this.#host))
        else resolve(value)
      })
    })
  }

  #lose(problem: ShoalError): void {
    this.#lost ??= problem
    for (const reject of this.#waiting) reject(this.#lost)
    this.#waiting.clear()
  }
}

const userOf = ({ login, ssh }: Access): string =>
  login?.kind === 'password' && login.user !== '' ? login.user : ssh.user

/** A password when there is one; else the agent's keys and those that lie in the usual place without a passphrase. */
function waysToLogIn(access: Access): AnyAuthMethod[] {
  const { login, ssh } = access
  const username = userOf(access)
  if (login?.kind === 'password' && login.password !== '') {
    const { password } = login
    return [
      { type: 'password', username, password },
      {
        type: 'keyboard-interactive',
        username,
        // Only what is typed unseen is a password's question.
        prompt: (_name, _instructions, _language, prompts, finish) =>
          finish(prompts.map(({ echo }) => (echo === true ? '' : password)))
      }
    ]
  }
  const keys = ssh.keys.flatMap((text): AnyAuthMethod[] => {
    const key = ssh2.utils.parseKey(text)
    return key instanceof Error ? [] : [{ type: 'publickey', username, key }]
  })
  return [...(ssh.agent === null ? [] : [{ type: 'agent' as const, username, agent: ssh.agent }]), ...keys]
}

function refusalOf(access: Access, key: Buffer, verdict: ReturnType<typeof verdictOn>): ShoalError | null {
  const { url, acceptedHostKey } = access
  const shown = fingerprint(key)
  const facts = { host: url.host, fingerprint: shown }
  if (verdict === 'revoked') return fail('host-key-changed', { ...facts, reason: 'it was revoked' })
  // A key named for this very transfer counts more than what was true once.
  if (acceptedHostKey !== null) {
    if (acceptedHostKey === shown) return null
    return fail('host-key-changed', { ...facts, reason: '--accept-host-key names another' })
  }
  if (verdict === 'changed') return fail('host-key-changed', { ...facts, reason: 'known_hosts has another' })
  return verdict === 'known' ? null : fail('host-key-unknown', facts)
}

/** Signature algorithms by key type; SHA-1 (`ssh-rsa`) is left out, as OpenSSH does since 8.8. */
const SIGNATURES: Readonly<Record<string, RegExp>> = {
  'ssh-ed25519': /^ssh-ed25519$/,
  'ssh-rsa': /^rsa-sha2-/,
  'ecdsa-sha2-nistp256': /^ecdsa-sha2-nistp256$/,
  'ecdsa-sha2-nistp384': /^ecdsa-sha2-nistp384$/,
  'ecdsa-sha2-nistp521': /^ecdsa-sha2-nistp521$/
}

/** A host with several keys is asked for one of those that are known of it. */
function preferring(types: readonly string[]): AlgorithmList<ServerHostKeyAlgorithm> {
  const preferred = [...new Set(types)].flatMap((type) => SIGNATURES[type] ?? [])
  // Patterns, which its types leave out, pick from what the library can do in this runtime; names it cannot do throw.
  return {
    remove: [...preferred, /^ssh-rsa$/],
    prepend: preferred
  } as unknown as AlgorithmList<ServerHostKeyAlgorithm>
}

interface SshError extends Error {
  readonly level?: string
  readonly code?: number | string
}

function problemOf(error: SshError, host: string): ShoalError {
  if (error instanceof ShoalError) return error
  if (error.level === 'client-authentication') return fail('login-refused', { host }, error)
  if (error.level === 'handshake' || error.level === 'protocol' || error.level === 'sftp-protocol')
    return fail('protocol-broken', { host, protocol: 'SSH', reason: error.message.slice(0, 200) }, error)
  if (error.code === NO_SUCH_FILE) return fail('remote-missing', { host, reason: 'No such file' }, error)
  if (error.code === PERMISSION_DENIED)
    return fail('remote-refused', { host, reason: 'Permission denied' }, error)
  if (typeof error.code === 'number')
    return fail('remote-refused', { host, reason: error.message.slice(0, 200) }, error)
  return networkProblem(error, host)
}
