/**
 * The door for WebSocket clients of this machine. Any web page may try a loopback port, and a name that a stranger
 * controls may be pointed at it (DNS rebinding), so a client must use an allowed Host, come from no foreign page
 * (Origin) and know the token. Whoever does not is refused before a socket exists, without being told which failed.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import { fail } from '../../src-shared/errors/problem.ts'
import {
  MAX_CLIENT_MESSAGE_BYTES,
  SUBPROTOCOL,
  TOKEN_SUBPROTOCOL_PREFIX
} from '../../src-shared/rpc/web-socket-protocol.ts'
import {
  MAX_CLIENT_MESSAGES_PER_SECOND,
  webSocketTransport,
  type WebSocketWire
} from './web-socket-transport.ts'

/** Pages of one person at one time; more is a loop gone wrong. */
export const MAX_CLIENTS = 32
/** Connections at once, those for the page's files included. */
const MAX_CONNECTIONS = 256
/** RFC 6455's registry: try again later. */
const CLOSE_TRY_AGAIN_LATER = 1013

export interface RpcListenerOptions {
  /** A loopback address. */
  readonly host: '127.0.0.1' | '::1' | 'localhost'
  /** 0: any free one. */
  readonly port: number
  /** At least 128 random bits, in characters an HTTP token may have (base64url has). */
  readonly token: string
  /** Names, without port, under which clients may address this server; IPv6 in brackets. */
  readonly allowedHosts: readonly string[]
  /** Answers plain requests under those names; without it they are told to use a WebSocket. */
  readonly plain?: RequestListener
}

export interface RpcListener {
  readonly port: number
  /** Ends every wire and stops listening. */
  close(): Promise<void>
}

/** Calls `onClient` with the wire of each client let in. Rejects with `option-invalid` when it cannot listen. */
export async function listenForRpc(
  { host, port, token, allowedHosts, plain = useWebSocket }: RpcListenerOptions,
  onClient: (wire: WebSocketWire) => void
): Promise<RpcListener> {
  const authorities = new Set<string>()
  const server = createServer((request, response) => {
    if (isAddressed(request, authorities)) plain(request, response)
    else response.writeHead(403, { connection: 'close' }).end()
  })
  server.maxConnections = MAX_CONNECTIONS
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: MAX_CLIENT_MESSAGE_BYTES,
    // Compression costs memory per client and buys nothing inside one machine.
    perMessageDeflate: false,
    handleProtocols: () => SUBPROTOCOL
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(fail('option-invalid', { option: `${host}:${port}`, reason: error.message }, error))
    )
    server.listen(port, host, resolve)
  })
  const ownPort = (server.address() as AddressInfo).port
  for (const name of allowedHosts) authorities.add(`${name.toLowerCase()}:${ownPort}`)

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that resets while it is being refused is no fault of ours.
    socket.on('error', () => socket.destroy())
    if (!mayEnter(request, authorities, token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      if (sockets.clients.size > MAX_CLIENTS) client.close(CLOSE_TRY_AGAIN_LATER, 'too many pages are open')
      else onClient(webSocketTransport(client, MAX_CLIENT_MESSAGES_PER_SECOND))
    })
  })

  return {
    port: ownPort,
    close() {
      for (const client of sockets.clients) client.terminate()
      sockets.close()
      return new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      })
    }
  }
}

const useWebSocket: RequestListener = (_request, response) => {
  response.writeHead(426, { connection: 'close', upgrade: 'websocket' }).end()
}

const isAddressed = ({ headers: { host } }: IncomingMessage, authorities: ReadonlySet<string>): boolean =>
  host !== undefined && authorities.has(host.toLowerCase())

function mayEnter(request: IncomingMessage, authorities: ReadonlySet<string>, token: string): boolean {
  const { host = '', origin } = request.headers
  if (!isAddressed(request, authorities)) return false
  // Programs send no Origin; a page always does, and only one that this server served may come in.
  if (origin !== undefined && origin.toLowerCase() !== `http://${host.toLowerCase()}`) return false
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  const given = offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL_PREFIX))
  return (
    offered.includes(SUBPROTOCOL) &&
    given !== undefined &&
    sameSecret(given, TOKEN_SUBPROTOCOL_PREFIX + token)
  )
}

/** Takes the same time wherever the two differ; hashing makes their lengths equal. */
function sameSecret(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(given), digest(expected))
}
