/** The wire itself over real sockets: what it carries, and what ends it. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { conformanceCases, type Wire } from '../../src-shared/rpc/conformance.ts'
import { MAX_CLIENT_MESSAGE_BYTES } from '../../src-shared/rpc/web-socket-protocol.ts'
import { listenForRpc } from './rpc-listener.ts'
import { connectWebSocket, webSocketTransport, type WebSocketWire } from './web-socket-transport.ts'

let server: WebSocketServer
let client: WebSocket
let wire: WebSocketWire
let heard: unknown[]

beforeEach(async () => {
  server = new WebSocketServer({ host: '127.0.0.1', port: 0, maxPayload: MAX_CLIENT_MESSAGE_BYTES })
  await once(server, 'listening')
  // Of this test alone: the last test's wire may still be ending.
  const inbox: unknown[] = (heard = [])
  server.on('connection', (socket) => {
    wire = webSocketTransport(socket)
    wire.onMessage((message) => inbox.push(message))
  })
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await once(client, 'open')
})
afterEach(() => {
  client.terminate()
  server.close()
})

test.each([
  ['text that is no JSON', '{"t":', 1007],
  [
    'a column whose bytes do not fit',
    '{"t":"call","id":1,"input":{"$type":"Float64Array","$bytes":"AAAA"}}',
    1007
  ],
  ['bytes instead of text', Buffer.from('{}'), 1003],
  ['a message over the limit', `"${'x'.repeat(MAX_CLIENT_MESSAGE_BYTES)}"`, 1009]
])('%s ends the wire, once, and reaches nobody', async (_what, message, code) => {
  client.send(message)
  const [closeCode] = (await once(client, 'close')) as [number]
  expect(closeCode).toBe(code)
  await expect.poll(() => heard).toEqual([{ t: 'closed' }])
})

test('JSON that is no envelope is dropped, as is a claim that the wire has ended', async () => {
  for (const text of ['null', '[1]', '{}', '{"t":null}', '{"t":"closed"}']) client.send(text)
  const envelope = { t: 'unsubscribe', id: 1 }
  client.send(JSON.stringify(envelope))
  await expect.poll(() => heard).toEqual([envelope])
})

test('the largest request that is allowed passes', async () => {
  const envelope = { t: 'call', id: 1, method: 'm', input: '' }
  const input = 'x'.repeat(MAX_CLIENT_MESSAGE_BYTES - JSON.stringify(envelope).length)
  client.send(JSON.stringify({ ...envelope, input }))
  await expect.poll(() => heard.length).toBe(1)
  expect((heard[0] as typeof envelope).input === input).toBe(true)
})

test('a reader that never reads is cut off instead of filling the memory', async () => {
  client.pause()
  const value = 'x'.repeat(8 << 20)
  for (let id = 0; id < 64 && heard.length === 0; id += 1) {
    wire.send({ t: 'result', id, value })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(heard).toEqual([{ t: 'closed' }])
})

test('a client that says too much at once is heard bit by bit, and whole', async () => {
  server.removeAllListeners('connection')
  const arriving = once(server, 'connection') as Promise<[WebSocket]>
  const another = new WebSocket(client.url)
  const [[served]] = await Promise.all([arriving, once(another, 'open')])
  const inbox: unknown[] = []
  webSocketTransport(served, 100).onMessage((message) => inbox.push(message))
  // More than one packet brings.
  const all = Array.from({ length: 220 }, (_, id) => ({
    t: 'call',
    id,
    method: 'x'.repeat(5_000),
    input: null
  }))
  for (const message of all) another.send(JSON.stringify(message))
  await expect.poll(() => inbox.length).toBeGreaterThanOrEqual(100)
  expect(served.isPaused).toBe(true)
  expect(inbox.length).toBeLessThan(150)
  await expect.poll(() => inbox.length).toBe(220)
  expect(inbox).toEqual(all)
  another.terminate()
})

test('who listens after the end still hears of it', async () => {
  client.close()
  await expect.poll(() => heard).toEqual([{ t: 'closed' }])
  const late: unknown[] = []
  wire.onMessage((message) => late.push(message))
  await expect.poll(() => late).toEqual([{ t: 'closed' }])
})

describe('the contract over a WebSocket', () => {
  for (const { name, run } of conformanceCases) test(name, () => run(makeWire))
})

async function makeWire(): Promise<Wire> {
  let admit: (wire: WebSocketWire) => void
  const admitted = new Promise<WebSocketWire>((resolve) => (admit = resolve))
  const options = { host: '127.0.0.1', port: 0, token: 'secret', allowedHosts: ['127.0.0.1'] } as const
  const listener = await listenForRpc(options, (end) => admit(end))
  const client = await connectWebSocket(`ws://127.0.0.1:${listener.port}`, 'secret')
  return { client, server: await admitted, close: () => listener.close() }
}
