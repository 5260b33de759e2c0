/** Who is let in and who is not, over real sockets. */
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../src-shared/rpc/client.ts'
import { serve } from '../../src-shared/rpc/server.ts'
import { listenForRpc, MAX_CLIENTS, type RpcListener } from './rpc-listener.ts'
import { connectWebSocket } from './web-socket-transport.ts'

const token = 'A_token-with.128bits'
const info = { version: '1', runtime: 'Node', stateDirectory: '/state', downloadDirectory: '/downloads' }
let listener: RpcListener
let clients = 0

beforeEach(async () => {
  clients = 0
  const options = { host: '127.0.0.1', port: 0, token, allowedHosts: ['127.0.0.1', 'localhost'] } as const
  listener = await listenForRpc(options, (wire) => {
    clients += 1
    serve(wire, { 'app.info': () => info }, {}, (_method, input) => ({ ok: true, input }))
  })
})
afterEach(() => listener.close())

/** A handshake as any program or page could send it; resolves with the status of the answer. */
function knock(over: Readonly<Record<string, string | undefined>> = {}): Promise<number> {
  const headers: Record<string, string | undefined> = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
    'sec-websocket-protocol': `shoal.1, shoal.token.${token}`,
    host: `127.0.0.1:${listener.port}`,
    ...over
  }
  const given = Object.entries(headers).filter((field): field is [string, string] => field[1] !== undefined)
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: listener.port,
      headers: Object.fromEntries(given),
      agent: false
    })
    asked.on('upgrade', (response, socket) => {
      socket.destroy()
      resolve(response.statusCode ?? 0)
    })
    asked.on('response', (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
    asked.on('error', reject)
    asked.end()
  })
}

test('a program that knows the token is let in and answered', async () => {
  const wire = await connectWebSocket(`ws://127.0.0.1:${listener.port}`, token)
  expect(await createClient(wire).call('app.info', null)).toEqual(info)
  wire.close()
})

test('a page of this server is let in', async () => {
  expect(await knock({ origin: `http://127.0.0.1:${listener.port}` })).toBe(101)
  expect(
    await knock({ host: `localhost:${listener.port}`, origin: `http://localhost:${listener.port}` })
  ).toBe(101)
})

test.each([
  ['a rebound name', { host: 'evil.example:80' }],
  ['an allowed name on another port', { host: '127.0.0.1:1' }],
  ['a foreign page', { origin: 'http://evil.example' }],
  ['a page of another program on this machine', { origin: 'http://127.0.0.1:1' }],
  ['a page without an origin of its own', { origin: 'null' }],
  ['a wrong token', { 'sec-websocket-protocol': 'shoal.1, shoal.token.wrong' }],
  [
    'a token that is only the beginning',
    { 'sec-websocket-protocol': `shoal.1, shoal.token.${token.slice(0, -1)}` }
  ],
  ['more than the token', { 'sec-websocket-protocol': `shoal.1, shoal.token.${token}A` }],
  [
    'the token in other capitals',
    { 'sec-websocket-protocol': `shoal.1, shoal.token.${token.toLowerCase()}` }
  ],
  ['no token', { 'sec-websocket-protocol': 'shoal.1' }],
  ['no subprotocol at all', { 'sec-websocket-protocol': undefined }],
  ['another version of the protocol', { 'sec-websocket-protocol': `shoal.2, shoal.token.${token}` }]
])('%s is refused', async (_who, headers) => {
  expect(await knock(headers)).toBe(403)
  expect(clients).toBe(0)
})

test('a plain request is told to use a WebSocket', async () => {
  expect(await knock({ connection: 'close', upgrade: undefined })).toBe(426)
})

test('plain requests reach their answerer under allowed names alone', async () => {
  const options = { host: '127.0.0.1', port: 0, token, allowedHosts: ['localhost'] } as const
  const seen: (string | undefined)[] = []
  const pages = await listenForRpc(
    {
      ...options,
      plain: ({ url }, response) => {
        seen.push(url)
        response.end('a page')
      }
    },
    () => undefined
  )
  const status = async (host: string): Promise<number | undefined> => {
    const asked = request({
      host: '127.0.0.1',
      port: pages.port,
      path: `/${host}`,
      headers: { host },
      agent: false
    })
    asked.end()
    const [response] = (await once(asked, 'response')) as [IncomingMessage]
    response.resume()
    return response.statusCode
  }
  expect(await status('evil.example')).toBe(403)
  expect(await status(`127.0.0.1:${pages.port}`)).toBe(403)
  expect(await status(`LOCALHOST:${pages.port}`)).toBe(200)
  expect(seen).toEqual([`/LOCALHOST:${pages.port}`])
  await pages.close()
})

test('more pages than people have are sent away', async () => {
  const url = `ws://127.0.0.1:${listener.port}`
  const crowd = await Promise.all(Array.from({ length: MAX_CLIENTS }, () => connectWebSocket(url, token)))
  const oneMore = await connectWebSocket(url, token)
  await new Promise<void>((resolve) => createClient(oneMore).onClosed(resolve))
  expect(clients).toBe(MAX_CLIENTS)
  crowd[0]?.close()
  await expect
    .poll(async () => {
      const another = createClient(await connectWebSocket(url, token))
      return another.call('app.info', null).catch(() => null)
    })
    .toEqual(info)
})

test('a refused client hears that it is disconnected', async () => {
  const url = `ws://127.0.0.1:${listener.port}`
  await expect(connectWebSocket(url, 'wrong')).rejects.toMatchObject({ problem: { code: 'disconnected' } })
})

test('a port that is taken is said to be', async () => {
  const options = { host: '127.0.0.1', port: listener.port, token, allowedHosts: [] } as const
  await expect(listenForRpc(options, () => undefined)).rejects.toMatchObject({
    problem: { code: 'option-invalid' }
  })
})

test('closing ends every wire', async () => {
  const wire = await connectWebSocket(`ws://127.0.0.1:${listener.port}`, token)
  const gone = new Promise<void>((resolve) => createClient(wire).onClosed(resolve))
  await listener.close()
  await gone
})
