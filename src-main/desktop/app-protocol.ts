/**
 * Serves the built page under `app://shoal/`, so that it has a real, secure origin and strict headers, which `file:`
 * cannot give. It must never serve a file from outside the page's folder, nor one of a kind it does not know.
 */
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Protocol } from 'electron'
import { APP_SCHEME, isOfApp } from './app-origin.ts'
import { securityHeaders } from './content-security.ts'

/** Every kind of file a built page is made of; what is not named here is not served. */
const MIME_TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2'
}

/** A plain name: no leading dot, no separator of any system, nothing percent-encoded. */
const SEGMENT = /^[A-Za-z0-9_-][A-Za-z0-9_.-]*$/

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
  const relative = pathOf(request.url)
  const type = relative === null ? undefined : MIME_TYPES[path.extname(relative)]
  if (relative === null || type === undefined) return refusal(404)
  try {
    const body = await readFile(path.join(directory, relative))
    return new Response(new Uint8Array(body), { headers: { ...securityHeaders, 'Content-Type': type } })
  } catch {
    // Missing, or a directory: to the page both are the same.
    return refusal(404)
  }
}

/** The file an address names, relative to the page's folder; null when it names none. */
export function pathOf(address: string): string | null {
  if (!isOfApp(address)) return null
  const { pathname } = new URL(address)
  if (pathname === '/' || pathname === '') return 'index.html'
  const segments = pathname.slice(1).split('/')
  return segments.every((segment) => SEGMENT.test(segment)) ? segments.join('/') : null
}

const refusal = (status: number): Response =>
  new Response(null, { status, headers: { ...securityHeaders, 'Content-Type': 'text/plain' } })
