/** The head of a GET request as Shoal sends it. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'

/**
 * RFC 9110 and 9112. `identity` keeps byte offsets those of the file itself; a range is inclusive on the wire. No
 * `If-Range`: some servers answer 200 to it needlessly, and every 206 is checked against the validator anyway.
 * `credentials` is `user:password`, percent-decoded.
 */
export function requestHead(options: {
  readonly url: URL
  readonly userAgent: string
  readonly range: ByteRange | null
  readonly credentials: string | null
}): string {
  const { url, range, credentials } = options
  const lines = [
    `GET ${url.pathname}${url.search} HTTP/1.1`,
    `Host: ${url.host}`,
    `User-Agent: ${options.userAgent}`,
    'Accept: */*',
    'Accept-Encoding: identity'
  ]
  if (range) lines.push(`Range: bytes=${range.start}-${range.end - 1}`)
  if (credentials !== null)
    lines.push(`Authorization: Basic ${Buffer.from(credentials, 'utf8').toString('base64')}`)
  return `${lines.join('\r\n')}\r\n\r\n`
}

/** `user:password` of a URL, or null when it has none. */
export function credentialsOf(url: URL): string | null {
  if (url.username === '' && url.password === '') return null
  return `${decode(url.username)}:${decode(url.password)}`
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
