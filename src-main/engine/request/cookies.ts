/**
 * Cookies from a cookies.txt file (Netscape form, as browsers' exporters and curl write it), and which of them a
 * request carries (RFC 6265 section 5.4). The file is the only source: what servers set on the way is not kept.
 */
export interface Cookie {
  readonly name: string
  readonly value: string
  /** Lower case, without a leading dot. */
  readonly domain: string
  /** Sent to the domain itself alone. */
  readonly hostOnly: boolean
  readonly path: string
  readonly secure: boolean
  /** Unix seconds; 0 lasts as long as the session it came from. */
  readonly expiresAt: number
}

/** The cookies of a file, and how many lines are neither cookies nor comments. */
export function parseCookieFile(text: string): { readonly cookies: Cookie[]; readonly strangeLines: number } {
  const cookies: Cookie[] = []
  let strangeLines = 0
  for (const raw of text.split(/\r?\n/)) {
    const line = raw.startsWith(HTTP_ONLY) ? raw.slice(HTTP_ONLY.length) : raw
    if (line.trim() === '' || line.startsWith('#')) continue
    const cookie = parseLine(line)
    if (cookie) cookies.push(cookie)
    else strangeLines++
  }
  return { cookies, strangeLines }
}

/** Not a comment, whatever it begins with. */
const HTTP_ONLY = '#HttpOnly_'

function parseLine(line: string): Cookie | null {
  const [domainField = '', subdomains, path = '', secure, expires = '', name = '', value = ''] =
    line.split('\t')
  const domain = domainField.toLowerCase().replace(/^\./, '')
  if (domain === '' || !path.startsWith('/') || !/^\d+(\.\d+)?$/.test(expires)) return null
  if (!isFlag(subdomains) || !isFlag(secure) || name === '') return null
  if (/[\0-\x1f\x7f;]/.test(name + value) || name.includes('=')) return null
  return {
    name,
    value,
    domain,
    // "All of .com" is never meant.
    hostOnly: subdomains?.toUpperCase() !== 'TRUE' || !domain.includes('.'),
    path,
    secure: secure?.toUpperCase() === 'TRUE',
    expiresAt: Number(expires)
  }
}

const isFlag = (text: string | undefined): boolean => /^(true|false)$/i.test(text ?? '')

/** The value of the Cookie field for a request to `url`, or null when none belongs there. */
export function cookieHeader(cookies: readonly Cookie[], url: URL, unixSeconds: number): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const fitting = cookies.filter(
    (cookie) =>
      (cookie.hostOnly ? host === cookie.domain : domainMatches(host, cookie.domain)) &&
      pathMatches(url.pathname, cookie.path) &&
      (!cookie.secure || url.protocol === 'https:') &&
      (cookie.expiresAt === 0 || cookie.expiresAt > unixSeconds)
  )
  if (fitting.length === 0) return null
  // Longer paths first; the sort is stable, so the file's order decides the rest.
  fitting.sort((a, b) => b.path.length - a.path.length)
  return fitting.map(({ name, value }) => `${name}=${value}`).join('; ')
}

/** RFC 6265 section 5.1.3: addresses match only themselves. */
function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true
  return host.endsWith(`.${domain}`) && !/^[\d.]+$/.test(host) && !host.includes(':')
}

/** RFC 6265 section 5.1.4. */
const pathMatches = (path: string, prefix: string): boolean =>
  path === prefix || (path.startsWith(prefix) && (prefix.endsWith('/') || path[prefix.length] === '/'))
