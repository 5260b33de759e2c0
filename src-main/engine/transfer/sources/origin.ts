/**
 * Asking the origin: opening connections to a URL, following its redirects to the response that counts, and following
 * them anew when the link they led to has expired.
 */
import { fail } from '../../../../src-shared/errors/problem.ts'
import { Connection, type BodySink, type Response } from '../../connection/connection.ts'
import { authorityOf, endpointOf, sameEndpoint } from '../../connection/endpoint.ts'
import { dialThrough } from '../../connection/proxy-dial.ts'
import { proxyName } from '../../request/proxy.ts'
import type { Part } from '../../request/request-terms.ts'
import { backoffMs } from '../../schedule/retry-policy.ts'
import type { Link } from './links.ts'
import type { RunContext } from '../run-context.ts'
import { watchStalls } from '../stall-watch.ts'

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
  const addresses = await context.vetting?.addressesOf(endpoint.host, endpoint.port, signal)
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
    tap: context.valve.tap(),
    nowMs: () => context.clock.nowMs(),
    secureContext: () => trust.contextFor(privateAuthorities, terms.identityFor(url)),
    timeoutMs: CONNECT_TIMEOUT_MS,
    signal,
    carrier,
    addresses
  })
}

/** Tries of one request that a server refuses for want of a login: another scheme, then a fresher nonce. */
const LOGIN_TRIES = 3

/**
 * What servers answer for a signed link that has expired. 400 is Google's (ExpiredToken); 404 and 410 those of links
 * that are rooms, emptied when time is up.
 */
const EXPIRED = new Set([400, 401, 403, 404, 410])

/** Hears of a connection made instead of the one before, and why. */
export type Adopt = (connection: Connection, reason: string) => void

/**
 * Sends the request for a part of `url`. When a redirect led there and the link is refused now, the
 * address that redirected is asked again, and its answer is the answer. One lane asks, the others try what it learned.
 * Where that brings no other link, or one that is refused as well, the refusal stands: it was meant for the one who
 * asked. `adopt` hears of every connection that takes the place of the one given.
 */
export async function exchange(
  context: RunContext,
  given: Connection,
  url: URL,
  part: Part,
  signal: AbortSignal,
  adopt: Adopt
): Promise<Response> {
  const link = context.links.of(url)
  if (!link) return converse(context, given, url, part, signal, adopt)
  let connection = given
  const adopted: Adopt = (made, reason) => {
    connection = made
    adopt(made, reason)
  }
  for (;;) {
    const { target } = link
    if (!suits(connection, target))
      adopted(await dial(context, target, signal), 'the link leads elsewhere now')
    const response: Response = await converse(context, connection, target, part, signal, adopted)
    const { status } = response.head
    if (!EXPIRED.has(status)) return response
    if (link.target === target && !link.isWorthAsking(context.clock.nowMs())) return response
    await discard(connection, response)
    if (link.target !== target) continue
    const answer = await link.inTurn(() => askAgain(context, link, target, status, part, signal, connection))
    if (answer === 'moved') continue
    if (answer === 'not worth it') return response
    if (answer.connection !== connection) adopted(answer.connection, 'the link had expired')
    return answer.response
  }
}

/** Asks where a link leads now; `spare` is a connection to where it led that has nothing else to do. */
async function askAgain(
  context: RunContext,
  link: Link,
  refused: URL,
  refusedStatus: number,
  part: Part,
  signal: AbortSignal,
  spare: Connection
): Promise<Answer | 'moved' | 'not worth it'> {
  if (signal.aborted) throw fail('interrupted')
  if (link.target !== refused) return 'moved'
  const { clock } = context
  if (!link.isWorthAsking(clock.nowMs())) return 'not worth it'
  const asking: Connection[] = [spare]
  const onAbort = (): void => asking.forEach((connection) => connection.close())
  const stopWatching = watchStalls(clock, () => asking)
  signal.addEventListener('abort', onAbort)
  try {
    const answer = await patiently(context, signal, () =>
      follow(context, link.uri, part, signal, {
        watch: (made) => asking.push(made),
        // The way is known; that it was taken again is told below.
        redirected: () => undefined,
        spare
      })
    )
    const { status } = answer.response.head
    const works = status === 206 || status === 200
    if (works && answer.url.href !== refused.href) {
      link.movedTo(answer.url)
      context.event('link-expired', { host: authorityOf(refused), status: refusedStatus })
      context.event('resolved-again', { from: authorityOf(refused), to: authorityOf(answer.url) })
    } else {
      link.askedInVain(clock.nowMs())
    }
    return answer
  } finally {
    stopWatching()
    signal.removeEventListener('abort', onAbort)
  }
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
  part: Part,
  signal: AbortSignal,
  adopt: Adopt
): Promise<Response> {
  let connection = given
  for (let tries = 1; ; tries++) {
    const wants = part === 'head' ? 'head' : 'body'
    const response = await connection.request(context.terms.headFor(url, part, connection), wants)
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
      adopt(connection, 'the server asked for a login')
    }
    retry(connection)
  }
}

/**
 * Asks for a part of what `uri` leads to and follows redirects. Any other answer is returned as
 * it is; `watch` hears of every connection made. Rejects with ShoalError (`redirect-limit`, `redirect-invalid`, network
 * and TLS problems).
 */
export async function ask(
  context: RunContext,
  uri: URL,
  part: Part,
  signal: AbortSignal,
  watch: (connection: Connection) => void
): Promise<Answer> {
  const redirected = (from: URL, to: URL, status: number): void =>
    context.event('redirected', { from: from.origin + from.pathname, to: to.origin + to.pathname, status })
  const answer = await follow(context, uri, part, signal, { watch, redirected, spare: null })
  context.links.led(uri, answer.url)
  return answer
}

interface Following {
  /** Hears of every connection made. */
  watch(connection: Connection): void
  redirected(from: URL, to: URL, status: number): void
  /** Used where it goes to the right place, and not closed where it does not. */
  readonly spare: Connection | null
}

async function follow(
  context: RunContext,
  uri: URL,
  part: Part,
  signal: AbortSignal,
  { watch, redirected, spare }: Following
): Promise<Answer> {
  let url = uri
  let connection: Connection | null = null
  for (let hops = 0; hops <= REDIRECT_LIMIT; hops++) {
    if (!connection || !suits(connection, url)) {
      if (connection !== spare) connection?.close()
      connection = spare && suits(spare, url) ? spare : await dial(context, url, signal)
      if (connection !== spare) watch(connection)
    }
    const adopt = (made: Connection): void => {
      connection = made
      watch(made)
    }
    const response: Response = await converse(context, connection, url, part, signal, adopt)
    if (!isRedirect(response)) return { connection, response, url }
    const next = redirectTarget(response, url)
    redirected(url, next, response.head.status)
    await discard(connection, response)
    url = next
  }
  connection?.close()
  throw fail('redirect-limit', { host: authorityOf(uri), limit: REDIRECT_LIMIT })
}

const suits = (connection: Connection, url: URL): boolean =>
  connection.reusable && sameEndpoint(connection.endpoint, endpointOf(url))

/** Reads a body away that nobody wants, or ends the connection where that would cost more. */
export async function discard(connection: Connection, { framing }: Response): Promise<void> {
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
