/**
 * Digest access authentication (RFC 7616): proves to know a password without sending it. One session holds one nonce
 * of one connection and counts its uses, so that requests side by side never disturb each other's count.
 */
import { createHash } from 'node:crypto'
import type { Challenge } from './challenge.ts'

export interface DigestUser {
  readonly user: string
  readonly password: string
}

/** Strongest first. */
const HASHES = [
  ['SHA-256', 'sha256'],
  ['MD5', 'md5']
] as const
/** No sane server's nonce is longer; each request repeats it. */
const MAX_PARAMETER_CHARACTERS = 4 * 1024

export class DigestSession {
  readonly #who: DigestUser
  readonly #parameters: ReadonlyMap<string, string>
  readonly #algorithm: string
  readonly #hash: (text: string) => string
  readonly #makeCnonce: () => string
  #nonce: string
  #uses = 0

  private constructor(
    who: DigestUser,
    parameters: ReadonlyMap<string, string>,
    hashName: string,
    makeCnonce: () => string
  ) {
    this.#who = who
    this.#parameters = parameters
    this.#algorithm = parameters.get('algorithm') ?? 'MD5'
    this.#hash = (text) => createHash(hashName).update(text, 'utf8').digest('hex')
    this.#makeCnonce = makeCnonce
    this.#nonce = parameters.get('nonce') ?? ''
  }

  /** A session for the strongest challenge that can be met, or null. */
  static for(
    challenges: readonly Challenge[],
    who: DigestUser,
    makeCnonce: () => string
  ): DigestSession | null {
    for (const [name, hashName] of HASHES) {
      const met = challenges.find(({ scheme, parameters }) => {
        const algorithm = (parameters.get('algorithm') ?? 'MD5').toUpperCase()
        return (
          scheme === 'digest' &&
          (algorithm === name || algorithm === `${name}-SESS`) &&
          parameters.has('nonce') &&
          parameters.has('realm') &&
          (!parameters.has('qop') || offersAuth(parameters)) &&
          [...parameters.values()].every(isSendable)
        )
      })
      if (met) return new DigestSession(who, met.parameters, hashName, makeCnonce)
    }
    return null
  }

  /** The server named the nonce of the next request itself (Authentication-Info, RFC 7616 section 3.5). */
  renew(nonce: string): void {
    if (!isSendable(nonce)) return
    this.#nonce = nonce
    this.#uses = 0
  }

  /** The Authorization field of the next request. */
  authorization(method: string, target: string): string {
    const { user, password } = this.#who
    const given = (name: string): string => this.#parameters.get(name) ?? ''
    const realm = given('realm')
    const cnonce = this.#makeCnonce()
    const uses = (++this.#uses).toString(16).padStart(8, '0')
    const counted = this.#parameters.has('qop')
    const secret = this.#hash(`${user}:${realm}:${password}`)
    const a1 = /-sess$/i.test(this.#algorithm) ? this.#hash(`${secret}:${this.#nonce}:${cnonce}`) : secret
    const a2 = this.#hash(`${method}:${target}`)
    const proof = this.#hash(
      counted ? `${a1}:${this.#nonce}:${uses}:${cnonce}:auth:${a2}` : `${a1}:${this.#nonce}:${a2}`
    )
    const hashed = given('userhash').toLowerCase() === 'true'
    const parts = [
      userParameter(hashed ? this.#hash(`${user}:${realm}`) : user),
      `realm=${quoted(realm)}`,
      `uri=${quoted(target)}`,
      ...(this.#parameters.has('algorithm') ? [`algorithm=${this.#algorithm}`] : []),
      `nonce=${quoted(this.#nonce)}`,
      ...(counted ? [`nc=${uses}`, `cnonce=${quoted(cnonce)}`, 'qop=auth'] : []),
      `response="${proof}"`,
      ...(this.#parameters.has('opaque') ? [`opaque=${quoted(given('opaque'))}`] : []),
      ...(hashed ? ['userhash=true'] : [])
    ]
    return `Digest ${parts.join(', ')}`
  }
}

const offersAuth = (parameters: ReadonlyMap<string, string>): boolean =>
  (parameters.get('qop') ?? '').split(',').some((option) => option.trim().toLowerCase() === 'auth')

const isSendable = (text: string): boolean =>
  text.length <= MAX_PARAMETER_CHARACTERS && !/[\0-\x08\x0a-\x1f\x7f]/.test(text)

const quoted = (text: string): string => `"${text.replace(/["\\]/g, '\\$&')}"`

/** RFC 7616 section 3.4: a name beyond ASCII travels in RFC 5987 form. */
const userParameter = (user: string): string =>
  /^[\x20-\x7e]*$/.test(user)
    ? `username=${quoted(user)}`
    : `username*=UTF-8''${encodeURIComponent(user).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)}`
