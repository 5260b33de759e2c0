/**
 * Asking the origin: opening connections to a URL, following its redirects to the response that counts, and following
 * them anew when the link they led to has expired.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import { Connection, type BodySink, type Response } from '../connection/connection.ts'
import { authorityOf, endpointOf, sameEndpoint } from '../connection/endpoint.ts'
import { dialThrough } from '../connection/proxy-dial.ts'
import { proxyName } from '../request/proxy.ts'
import { backoffMs } from '../schedule/retry-policy.ts'
import type { Link } from './links.ts'
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

/** A connection to where `url` leads at present. */
export const connect = (context: RunContext, url: URL, signal: AbortSignal): Promise<Connection> =>
  dial(context, context.links.of(url)?.target ?? url, signal)

/** A connection to the host of `url`, through the proxy that applies to it if there is one. */
async function dial(context: RunContext, url: URL, signal: AbortSignal): Promise<Connection> {
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
 * What servers answer for a signed link that has expired. 400 is Google's (ExpiredToken); 404 and 410 those of links
 * that are rooms, emptied when time is up.
 */
const EXPIRED = new Set([400, 401, 403, 404, 410])

/**
 * Sends the request for a range of `url` (null: all of it). When a redirect led there and the link is refused now, the
 * address that redirected is asked again, and its answer is the answer. One lane asks, the others try what it learned.
 * Where that brings no other link, or one that is refused as well, the refusal stands: it was meant for the one who
 * asked. `adopt` hears of every connection made instead of the one given.
 */
export async function exchange(
  context: RunContext,
  given: Connection,
  url: URL,
  range: ByteRange | null,
  signal: AbortSignal,
  adopt: (connection: Connection) => void
): Promise<Response> {
  const link = context.links.of(url)
  if (!link) return converse(context, given, url, range, signal, adopt)
  let connection = given
  const adopted = (made: Connection): void => {
    connection = made
    adopt(made)
  }
  for (;;) {
    const { target } = link
    if (!sameEndpoint(connection.endpoint, endpointOf(target)) || !connection.reusable) {
      connection.close()
      adopted(await dial(context, target, signal))
    }
    const response: Response = await converse(context, connection, target, range, signal, adopted)
    if (!EXPIRED.has(response.head.status)) return response
    if (link.target === target) {
      if (!link.isWorthAsking(context.clock.nowMs())) return response
      // Its place with the server, should it be counted, is for the one that asks again.
      connection.close()
      const answer = await link.inTurn(() =>
        askAgain(context, link, target, response, range, signal, adopted)
      )
      if (answer) return answer
    } else {
      await discard(connection, response)
    }
  }
}

/** Null when another lane has learned of a new target meanwhile. */
async function askAgain(
  context: RunContext,
  link: Link,
  refused: URL,
  refusal: Response,
  range: ByteRange | null,
  signal: AbortSignal,
  adopt: (connection: Connection) => void
): Promise<Response | null> {
  if (signal.aborted) throw fail('interrupted')
  if (link.target !== refused) return null
  if (!link.isWorthAsking(context.clock.nowMs())) return refusal
  const { response, url } = await patiently(context, signal, () =>
    follow(context, link.uri, range, signal, adopt)
  )
  const works = response.head.status === 206 || response.head.status === 200
  if (works && url.href !== refused.href) {
    link.movedTo(url)
    context.event('link-expired', { host: authorityOf(refused), status: refusal.head.status })
    context.event('resolved-again', { from: authorityOf(refused), to: authorityOf(url) })
  } else {
    link.askedInVain(context.clock.nowMs())
  }
  return response
}

/** Servers that hand out links have bad moments, too; everybody who could fetch waits for this one answer. */
const HAND_OUT_TRIES = 5

async function patiently(
  context: RunContext,
  signal: AbortSignal,
  once: () => Promise<Answer>
): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    const answer = await once()
    const { status } = answer.response.head
    if ((status !== 429 && status < 500) || tries === HAND_OUT_TRIES) return answer
    answer.connection.close()
    await context.clock.sleep(backoffMs(tries, Math.random), signal).catch(() => undefined)
    if (signal.aborted) throw fail('interrupted')
  }
}

/**
 * One request and its answer, logging in where the server asks for it and the transfer has a login for it. A server may
 * close the connection as it asks.
 */
async function converse(
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
      connection = await dial(context, url, signal)
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
  const answer = await follow(context, uri, range, signal, watch)
  context.links.led(uri, answer.url)
  return answer
}

async function follow(
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
      connection = await dial(context, url, signal)
      watch(connection)
    }
    const adopt = (made: Connection): void => {
      connection = made
      watch(made)
    }
    const response: Response = await converse(context, connection, url, range, signal, adopt)
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
