/**
 * What the command line says about requests, as the engine wants it. Refusals here name the option and never the value
 * received: it may be a secret, and what is said on a terminal ends in logs.
 */
import { fail } from '../../src-shared/errors/problem.ts'
import { fieldValueRefusal, headerFieldRefusal } from '../../src-shared/model/header-field.ts'
import { isHostKeyFingerprint } from '../../src-shared/model/host-key.ts'
import type { HeaderField, Login, RequestOptions } from '../../src-shared/model/request-options.ts'

export interface RequestWords {
  readonly headers: readonly string[]
  readonly userAgent: string | undefined
  readonly referer: string | undefined
  readonly user: string | undefined
  readonly bearer: string | undefined
  readonly proxy: string | undefined
  readonly acceptHostKey: string | undefined
  /** Absolute paths. */
  readonly cookies: string | undefined
  readonly clientCertificate: string | undefined
  readonly clientKey: string | undefined
}

/** Null when nothing was said. Throws ShoalError `option-invalid`. */
export function requestOptionsOf(words: RequestWords): RequestOptions | null {
  const written = words.headers.map(headerOf)
  const special = (name: string): string | undefined =>
    written.find((field) => field.name.toLowerCase() === name)?.value
  const headers = written.filter(({ name }) => !['user-agent', 'referer'].includes(name.toLowerCase()))
  for (const field of headers) {
    const refusal = headerFieldRefusal(field)
    if (refusal !== null) throw refused('--header', refusal)
  }
  const login = loginOf(words)
  if (login && headers.some(({ name }) => name.toLowerCase() === 'authorization')) {
    throw refused('--header', 'Authorization and a login were both given; one of them is enough')
  }
  const said: RequestOptions = {
    headers: headers.length === 0 ? undefined : headers,
    userAgent: textOf('--user-agent', words.userAgent ?? special('user-agent')),
    referer: refererOf(words.referer ?? special('referer')),
    login,
    cookieFile: words.cookies,
    clientCertificate: certificateOf(words),
    hostKey: hostKeyOf(words.acceptHostKey),
    proxy: words.proxy
  }
  return Object.values(said).every((value) => value === undefined) ? null : said
}

function headerOf(text: string): HeaderField {
  const colon = text.indexOf(':')
  if (colon < 1) throw refused('--header', "expected 'Name: value'")
  return { name: text.slice(0, colon), value: text.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '') }
}

function loginOf({ user, bearer }: RequestWords): Login | undefined {
  if (user !== undefined && bearer !== undefined) throw refused('--bearer', 'expected without --user')
  if (bearer !== undefined) {
    if (!/^[!-~]+$/.test(bearer)) throw refused('--bearer', 'expected a token of visible ASCII characters')
    return { kind: 'bearer', token: bearer }
  }
  if (user === undefined) return undefined
  const colon = user.indexOf(':')
  if (colon === -1) throw refused('--user', 'expected NAME:PASSWORD')
  if (/[\0-\x1f\x7f]/.test(user)) throw refused('--user', 'a login must not contain control characters')
  return { kind: 'password', user: user.slice(0, colon), password: user.slice(colon + 1) }
}

function refererOf(text: string | undefined): string | undefined {
  if (text === undefined) return undefined
  if (!/^https?:\/\/[^/]/i.test(text)) throw refused('--referer', 'expected an http:// or https:// address')
  return textOf('--referer', text)
}

function hostKeyOf(text: string | undefined): string | undefined {
  const fingerprint = text?.replace(/=$/, '')
  if (fingerprint !== undefined && !isHostKeyFingerprint(fingerprint)) {
    throw refused('--accept-host-key', 'expected a fingerprint as ssh prints it: SHA256: and 43 characters')
  }
  return fingerprint
}

function textOf(option: string, text: string | undefined): string | undefined {
  const refusal = text === undefined ? null : fieldValueRefusal(text)
  if (refusal !== null) throw refused(option, refusal)
  return text
}

function certificateOf({ clientCertificate, clientKey }: RequestWords): RequestOptions['clientCertificate'] {
  if (clientCertificate === undefined && clientKey === undefined) return undefined
  if (clientKey === undefined) throw refused('--client-certificate', 'expected --client-key beside it')
  if (clientCertificate === undefined)
    throw refused('--client-key', 'expected --client-certificate beside it')
  return { certificate: clientCertificate, key: clientKey }
}

const refused = (option: string, reason: string): Error => fail('option-invalid', { option, reason })
