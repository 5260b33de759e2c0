/**
 * Addresses of files on servers that do not speak HTTP: which there are, what they name, and which options make sense
 * with them. As curl reads them: a path of FTP begins where the login leads (`//` or `%2F`: at the root), one of SFTP
 * at the root (`/~/`: at home).
 */
import { fail, type ShoalError } from '../../../src-shared/errors/problem.ts'
import type { RequestOptions } from '../../../src-shared/model/request-options.ts'

/** `ftps`: TLS from the first byte; `ftpes`: TLS asked for (AUTH TLS) before anything else is said. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'ftp:': 21,
  'ftpes:': 21,
  'ftps:': 990,
  'sftp:': 22
}

export const isForeign = ({ protocol }: URL): boolean => protocol in DEFAULT_PORTS

/** `host` has no brackets, also for IPv6. */
export const foreignEndpoint = (url: URL): { readonly host: string; readonly port: number } => ({
  host: url.hostname.replace(/^\[|\]$/g, ''),
  port: url.port === '' ? (DEFAULT_PORTS[url.protocol] ?? 0) : Number(url.port)
})

/**
 * The same address in the one form the journal compares: URLs of schemes that browsers do not know are kept as written.
 * Throws ShoalError (`uri-invalid`, `remote-folder`).
 */
export function canonicalForeign(given: URL): URL {
  const url = new URL(given)
  try {
    // Names are lower case and ASCII in http addresses; so they shall be here.
    url.hostname = new URL(`http://${url.hostname}`).hostname
  } catch {
    throw invalid(url)
  }
  if (url.hostname === '') throw invalid(url)
  if (url.port === String(DEFAULT_PORTS[url.protocol])) url.port = ''
  remotePath(url)
  return url
}

/** The path as the server wants it. Throws ShoalError (`uri-invalid`, `remote-folder`). */
export function remotePath(url: URL): string {
  let path: string
  try {
    // A question mark has no meaning of its own here. `;type=i` is how old addresses say "as it is".
    path = decodeURIComponent((url.pathname + url.search).slice(1).replace(/;type=i$/i, ''))
  } catch {
    throw invalid(url)
  }
  // A line break would end the command and begin another.
  if (/[\0\r\n]/.test(path)) throw invalid(url)
  if (path === '' || path.endsWith('/')) throw fail('remote-folder', { path: `/${path}`, host: url.host })
  if (url.protocol !== 'sftp:') return path
  return path.startsWith('~/') ? path.slice(2) : `/${path}`
}

/** The options that mean nothing to this address; they are refused rather than forgotten. */
export function checkOptions(url: URL, request: RequestOptions): void {
  const refuse = (option: string, reason: string): ShoalError => fail('option-invalid', { option, reason })
  const scheme = url.protocol.slice(0, -1)
  if (!isForeign(url)) {
    if (request.hostKey !== undefined)
      throw refuse('--accept-host-key', `${scheme} addresses have no host key`)
    return
  }
  const given: readonly (readonly [string, boolean])[] = [
    ['--proxy', request.proxy !== undefined && request.proxy !== 'none'],
    ['--header', request.headers !== undefined],
    ['--user-agent', request.userAgent !== undefined],
    ['--referer', request.referer !== undefined],
    ['--bearer', request.login?.kind === 'bearer'],
    ['--cookies', request.cookieFile !== undefined],
    ['--client-certificate', request.clientCertificate !== undefined && !/^ftpe?s:$/.test(url.protocol)],
    ['--accept-host-key', request.hostKey !== undefined && url.protocol !== 'sftp:']
  ]
  for (const [option, isGiven] of given) {
    if (isGiven) throw refuse(option, `it does not apply to ${scheme} addresses`)
  }
}

const invalid = (url: URL): ShoalError => {
  const shown = new URL(url)
  shown.username = shown.password = ''
  return fail('uri-invalid', { uri: shown.href.slice(0, 200) })
}
