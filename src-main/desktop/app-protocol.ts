/**
 * Serves the built page under `app://shoal/`, so that it has a real, secure origin and strict headers, which `file:`
 * cannot give. What is a file of the page is decided where all who serve it ask.
 */
import type { Protocol } from 'electron'
import { securityHeadersFor } from '../host/page/content-security.ts'
import { fileOf, pageFile } from '../host/page/page-files.ts'
import { APP_SCHEME, isOfApp } from './app-origin.ts'

/** The page of the window talks through its preload, and to no network at all. */
const securityHeaders = securityHeadersFor("'self'")

/** To be called before the application is ready. */
export function declareAppScheme(protocol: Protocol): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }
  ])
}

/** Serves `directory` on one session's protocol. */
export function serveApp(protocol: Protocol, directory: string): void {
  protocol.handle(APP_SCHEME, (request) => answer(request, directory))
}

/** The whole of the protocol: a request in, a file or a refusal out. */
export async function answer(request: Pick<Request, 'method' | 'url'>, directory: string): Promise<Response> {
  if (request.method !== 'GET') return refusal(405)
  const file = await pageFile(directory, pathOf(request.url))
  if (file === null) return refusal(404)
  return new Response(new Uint8Array(file.body), {
    headers: { ...securityHeaders, 'Content-Type': file.type }
  })
}

/** The file an address names, relative to the page's folder; null when it names none. */
export const pathOf = (address: string): string | null =>
  isOfApp(address) ? fileOf(new URL(address).pathname) : null

const refusal = (status: number): Response =>
  new Response(null, { status, headers: { ...securityHeaders, 'Content-Type': 'text/plain' } })
