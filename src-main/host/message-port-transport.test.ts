import { MessageChannel } from 'node:worker_threads'
import { describe, expect, test } from 'vitest'
import { conformanceCases, type Wire } from '../../src-shared/rpc/conformance.ts'
import { messagePortTransport } from './message-port-transport.ts'

const makeWire = (): Promise<Wire> => {
  const { port1, port2 } = new MessageChannel()
  return Promise.resolve({
    client: messagePortTransport(port1),
    server: messagePortTransport(port2),
    close: () => port2.close()
  })
}

describe('the contract over a MessagePort', () => {
  for (const { name, run } of conformanceCases) test(name, () => run(makeWire))
})

test('what was sent before anybody listened is not lost', async () => {
  const { client, server, close } = await makeWire()
  client.send({ t: 'unsubscribe', id: 7 })
  await new Promise((resolve) => setTimeout(resolve, 20))
  const heard = await new Promise((resolve) => server.onMessage(resolve))
  expect(heard).toEqual({ t: 'unsubscribe', id: 7 })
  await close()
})

test('a listener that comes after the end still hears of it', async () => {
  const { client, server, close } = await makeWire()
  const ended = new Promise((resolve) => server.onMessage(resolve))
  await close()
  expect(await ended).toEqual({ t: 'closed' })
  client.onMessage(() => undefined)
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(await new Promise((resolve) => client.onMessage(resolve))).toEqual({ t: 'closed' })
})
