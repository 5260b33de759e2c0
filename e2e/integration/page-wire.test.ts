/** The page's end of the WebSocket against the server's end: the contract's conformance, over real sockets. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocketServer } from 'ws'
import { listenForRpc, type RpcListener } from '../../src-main/headless/rpc-listener.ts'
import { webSocketTransport } from '../../src-renderer/bridge/web-socket-transport.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import { conformanceCases, type Wire } from '../../src-shared/rpc/conformance.ts'
import { serve } from '../../src-shared/rpc/server.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'

const open: RpcListener[] = []
const closeAll = async (): Promise<void> => {
  await Promise.all(open.splice(0).map((listener) => listener.close()))
}
afterEach(closeAll)

async function listen(onClient: (wire: Transport) => void): Promise<string> {
  const options = { host: '127.0.0.1', port: 0, token: 'secret', allowedHosts: ['127.0.0.1'] } as const
  const listener = await listenForRpc(options, onClient)
  open.push(listener)
  return `ws://127.0.0.1:${listener.port}/`
}

const neverRefused = (): void => expect.unreachable('it was refused')

describe("the contract over the page's wire", () => {
  for (const { name, run } of conformanceCases) test(name, () => run(makeWire))
})

async function makeWire(): Promise<Wire> {
  let admit: (wire: Transport) => void
  const admitted = new Promise<Transport>((resolve) => (admit = resolve))
  const client = webSocketTransport(await listen((wire) => admit(wire)), 'secret', neverRefused)
  return {
    client,
    server: await admitted,
    close: closeAll
  }
}

test('what is said before the socket is open arrives, in order', async () => {
  const heard: unknown[] = []
  const client = webSocketTransport(
    await listen((wire) => wire.onMessage((message) => heard.push(message))),
    'secret',
    neverRefused
  )
  for (let id = 1; id <= 3; id++) client.send({ t: 'unsubscribe', id })
  await expect.poll(() => heard.length).toBe(3)
  expect(heard).toEqual([1, 2, 3].map((id) => ({ t: 'unsubscribe', id })))
})

test('a wrong token and a server that is not there are told apart from an end', async () => {
  const url = await listen(() => expect.unreachable('it was let in'))
  for (const [address, token] of [
    [url, 'wrong'],
    ['ws://127.0.0.1:1/', 'secret']
  ] as const) {
    const heard: unknown[] = []
    await new Promise<void>((resolve) => {
      webSocketTransport(address, token, resolve).onMessage((message) => heard.push(message))
    })
    expect(heard).toEqual([{ t: 'closed' }])
  }
})

test('an input that is too large is refused here, and the wire goes on', async () => {
  const info = { version: '1', runtime: 'Node', stateDirectory: '/state', downloadDirectory: '/downloads' }
  const url = await listen((wire) => {
    serve(wire, { 'app.info': () => info }, {}, (_method, input) => ({ ok: true, input }))
  })
  const client = createClient(webSocketTransport(url, 'secret', neverRefused))
  const document = 'ü'.repeat(600_000)
  await expect(client.call('transfers.addMetalink', { document })).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining('larger than 1048576 bytes') as string
  })
  expect(await client.call('app.info', null)).toEqual(info)
})

test('a server that talks nonsense is left', async () => {
  for (const nonsense of ['{"t":', 'null', '{"t":"closed"}', Buffer.from('{}')]) {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, handleProtocols: () => 'shoal.1' })
    await once(server, 'listening')
    server.on('connection', (socket) => socket.send(nonsense))
    const heard: unknown[] = []
    const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`
    webSocketTransport(url, 'secret', neverRefused).onMessage((message) => heard.push(message))
    await expect.poll(() => heard).toEqual([{ t: 'closed' }])
    server.close()
  }
})
