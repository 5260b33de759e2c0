/**
 * Under which terms a run's requests are made: what they say of the one who asks, and to whom they show which secret.
 * Header fields, logins and client certificates go to the endpoint the person asked (scheme, host and port) and to
 * no other, wherever a redirect leads; cookies follow their own rules.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Login, RequestOptions } from '../../../src-shared/model/request-options.ts'
import { endpointOf, sameEndpoint, type Endpoint } from '../connection/endpoint.ts'
import { absoluteForm, originForm, requestHead } from '../connection/request-head.ts'
import type { ResponseHead } from '../connection/response-head.ts'
import type { ClientIdentity } from '../connection/trust.ts'
import { Authorizer, basic, type Retry } from './authorizer.ts'
import { cookieHeader, type Cookie } from './cookies.ts'
import { proxyFor, type Proxy, type ProxyEnvironment } from './proxy.ts'

/** What is asked for: some bytes, all of them (null), or only what the server says of them. */
export type Part = ByteRange | null | 'head'

export interface TermsOptions {
  readonly asked: URL
  readonly request: RequestOptions
  readonly userAgent: string
  readonly login: Login | null
  readonly cookies: readonly Cookie[]
  readonly identity: ClientIdentity | null
  readonly proxyEnvironment: ProxyEnvironment
  unixMs(): number
}

export class RequestTerms {
  readonly #options: TermsOptions
  readonly #home: Endpoint
  readonly #authorizer: Authorizer | null

  constructor(options: TermsOptions) {
    this.#options = options
    this.#home = endpointOf(options.asked)
    this.#authorizer = options.login && new Authorizer(options.login, this.#home.secure)
  }

  /** Who asks, for protocols that are no HTTP. */
  get login(): Login | null {
    return this.#options.login
  }

  /** Somebody chose a proxy, for this transfer or for all; what the environment says is no choice. */
  get isProxied(): boolean {
    const { proxy } = this.#options.request
    return proxy !== undefined && proxy !== 'none'
  }

  /** The head of a request for a part of `url` that `connection` will carry. */
  headFor(url: URL, part: Part, connection: object): string {
    const { request, userAgent, cookies, unixMs } = this.#options
    const fields = new Map<string, string>()
    const set = (name: string, value: string | null): void => {
      if (value !== null) fields.set(name, value)
    }
    set('User-Agent', request.userAgent ?? userAgent)
    set('Referer', refererFor(url, this.#isHome(url), request.referer))
    set('Cookie', cookieHeader(cookies, url, unixMs() / 1000))
    // Through SOCKS and through tunnels the server itself is asked.
    const proxy = url.protocol === 'http:' ? this.proxyFor(url) : null
    const toProxy = proxy !== null && proxy.kind !== 'socks5'
    const target = toProxy ? absoluteForm(url) : originForm(url)
    if (toProxy && proxy.login) set('Proxy-Authorization', basic(proxy.login.user, proxy.login.password))
    if (this.#isHome(url)) {
      // A digest is for what the server will see, whatever stands between.
      set('Authorization', this.#authorizer?.authorization(connection, originForm(url)) ?? null)
    }
    const range = part === 'head' ? null : part
    const method = part === 'head' ? 'HEAD' : 'GET'
    return requestHead({
      method,
      url,
      target,
      range,
      fields,
      own: this.#isHome(url) ? (request.headers ?? []) : []
    })
  }

  /** Looks at every answer. Returns how to try again after a refusal that another try may mend, else null. */
  answered(url: URL, head: ResponseHead, connection: object): Retry | null {
    return this.#isHome(url) ? (this.#authorizer?.answered(head, connection) ?? null) : null
  }

  /** What a TLS handshake with the host of `url` may show. */
  identityFor(url: URL): ClientIdentity | null {
    return this.#isHome(url) ? this.#options.identity : null
  }

  /** The proxy that a connection to the host of `url` goes through, or null. */
  proxyFor(url: URL): Proxy | null {
    return proxyFor(endpointOf(url), this.#options.request.proxy, this.#options.proxyEnvironment)
  }

  #isHome(url: URL): boolean {
    return sameEndpoint(endpointOf(url), this.#home)
  }
}

/** Other hosts learn no more than where it was, as from browsers, and plain HTTP nothing of a page of HTTPS. */
function refererFor(url: URL, isHome: boolean, referer: string | undefined): string | null {
  if (referer === undefined) return null
  const page = new URL(referer)
  if (page.protocol === 'https:' && url.protocol !== 'https:') return null
  if (!isHome) return `${page.origin}/`
  // RFC 9110 section 10.1.3.
  page.username = page.password = page.hash = ''
  return page.href
}
