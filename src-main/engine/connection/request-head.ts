/** The head of a request as Shoal sends it. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { HeaderField, Login } from '../../../src-shared/model/request-options.ts'

/**
 * RFC 9110 and 9112. `identity` keeps byte offsets those of the file itself; a range is inclusive on the wire. No
 * `If-Range`: some servers answer 200 to it needlessly, and every 206 is checked against the validator anyway.
 * `own` are the person's fields; they stand in for Shoal's of the same name.
 */
export function requestHead(options: {
  readonly method: 'GET' | 'HEAD'
  readonly url: URL
  /** As it stands in the request line. */
  readonly target: string
  readonly range: ByteRange | null
  readonly fields: ReadonlyMap<string, string>
  readonly own: readonly HeaderField[]
}): string {
  const { method, url, target, range, own } = options
  const fields = new Map([...options.fields, ['Accept', '*/*']])
  for (const { name } of own) {
    for (const known of fields.keys()) if (known.toLowerCase() === name.toLowerCase()) fields.delete(known)
  }
  const lines = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${url.host}`,
    'Accept-Encoding: identity',
    ...(range ? [`Range: bytes=${range.start}-${range.end - 1}`] : []),
    ...[...fields].map(([name, value]) => `${name}: ${asUtf8(value)}`),
    ...own.map(({ name, value }) => `${name}: ${asUtf8(value)}`)
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** What the request line asks a server for: path and query (RFC 9112 section 3.2.1). */
export const originForm = (url: URL): string => url.pathname + url.search

/** What it asks a proxy for (section 3.2.2). */
export const absoluteForm = (url: URL): string => url.origin + originForm(url)

/** Heads are written as Latin-1; what people type is meant as UTF-8. */
const asUtf8 = (value: string): string => Buffer.from(value, 'utf8').toString('latin1')

/** The login written into a URL, or null when it has none. */
export function credentialsOf(url: URL): Login | null {
  if (url.username === '' && url.password === '') return null
  return { kind: 'password', user: decode(url.username), password: decode(url.password) }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
