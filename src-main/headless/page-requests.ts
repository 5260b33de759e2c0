/**
 * Answers the plain requests of a browser: the built page's files, and one page for who came without the token. None of
 * it is secret; everything that is goes over the WebSocket. It must never answer with anything but a file of the page.
 */
import { createHash } from 'node:crypto'
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import { TOKEN_NEEDED_PATH } from '../../src-shared/rpc/web-socket-protocol.ts'
import { securityHeadersFor } from '../host/page/content-security.ts'
import { fileOf, pageFile, type PageFile } from '../host/page/page-files.ts'

/** Serves `directory`. Whoever calls it has checked the request's Host. */
export const pageRequests =
  (directory: string): RequestListener =>
  (request, response) => {
    void answer(request, response, directory)
  }

async function answer(request: IncomingMessage, response: ServerResponse, directory: string): Promise<void> {
  const host = request.headers.host ?? ''
  const headers = {
    // 'self' has not always meant a WebSocket of the same origin as well.
    ...securityHeadersFor(`'self' ws://${host}`),
    // The next Shoal at this port may be another version.
    'Cache-Control': 'no-store'
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    response.writeHead(405, { ...headers, Allow: 'GET, HEAD', Connection: 'close' }).end()
    return
  }
  const pathname = (request.url ?? '').split('?', 1)[0] ?? ''
  if (pathname === TOKEN_NEEDED_PATH) {
    send(request, response, { ...headers, 'Content-Security-Policy': TOKEN_NEEDED_POLICY }, TOKEN_NEEDED)
    return
  }
  const file = pathname.startsWith('/') ? await pageFile(directory, fileOf(pathname)) : null
  if (file === null) response.writeHead(404, headers).end()
  else send(request, response, headers, file)
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  headers: Readonly<Record<string, string>>,
  { body, type }: PageFile
): void {
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': body.length })
  response.end(request.method === 'HEAD' ? undefined : body)
}

const STYLE = `:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { margin: 15vh auto 0; max-inline-size: 32rem; padding-inline: 1.5rem }
h1 { font-size: 1.25rem }`

const TOKEN_NEEDED: PageFile = {
  type: 'text/html; charset=utf-8',
  body: Buffer.from(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Shoal</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>Open the address that <code>shoal serve</code> printed</h1>
<p>It ends with a token that lets this browser in, and every start of Shoal makes a new one. Nothing that was fetched is
lost.</p>
</main>
</body>
</html>
`)
}

/** It runs nothing and asks for nothing. */
const TOKEN_NEEDED_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'"
].join('; ')
