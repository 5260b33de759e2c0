/**
 * Asking the origin: opening connections to a URL and following its redirects to the response that counts.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import { Connection, type BodySink, type Response } from '../connection/connection.ts'
import { authorityOf, endpointOf, sameEndpoint } from '../connection/endpoint.ts'
import { dialThrough } from '../connection/proxy-dial.ts'
import { proxyName } from '../request/proxy.ts'
import type { RunContext } from './run-context.ts'

const CONNECT_TIMEOUT_MS = 15_000
/** RFC 9110 leaves the number to the client; browsers stop at 20, careful tools at 10. */
const REDIRECT_LIMIT = 10
/** A redirect's own body up to this size is read away, to keep its connection. */
const DISCARD_LIMIT_BYTES = 64 * 1024

/** A request and the connection that carries it. */
export interface Answer {
  readonly connection: Connection
  readonly response: Response
  /** Where the answer came from, after redirects. */
  readonly url: URL
}

/** A connection to the host of `url`, through the proxy that applies to it if there is one. */
export async function connect(context: RunContext, url: URL, signal: AbortSignal): Promise<Connection> {
  const { trust, privateAuthorities, terms } = context
  const endpoint = endpointOf(url)
  const proxy = terms.proxyFor(url)
  const carrier =
    proxy &&
    (await dialThrough(proxy, endpoint, {
      secureContext: () => trust.contextFor(privateAuthorities, null),
      timeoutMs: CONNECT_TIMEOUT_MS,
      signal
    }))
  return Connection.open({
    endpoint,
    pool: context.pool,
    nowMs: () => context.clock.nowMs(),
    secureContext: () => trust.contextFor(privateAuthorities, terms.identityFor(url)),
    timeoutMs: CONNECT_TIMEOUT_MS,
    signal,
    carrier
  })
}

/** Tries of one request that a server refuses for want of a login: another scheme, then a fresher nonce. */
const LOGIN_TRIES = 3

/**
 * Sends the request for a range of `url` (null: all of it), logging in where the server asks for it and the transfer
 * has a login for it. A server may close the connection as it asks; `adopt` hears of every connection made instead.
 */
export async function exchange(
  context: RunContext,
  given: Connection,
  url: URL,
  range: ByteRange | null,
  signal: AbortSignal,
  adopt: (connection: Connection) => void
): Promise<Response> {
  let connection = given
  for (let tries = 1; ; tries++) {
    const response = await connection.request(context.terms.headFor(url, range, connection))
    if (response.head.status === 407) {
      const proxy = context.terms.proxyFor(url)
      if (proxy) throw fail('proxy-unauthorized', { proxy: proxyName(proxy) })
    }
    const retry = context.terms.answered(url, response.head, connection)
    if (!retry || tries === LOGIN_TRIES) return response
    await discard(connection, response)
    if (!connection.reusable) {
      connection.close()
      connection = await connect(context, url, signal)
      adopt(connection)
    }
    retry(connection)
  }
}

/**
 * Asks for `range` of what `uri` leads to (null: the whole file) and follows redirects. Any other answer is returned as
 * it is; `watch` hears of every connection made. Rejects with ShoalError (`redirect-limit`, `redirect-invalid`, network
 * and TLS problems).
 */
export async function ask(
  context: RunContext,
  uri: URL,
  range: ByteRange | null,
  signal: AbortSignal,
  watch: (connection: Connection) => void
): Promise<Answer> {
  let url = uri
  let connection: Connection | null = null
  for (let hops = 0; hops <= REDIRECT_LIMIT; hops++) {
    if (!connection?.reusable || !sameEndpoint(connection.endpoint, endpointOf(url))) {
      connection?.close()
      connection = await connect(context, url, signal)
      watch(connection)
    }
    const adopt = (made: Connection): void => {
      connection = made
      watch(made)
    }
    const response: Response = await exchange(context, connection, url, range, signal, adopt)
    if (!isRedirect(response)) return { connection, response, url }
    const next = redirectTarget(response, url)
    context.event('redirected', {
      from: url.origin + url.pathname,
      to: next.origin + next.pathname,
      status: response.head.status
    })
    await discard(connection, response)
    url = next
  }
  connection?.close()
  throw fail('redirect-limit', { host: authorityOf(uri), limit: REDIRECT_LIMIT })
}

/** Reads a body away that nobody wants, or ends the connection where that would cost more. */
async function discard(connection: Connection, { framing }: Response): Promise<void> {
  if (framing.kind === 'length' && framing.bytes <= DISCARD_LIMIT_BYTES) await connection.receive(NOWHERE)
  else connection.close()
}

const NOWHERE: BodySink = { limit: Infinity, write: () => undefined }

const isRedirect = ({ head }: Response): boolean =>
  [301, 302, 303, 307, 308].includes(head.status) && head.fields.has('location')

function redirectTarget({ head }: Response, from: URL): URL {
  // Raw non-ASCII in Location is UTF-8 in practice; the parser reads header bytes as Latin-1.
  const location = Buffer.from(head.fields.get('location') ?? '', 'latin1').toString('utf8')
  const refuse = () => fail('redirect-invalid', { host: authorityOf(from), location: location.slice(0, 200) })
  let target: URL
  try {
    target = new URL(location, from)
  } catch {
    throw refuse()
  }
  if (target.protocol !== 'http:' && target.protocol !== 'https:') throw refuse()
  // Credentials in a Location come from the network: they are not the user's.
  target.username = ''
  target.password = ''
  target.hash = ''
  return target
}
