/**
 * Logs in at the one server a login was written for. Over HTTPS a password goes along at once; over plain HTTP it
 * waits for the server to ask, and is never sent readable to a server that takes a digest. Each connection has a
 * digest session of its own: requests side by side can then never use a nonce out of turn.
 */
import { randomBytes } from 'node:crypto'
import type { Login } from '../../../src-shared/model/request-options.ts'
import type { ResponseHead } from '../connection/response-head.ts'
import { parseChallenges } from './challenge.ts'
import { DigestSession } from './digest.ts'

/** Prepares the next request on a connection for another try. */
export type Retry = (connection: object) => void

interface Session {
  readonly digest: DigestSession
  /** The server has taken an answer of it: refused later, its nonce is old and the password right. */
  proved: boolean
}

export class Authorizer {
  readonly #login: Login
  readonly #sessions = new WeakMap<object, Session>()
  #scheme: 'unknown' | 'basic' | 'digest'

  constructor(login: Login, secure: boolean) {
    this.#login = login
    this.#scheme = secure ? 'basic' : 'unknown'
  }

  /** The Authorization field of the next request on `connection`, or null. */
  authorization(connection: object, target: string): string | null {
    const login = this.#login
    if (login.kind === 'bearer') return `Bearer ${login.token}`
    if (this.#scheme === 'digest') {
      return this.#sessions.get(connection)?.digest.authorization('GET', target) ?? null
    }
    return this.#scheme === 'basic' ? basic(login.user, login.password) : null
  }

  /** Looks at every answer. Returns how to try again after a refusal that another try may mend, else null. */
  answered({ status, fields }: ResponseHead, connection: object): Retry | null {
    const session = this.#sessions.get(connection)
    if (status !== 401) {
      if (session) session.proved = true
      const next = parseChallenges(`Next ${fields.get('authentication-info') ?? ''}`)[0]?.parameters
      const nonce = next?.get('nextnonce')
      if (session && nonce !== undefined) session.digest.renew(nonce)
      return null
    }
    const login = this.#login
    if (login.kind === 'bearer') return null
    const challenges = parseChallenges(fields.get('www-authenticate') ?? '')
    const digest = DigestSession.for(challenges, login, () => randomBytes(16).toString('base64url'))
    if (digest) {
      const stale = challenges.some(({ parameters }) => parameters.get('stale')?.toLowerCase() === 'true')
      if (session && !session.proved && !stale) return null
      this.#scheme = 'digest'
      return (next) => void this.#sessions.set(next, { digest, proved: false })
    }
    if (this.#scheme !== 'unknown' || !challenges.some(({ scheme }) => scheme === 'basic')) return null
    return () => {
      this.#scheme = 'basic'
    }
  }
}

/** RFC 7617, in UTF-8 as nearly every server reads it. */
export const basic = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`
