import { expect, test } from 'vitest'
import type { InputOf, MethodName } from '../../../src-shared/contract/contract.ts'
import { createClient } from '../../../src-shared/rpc/client.ts'
import { memoryWire } from '../../../src-shared/rpc/memory-transport.ts'
import { serve } from '../../../src-shared/rpc/server.ts'
import { peerStreamsOf } from './changes-of.ts'
import { peerMethodsOf } from './peer-methods.ts'
import { aContribution, aPeer, memoryPeers, OTHER_ID } from './peers-port.fixture.ts'
import type { PeersPort } from './peers-port.ts'
import { validateInput } from './validate-input.ts'

function clientOf(peers: PeersPort | null) {
  const wire = memoryWire()
  serve(wire.server, peerMethodsOf(peers), peerStreamsOf(peers), validateInput)
  return createClient(wire.client)
}

test('without peers every call says so, and nobody is seen', async () => {
  const client = clientOf(null)
  const calls: readonly { readonly [N in MethodName]: readonly [N, InputOf<N>] }[MethodName][] = [
    ['membership.join', null],
    ['membership.leave', null],
    ['peers.self', null],
    ['peers.network', null],
    ['peers.list', null],
    ['peers.addAddress', { host: 'a', port: 1 }],
    ['peers.unpair', { id: OTHER_ID }],
    ['peers.forgive', { id: OTHER_ID }],
    ['peers.agree', { id: OTHER_ID, terms: { asks: false } }],
    ['peers.test', { id: null }],
    ['peers.pair', { target: null }],
    ['pairing.confirm', { code: '123456' }],
    ['pairing.cancel', null],
    ['peers.policy.get', null],
    ['peers.policy.set', {}],
    ['peers.helping', null],
    ['contributions.list', null],
    ['cache.info', null],
    ['cache.clear', null]
  ]
  for (const [name, input] of calls)
    await expect(client.call(name, input), name).rejects.toMatchObject({ code: 'peers-off' })
  const seen = await new Promise((resolve) =>
    client.subscribe('peers.changes', { snapshot: resolve, event: () => undefined })
  )
  expect(seen).toEqual([])
})

test('what is asked reaches the peers, and what they say comes back', async () => {
  const memory = memoryPeers()
  memory.change({ kind: 'added', peer: aPeer() })
  memory.contributions = [aContribution()]
  const client = clientOf(memory.port)
  expect(await client.call('peers.list', null)).toEqual([aPeer()])
  expect(await client.call('contributions.list', null)).toEqual([aContribution()])
  memory.helping = [
    { peer: OTHER_ID, name: 'Attic', transfer: 't1', file: 'a.iso', bytesPerSecond: 7, bytes: 9 }
  ]
  expect(await client.call('peers.helping', null)).toEqual(memory.helping)
  await client.call('peers.addAddress', { host: '192.0.2.9', port: 99 })
  await client.call('peers.unpair', { id: OTHER_ID })
  await client.call('peers.forgive', { id: OTHER_ID })
  await client.call('peers.agree', { id: OTHER_ID, terms: { contributes: false } })
  await client.call('peers.test', { id: OTHER_ID })
  await client.call('peers.pair', { target: '192.0.2.9' })
  await client.call('pairing.cancel', null)
  await expect(client.call('peers.forgive', { id: 'nobody' })).rejects.toMatchObject({
    code: 'peer-not-listed'
  })
  expect(memory.asked).toEqual([
    'add 192.0.2.9 99',
    `unpair ${OTHER_ID}`,
    `forgive ${OTHER_ID}`,
    `agree ${OTHER_ID} {"contributes":false}`,
    `test ${OTHER_ID}`,
    'pair 192.0.2.9',
    'cancel'
  ])
  await client.call('peers.policy.set', { mostContributions: 3 })
  expect(await client.call('peers.policy.get', null)).toMatchObject({
    mostContributions: 3,
    onBattery: 'pause'
  })
  expect(await client.call('cache.clear', null)).toMatchObject({ bytes: 0 })
})

test('changes of peers and of the pairing are heard in order', async () => {
  const memory = memoryPeers()
  const client = clientOf(memory.port)
  const heard: unknown[] = []
  const hear = (value: unknown): void => void heard.push(value)
  client.subscribe('peers.changes', { snapshot: hear, event: hear })
  client.subscribe('pairing.changes', { snapshot: hear, event: hear })
  await expect.poll(() => heard.length).toBe(2)
  memory.change({ kind: 'added', peer: aPeer() })
  memory.pairs({ kind: 'waiting', target: null })
  memory.change({ kind: 'removed', id: OTHER_ID })
  await expect
    .poll(() => heard)
    .toEqual([
      [],
      { kind: 'idle' },
      { kind: 'added', peer: aPeer() },
      { kind: 'waiting', target: null },
      { kind: 'removed', id: OTHER_ID }
    ])
})

test.each<readonly [string, MethodName, unknown, string]>([
  ['an id that is too long', 'peers.unpair', { id: 'A'.repeat(81) }, 'at most 80 characters'],
  ['no id', 'peers.unpair', { id: '' }, 'must not be empty'],
  ['a port that is none', 'peers.addAddress', { host: 'a', port: 0 }, 'from 1 to 65535'],
  ['a host with a path', 'peers.addAddress', { host: 'a/../b', port: 1 }, 'must be an IP address or a name'],
  ['a host with an escape', 'peers.addAddress', { host: 'a\u001b[2J', port: 1 }, 'must be an IP address'],
  ['a code with letters', 'pairing.confirm', { code: '12345a' }, 'must be six digits'],
  ['a network that is none', 'peers.policy.set', { allowPrivate: ['10.0.0.0/33'] }, 'must be a network'],
  ['too many networks', 'peers.policy.set', { allowPrivate: Array(257).fill('::/0') }, 'at most 256 entries'],
  ['a rate below any use', 'peers.policy.set', { uploadLimitBytesPerSecond: 1 }, 'from 1024'],
  ['part of a contribution', 'peers.policy.set', { mostContributions: 1.5 }, 'from 0 to 64'],
  ['another word', 'peers.policy.set', { onBattery: 'maybe' }, 'must be "contribute" or "pause"'],
  [
    'a rule that there is not',
    'peers.policy.set',
    { everything: true },
    'there is no such option as everything'
  ],
  ['a target without end', 'peers.pair', { target: 'x'.repeat(1_000) }, 'at most 261 characters']
])('%s is refused by name', async (_what, method, input, reason) => {
  const client = clientOf(memoryPeers().port)
  const call = (client.call as (method: string, input: unknown) => Promise<unknown>)(method, input)
  await expect(call).rejects.toMatchObject({
    code: 'input-invalid',
    message: expect.stringContaining(reason) as string
  })
})
