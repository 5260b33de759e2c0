/**
 * A file on an FTP server, read through basic-ftp, in plain or under TLS. The data connection goes to the host of the
 * control connection whatever the server says, and is under TLS when that one is.
 */
import { PassThrough } from 'node:stream'
import net from 'node:net'
import type tls from 'node:tls'
import { Client, FTPError } from 'basic-ftp'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import { networkProblem } from '../connection/network-problem.ts'
import { dial, secured } from './dial.ts'
import type { Access, ForeignSource, Sighting } from './foreign-source.ts'
import { foreignEndpoint, remotePath } from './foreign-uri.ts'

/** Bytes that may wait for the disk before the server is made to wait. */
const BACKLOG_BYTES = 1024 * 1024
/** What servers without accounts expect (RFC 1635). */
const ANONYMOUS = { user: 'anonymous', password: 'anonymous@' }

export async function openFtp(access: Access): Promise<ForeignSource> {
  const { url, signal } = access
  const { host, port } = foreignEndpoint(url)
  const tlsOptions: tls.ConnectionOptions = {
    // The certificate is checked against it, and a session is resumed for this host alone.
    host,
    ...(net.isIP(host) === 0 ? { servername: host } : {})
  }
  const socket = await dial(host, port, signal)
  // Deadlines are the transfer's own.
  const client = new Client(0, { allowSeparateTransferHost: false })
  const abort = (): void => client.close()
  signal.addEventListener('abort', abort)
  if (signal.aborted) abort()
  const close = (): void => {
    signal.removeEventListener('abort', abort)
    client.close()
  }
  try {
    if (url.protocol === 'ftps:') {
      tlsOptions.secureContext = access.secureContext()
      client.ftp.socket = await secured(socket, host, tlsOptions, signal)
      client.ftp.tlsOptions = tlsOptions
    } else {
      client.ftp.socket = socket
    }
    // The greeting answers no command.
    await client.ftp.handle(undefined, (reply, task) => {
      if (reply instanceof Error) task.reject(reply)
      else if (reply.code === 220) task.resolve(reply)
    })
    if (url.protocol === 'ftpes:') {
      tlsOptions.secureContext = access.secureContext()
      await client.send('AUTH TLS').catch((thrown: unknown) => {
        throw thrown instanceof FTPError
          ? fail('tls-failed', { host, reason: 'it offers no TLS' }, thrown)
          : thrown
      })
      client.ftp.socket = await secured(socket, host, tlsOptions, signal)
      // The library has taken all listeners from the socket beneath.
      socket.on('error', () => undefined)
      client.ftp.tlsOptions = tlsOptions
    }
    stayAtControlHost(client)
    await logIn(client, access, host)
    await client.useDefaultSettings()
    return new FtpSource(client, url, host, close)
  } catch (thrown) {
    socket.destroy()
    close()
    throw problemOf(thrown, host)
  }
}

class FtpSource implements ForeignSource {
  readonly #client: Client
  readonly #path: string
  readonly #host: string
  readonly close: () => void

  constructor(client: Client, url: URL, host: string, close: () => void) {
    this.#client = client
    this.#path = remotePath(url)
    this.#host = host
    this.close = close
  }

  async look(): Promise<Sighting> {
    const sizeReply = await this.#reply(`SIZE ${this.#path}`)
    const timeReply = await this.#reply(`MDTM ${this.#path}`)
    // One of them may be unknown or forbidden. Both are not: asked to send, some servers hang up on the data
    // connection before they say why.
    if (sizeReply.startsWith('550') && timeReply.startsWith('550'))
      throw fail('remote-missing', { host: this.#host, reason: sizeReply.slice(0, 200) })
    const size = /^213 (\d{1,15})\b/.exec(sizeReply)?.[1]
    const modified = modificationTime(timeReply)
    const resumes = (await this.#reply('REST 0')).startsWith('350')
    return {
      length: size === undefined ? null : Number(size),
      validator: modified === null || !resumes ? null : { etag: null, lastModified: modified }
    }
  }

  async *read(start: number): AsyncGenerator<Uint8Array> {
    const through = new PassThrough({ highWaterMark: BACKLOG_BYTES })
    const ended = this.#client.downloadTo(through, this.#path, start)
    ended.catch(() => undefined)
    let isOver = false
    try {
      for await (const bytes of through) yield bytes as Uint8Array
      await ended
      isOver = true
    } catch (thrown) {
      // Why the transfer ended says more than that its stream did.
      throw problemOf(await ended.then(() => thrown).catch((reason: unknown) => reason), this.#host)
    } finally {
      // A reply may still be on its way: nothing else can be asked on this connection.
      if (!isOver) this.close()
    }
  }

  async #reply(command: string): Promise<string> {
    try {
      return (await this.#client.sendIgnoringError(command)).message
    } catch (thrown) {
      throw problemOf(thrown, this.#host)
    }
  }
}

async function logIn(client: Client, { login }: Access, host: string): Promise<void> {
  const { user, password } = login?.kind === 'password' ? login : ANONYMOUS
  try {
    await client.login(user, password)
  } catch (thrown) {
    if (!(thrown instanceof FTPError)) throw thrown
    // 421: not now; anything else is about who asks. The replies' words are left out: they may repeat what was said.
    throw thrown.code === 421 ? fail('remote-busy', { host, reason: '421' }) : fail('login-refused', { host })
  }
}

/** The address in an answer to PASV counts for nothing: servers behind NAT get it wrong, hostile ones point elsewhere. */
function stayAtControlHost(client: Client): void {
  const { ftp } = client
  const request = ftp.request.bind(ftp)
  ftp.request = async (command) => {
    const reply = await request(command)
    const controlHost = ftp.socket.remoteAddress?.replace(/^::ffff:/i, '') ?? ''
    if (command !== 'PASV' || !net.isIPv4(controlHost)) return reply
    const here = controlHost.replace(/\./g, ',')
    return { ...reply, message: reply.message.replace(/\d{1,3}(?:,\d{1,3}){3}(?=,\d{1,3},\d{1,3})/, here) }
  }
}

/** `213 YYYYMMDDhhmmss[.f]` (RFC 3659 section 3), in UTC; null when it says something else. */
export function modificationTime(reply: string): string | null {
  const [, year, month, day, hour, minute, second, fraction = ''] =
    /^213 (\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(\.\d{1,9})?\b/.exec(reply) ?? []
  return year === undefined ? null : `${year}-${month}-${day}T${hour}:${minute}:${second}${fraction}Z`
}

function problemOf(thrown: unknown, host: string): ShoalError {
  if (thrown instanceof ShoalError) return thrown
  if (thrown instanceof FTPError) {
    const reason = thrown.message.slice(0, 200)
    // RFC 959 section 4.2: 4yz is for now, 550 for a file that is not there or may not be read.
    if (thrown.code < 500) return fail('remote-busy', { host, reason }, thrown)
    return fail(thrown.code === 550 ? 'remote-missing' : 'remote-refused', { host, reason }, thrown)
  }
  const { message, code } = thrown as NodeJS.ErrnoException
  if (typeof code === 'string' && code !== '0') return networkProblem(thrown, host)
  // The library's own complaints are told apart by their words alone.
  if (/parse response|maximum allowed size|Unexpected FTP response/.test(message))
    return fail('protocol-broken', { host, protocol: 'FTP', reason: message.slice(0, 200) }, thrown)
  const refused = /transfer strategies work.*'FTPError: (.*)'/s.exec(message)?.[1]
  if (refused !== undefined)
    return fail('remote-refused', { host, reason: `no data connection: ${refused.slice(0, 200)}` }, thrown)
  const reason = message.includes('transfer strategies')
    ? 'no data connection could be made'
    : 'it was closed'
  return fail('connection-lost', { host, reason }, thrown)
}
