/**
 * Opens a way through a proxy: a CONNECT tunnel (RFC 9110 section 9.3.6), SOCKS5 (RFC 1928, 1929), or the mere
 * connection over which an HTTP proxy is asked for whole addresses. What the proxy says is as untrusted as any
 * server's answer.
 */
import net from 'node:net'
import tls from 'node:tls'
import { fail, problem, ShoalError } from '../../../src-shared/errors/problem.ts'
import { basic } from '../request/authorizer.ts'
import { proxyName, type Proxy } from '../request/proxy.ts'
import type { Endpoint } from './endpoint.ts'
import { networkProblem } from './network-problem.ts'
import { endOfHead, HEAD_LIMIT_BYTES, mayBecomeHead, parseHead } from './response-head.ts'

/** Resolves with a paused socket whose next byte is the target's own. Rejects with ShoalError. */
export function dialThrough(
  proxy: Proxy,
  target: Endpoint,
  options: {
    readonly secureContext: () => tls.SecureContext
    readonly timeoutMs: number
    readonly signal: AbortSignal
  }
): Promise<net.Socket> {
  const { signal, timeoutMs } = options
  const name = `the proxy ${proxyName(proxy)}`
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(fail('interrupted'))
    const { host, port } = proxy
    const socket =
      proxy.kind === 'https'
        ? tls.connect({
            host,
            port,
            secureContext: options.secureContext(),
            ALPNProtocols: ['http/1.1'],
            ...(net.isIP(host) === 0 ? { servername: host } : {})
          })
        : net.connect({ host, port, autoSelectFamily: true })
    const settle = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', abort)
      socket.off('error', failed).off('close', closed)
      // Until someone else listens, or when nobody does any more, an error must not bring the process down.
      socket.on('error', () => undefined)
    }
    const failed = (thrown: unknown): void => {
      settle()
      socket.destroy()
      reject(networkProblem(thrown, name))
    }
    const closed = (): void => failed(fail('connection-lost', { host: name, reason: 'it was closed' }))
    const abort = (): void => failed(fail('interrupted'))
    const timer = setTimeout(
      () => failed(fail('connection-timeout', { host: name, seconds: Math.round(timeoutMs / 1000) })),
      timeoutMs
    )
    signal.addEventListener('abort', abort)
    socket.setNoDelay(true)
    socket.on('error', failed).on('close', closed)
    socket.once(proxy.kind === 'https' ? 'secureConnect' : 'connect', () => {
      introduce(new Talk(socket), proxy, target).then(() => {
        settle()
        resolve(socket)
      }, failed)
    })
  })
}

async function introduce(talk: Talk, proxy: Proxy, target: Endpoint): Promise<void> {
  if (proxy.kind === 'socks5') await socks5(talk, proxy, target)
  else if (target.secure) await connectTunnel(talk, proxy, target)
  talk.end()
}

async function connectTunnel(talk: Talk, proxy: Proxy, { host, port }: Endpoint): Promise<void> {
  const authority = `${net.isIPv6(host) ? `[${host}]` : host}:${port}`
  const { login } = proxy
  const lines = [
    `CONNECT ${authority} HTTP/1.1`,
    `Host: ${authority}`,
    ...(login ? [`Proxy-Authorization: ${basic(login.user, login.password)}`] : [])
  ]
  talk.say(Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1'))
  const name = `the proxy ${proxyName(proxy)}`
  const { status } = await talk.hear((bytes) => {
    if (!mayBecomeHead(bytes, 0, bytes.length)) {
      throw fail('response-invalid', { host: name, reason: 'it does not begin with an HTTP status line' })
    }
    const end = endOfHead(bytes, 0, bytes.length)
    if (bytes.length > HEAD_LIMIT_BYTES) throw fail('head-too-large', { host: name, limit: HEAD_LIMIT_BYTES })
    return end === -1 ? null : { value: parseHead(bytes, 0, end, name), bytes: end }
  })
  if (status === 407) throw fail('proxy-unauthorized', { proxy: proxyName(proxy) })
  if (status < 200 || status > 299) throw refused(proxy, host, `it answered ${status}`)
}

const SOCKS_VERSION = 5
const NO_LOGIN = 0
const PASSWORD = 2
const SOCKS_REPLIES: Readonly<Record<number, string>> = {
  1: 'it failed',
  2: 'its rules forbid it',
  3: 'the network cannot be reached',
  4: 'the host cannot be reached',
  5: 'the host refused the connection',
  6: 'it took too long',
  8: 'it does not know this kind of address'
}

async function socks5(talk: Talk, proxy: Proxy, { host, port }: Endpoint): Promise<void> {
  const { login } = proxy
  const version = (bytes: Buffer): void => {
    if (bytes[0] !== SOCKS_VERSION) throw refused(proxy, host, 'it does not speak SOCKS5')
  }
  talk.say(Buffer.from(login ? [SOCKS_VERSION, 2, NO_LOGIN, PASSWORD] : [SOCKS_VERSION, 1, NO_LOGIN]))
  const [, method] = await talk.hearBytes(2, version)
  if (method === PASSWORD && login) {
    talk.say(Buffer.concat([Buffer.from([1]), shortText(login.user), shortText(login.password)]))
    const [, verdict] = await talk.hearBytes(2)
    if (verdict !== 0) throw fail('proxy-unauthorized', { proxy: proxyName(proxy) })
  } else if (method !== NO_LOGIN) {
    throw fail('proxy-unauthorized', { proxy: proxyName(proxy) })
  }
  talk.say(
    Buffer.concat([
      Buffer.from([SOCKS_VERSION, 1, 0]),
      socksAddress(host),
      Buffer.from([port >> 8, port & 0xff])
    ])
  )
  const [, reply = 1, , kind, first = 0] = await talk.hearBytes(5, version)
  if (reply !== 0) throw refused(proxy, host, SOCKS_REPLIES[reply] ?? `it answered ${reply}`)
  // The address it is bound to follows, of no use to us; of it, one byte has been heard.
  const rest = kind === 1 ? 3 : kind === 4 ? 15 : kind === 3 ? first : null
  if (rest === null) throw refused(proxy, host, 'its answer makes no sense')
  await talk.hearBytes(rest + 2)
}

function socksAddress(host: string): Buffer {
  if (net.isIPv4(host)) return Buffer.from([1, ...host.split('.').map(Number)])
  if (net.isIPv6(host)) return Buffer.from([4, ...ipv6Bytes(host)])
  return Buffer.concat([Buffer.from([3]), shortText(host)])
}

/** Of an address as a URL writes it: hexadecimal groups, the longest run of zeros left out. */
function ipv6Bytes(host: string): number[] {
  const [left = [], right = []] = host
    .split('::')
    .map((half) => half.split(':').filter((group) => group !== ''))
  const zeros = Array.from({ length: 8 - left.length - right.length }, () => '0')
  return [...left, ...zeros, ...right].flatMap((group) => {
    const value = Number.parseInt(group, 16)
    return [value >> 8, value & 0xff]
  })
}

const shortText = (text: string): Buffer => {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length > 255) {
    throw new ShoalError(
      problem('option-invalid', {
        option: '--proxy',
        reason: 'SOCKS5 takes at most 255 bytes for a name or password'
      })
    )
  }
  return Buffer.concat([Buffer.from([bytes.length]), bytes])
}

const refused = (proxy: Proxy, host: string, reason: string): ShoalError =>
  fail('proxy-refused', { proxy: proxyName(proxy), host, reason })

/** Questions and answers on a socket before its stream begins. Bytes that belong to the stream stay in it. */
class Talk {
  readonly #socket: net.Socket
  #heard = Buffer.alloc(0)
  #look: () => void = () => undefined

  constructor(socket: net.Socket) {
    this.#socket = socket
    socket.on('data', this.#take)
  }

  readonly #take = (data: Buffer): void => {
    this.#heard = Buffer.concat([this.#heard, data])
    this.#look()
  }

  say(bytes: Buffer): void {
    this.#socket.write(bytes)
  }

  /** Resolves once `read` finds an answer in what has come so far. */
  hear<T>(read: (bytes: Buffer) => { readonly value: T; readonly bytes: number } | null): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#look = () => {
        try {
          const found = read(this.#heard)
          if (!found) return
          this.#heard = this.#heard.subarray(found.bytes)
          this.#look = () => undefined
          resolve(found.value)
        } catch (thrown) {
          reject(thrown instanceof Error ? thrown : new Error(String(thrown)))
        }
      }
      this.#look()
    })
  }

  hearBytes(count: number, check: (bytes: Buffer) => void = () => undefined): Promise<Buffer> {
    return this.hear((bytes) => {
      if (bytes.length > 0) check(bytes)
      return bytes.length < count ? null : { value: bytes.subarray(0, count), bytes: count }
    })
  }

  end(): void {
    this.#socket.off('data', this.#take)
    this.#socket.pause()
    if (this.#heard.length > 0) this.#socket.unshift(this.#heard)
  }
}
