import { describe, expect, test } from 'vitest'
import { problem } from '../../src-shared/errors/problem.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { newsBetween } from '../features/transfers/news.ts'
import { createTransfersStore, followTransfers, withChanges, withSnapshot } from './transfers.ts'

const transfer = (id: string, more: Partial<Transfer> = {}): Transfer => ({
  id,
  uri: `https://example.org/${id}`,
  name: id,
  directory: '/tmp',
  length: 100,
  receivedBytes: 0,
  state: { kind: 'running', phase: 'receiving' },
  connections: 8,
  limitBytesPerSecond: null,
  priority: 'normal',
  notices: [],
  addedAtMs: 0,
  activeSeconds: 0,
  refetchedBytes: 0,
  retransmittedBytes: 0,
  sources: [],
  verification: { kind: 'unproven' },
  ...more
})
const start = createTransfersStore().getState()

describe('the list of transfers', () => {
  test('a change of counters alone leaves everything as it was, so that nothing renders', () => {
    const before = withSnapshot(start, [transfer('a')])
    const after = withChanges(before, [
      {
        kind: 'changed',
        transfer: transfer('a', { receivedBytes: 50, activeSeconds: 3, retransmittedBytes: 1 })
      }
    ])
    expect(after).toBe(before)
  })

  test('a changed limit or priority is told, also while it runs', () => {
    const before = withSnapshot(start, [transfer('a')])
    const limited = transfer('a', { limitBytesPerSecond: 5_000_000, priority: 'high' })
    const after = withChanges(before, [{ kind: 'changed', transfer: limited }])
    expect(after.byId.get('a')).toBe(limited)
  })

  test('a change of state takes the counters with it and leaves the others alone', () => {
    const before = withSnapshot(start, [transfer('a'), transfer('b')])
    const after = withChanges(before, [
      { kind: 'changed', transfer: transfer('a', { receivedBytes: 50, state: { kind: 'paused' } }) }
    ])
    expect(after.byId.get('a')?.receivedBytes).toBe(50)
    expect(after.byId.get('b')).toBe(before.byId.get('b'))
  })

  test('a removed transfer is gone; removing it twice changes nothing', () => {
    const after = withChanges(withSnapshot(start, [transfer('a')]), [{ kind: 'removed', id: 'a' }])
    expect([...after.byId]).toEqual([])
    expect(withChanges(after, [{ kind: 'removed', id: 'a' }])).toBe(after)
  })

  test('changes that come together are seen together, in their order', async () => {
    const wire = memoryWire()
    const store = createTransfersStore()
    followTransfers(createClient(wire.client), store)
    wire.server.send({ t: 'snapshot', id: 1, seq: 0, value: [] })
    await Promise.resolve()
    let seen = 0
    store.subscribe(() => seen++)
    const paused = transfer('b', { state: { kind: 'paused' } })
    const changes = [
      { kind: 'added', transfer: transfer('a') },
      { kind: 'added', transfer: transfer('b') },
      { kind: 'removed', id: 'a' },
      { kind: 'changed', transfer: paused }
    ]
    changes.forEach((value, index) => wire.server.send({ t: 'event', id: 1, seq: index + 1, value }))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect([...store.getState().byId]).toEqual([['b', paused]])
    // The snapshot's, and the one of all four.
    expect(seen).toBeLessThanOrEqual(2)
  })

  test('says so when the engine is gone', async () => {
    const wire = memoryWire()
    const store = createTransfersStore()
    followTransfers(createClient(wire.client), store)
    wire.server.send({ t: 'snapshot', id: 1, seq: 0, value: [transfer('a')] })
    await Promise.resolve()
    await Promise.resolve()
    expect(store.getState().link).toBe('open')
    wire.close()
    await Promise.resolve()
    await Promise.resolve()
    expect(store.getState().link).toBe('lost')
    expect([...store.getState().byId.keys()]).toEqual(['a'])
  })
})

test('news names what was added, what changed state and what is gone, and nothing else', () => {
  const before = new Map([transfer('a'), transfer('b'), transfer('c')].map((each) => [each.id, each]))
  const failed = { kind: 'failed', problem: problem('http-not-found', { host: 'example.org' }) } as const
  const now = new Map(
    [transfer('a', { state: failed }), transfer('b'), transfer('d')].map((each) => [each.id, each])
  )
  expect(newsBetween(before, now, new Set())).toEqual([
    'a: could not finish. example.org has no such file (404).',
    'd: added',
    'c: removed'
  ])
})
