/** Reads what a transfer's requests need from disk: cookies, the client's certificate, the login in a .netrc file. */
import { readFile } from 'node:fs/promises'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { Login } from '../../../src-shared/model/request-options.ts'
import type { Notice } from '../../../src-shared/model/transfer.ts'
import { endpointOf } from '../connection/endpoint.ts'
import { credentialsOf } from '../connection/request-head.ts'
import { readIdentity } from '../connection/trust.ts'
import { isForeign } from '../foreign/foreign-uri.ts'
import type { TransferRecord } from '../ports/journal-port.ts'
import { parseCookieFile, type Cookie } from './cookies.ts'
import { netrcLogin } from './netrc.ts'
import type { ProxyEnvironment } from './proxy.ts'
import { RequestTerms } from './request-terms.ts'

export interface NetrcFile {
  readonly path: string
  readonly text: string
  /** Other users of this machine may read it. */
  readonly readableByOthers: boolean
}

export interface TermsPorts {
  readonly userAgent: string
  unixMs(): number
  /** The user's .netrc, or null when there is none. */
  netrc(): NetrcFile | null
  /** What the environment says of proxies. */
  proxyEnvironment(): ProxyEnvironment
}

/** Rejects with ShoalError `option-invalid` when a file cannot be used. */
export async function prepareTerms(
  { uri, request }: Pick<TransferRecord, 'uri' | 'request'>,
  ports: TermsPorts,
  notice: (notice: Notice) => void
): Promise<RequestTerms> {
  const asked = new URL(uri)
  const { clientCertificate, cookieFile } = request
  return new RequestTerms({
    asked,
    request,
    userAgent: ports.userAgent,
    login: loginOf(asked, request.login, ports, notice),
    cookies: cookieFile === undefined ? [] : await readCookies(cookieFile),
    identity: clientCertificate === undefined ? null : await readIdentity(clientCertificate),
    proxyEnvironment: ports.proxyEnvironment(),
    unixMs: () => ports.unixMs()
  })
}

/** What was given for this transfer, else what the URI holds, else what .netrc has for exactly this host. */
function loginOf(
  asked: URL,
  given: Login | undefined,
  ports: TermsPorts,
  notice: (notice: Notice) => void
): Login | null {
  const login = given ?? credentialsOf(asked)
  // A name alone may have its password in .netrc, except for HTTP, where an empty one is a password like any other.
  const isNameAlone = !given && asked.password === '' && isForeign(asked)
  if (login && !isNameAlone) return login
  const file = ports.netrc()
  const found = file && netrcLogin(file.text, endpointOf(asked).host)
  if (login?.kind === 'password' && !(found?.kind === 'password' && found.user === login.user)) return login
  if (found && file.readableByOthers) {
    notice({
      code: 'netrc-readable',
      message: `${file.path} holds passwords and other users of this machine may read it; chmod 600 ends that.`
    })
  }
  return found
}

async function readCookies(path: string): Promise<readonly Cookie[]> {
  const refuse = (reason: string): Error => fail('option-invalid', { option: '--cookies', reason })
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (thrown) {
    throw refuse(`${path} cannot be read (${(thrown as NodeJS.ErrnoException).code ?? ''})`)
  }
  const { cookies, strangeLines } = parseCookieFile(text)
  if (cookies.length === 0 && strangeLines > 0) throw refuse(`${path} is not in Netscape's cookies.txt form`)
  return cookies
}
