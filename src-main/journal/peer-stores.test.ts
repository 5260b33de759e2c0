import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { DEFAULT_PEER_POLICY } from '../../src-shared/model/peer-policy.ts'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import { USUAL_PEER_TERMS } from '../../src-shared/model/peer.ts'
import type { PeerRecord } from '../peers/ports/directory-store.ts'
import type { NewContent } from '../peers/ports/cache-store.ts'
import {
  journalChild,
  type JournalChild,
  killChild,
  killChildren,
  nextLine
} from './journal-child.fixture.ts'
import { openJournal, type Journal } from './open-journal.ts'
import { aRecord } from './record.fixture.ts'

let stateDirectory: string
let journal: Journal
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'shoal-peer-stores-'))
  journal = openJournal({ stateDirectory })
})
afterEach(async () => {
  await killChildren()
  journal.close()
  rmSync(stateDirectory, { recursive: true })
})

const reopen = (): void => {
  journal.close()
  journal = openJournal({ stateDirectory })
}

const child = (body: string): JournalChild =>
  journalChild(
    stateDirectory,
    `const blank = ${JSON.stringify(peer('PEER', {}))}
     const content = ${JSON.stringify(content({}))}
     const journal = openJournal({ stateDirectory })
     ${body}`
  )

const peer = (id: string, parts: Partial<PeerRecord>): PeerRecord => ({
  id,
  name: '',
  trust: 'paired',
  quarantine: null,
  terms: USUAL_PEER_TERMS,
  addresses: [],
  originRate: null,
  lanRate: null,
  history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null },
  firstSeenAtMs: 1,
  ...parts
})

const content = (parts: Partial<NewContent>): NewContent => ({
  uri: 'http://example.org/a',
  file: { validator: { etag: '"a"', lastModified: null }, length: 1000 },
  kind: 'cached',
  path: 'a',
  lastUsedAtMs: 1,
  ...parts
})

const text = fc.string({ unit: 'binary', maxLength: 40 })
const bytes = fc.nat({ max: Number.MAX_SAFE_INTEGER })
const number = fc.double({ min: 0, max: 1e15, noNaN: true }).map((value) => value + 0)
const rate = fc.option(
  fc.record({ bytes: number, tookMs: fc.double({ min: 1e-3, max: 1e9, noNaN: true }), atMs: number })
)
const anyPeer: fc.Arbitrary<PeerRecord> = fc.record({
  id: fc.constantFrom('a', 'b'),
  name: text,
  trust: fc.constantFrom('none', 'paired', 'group'),
  quarantine: fc.option(fc.record({ atMs: number, reason: text })),
  terms: fc.record({ asks: fc.boolean(), contributes: fc.boolean() }),
  addresses: fc
    .uniqueArray(
      fc.record({
        host: text,
        port: fc.integer({ min: 1, max: 65535 }),
        typed: fc.boolean(),
        lastWorkedAtMs: fc.option(fc.nat())
      }),
      { maxLength: 5, selector: ({ host, port }) => `${port} ${host}` }
    )
    // As the table gives them: the last that worked first.
    .map((list) => list.map((address, index) => ({ ...address, lastWorkedAtMs: 100 - index }))),
  originRate: rate,
  lanRate: rate,
  history: fc.record({
    receivedBytes: bytes,
    sentBytes: bytes,
    failures: fc.nat(),
    lastSeenAtMs: fc.option(number)
  }),
  firstSeenAtMs: number
})

test('a peer comes back exactly as it was recorded, also after a restart, until it is forgotten', () => {
  const { directory } = journal.peers
  fc.assert(
    fc.property(anyPeer, (record) => {
      expect(directory.revise(record.id, () => record)).toEqual(record)
      expect(directory.all().find(({ id }) => id === record.id)).toEqual(record)
    }),
    { numRuns: 60 }
  )
  const all = directory.all()
  expect(all.length).toBeGreaterThan(0)
  reopen()
  expect(journal.peers.directory.all()).toEqual(all)
  for (const { id } of all) journal.peers.directory.revise(id, () => null)
  expect(journal.peers.directory.all()).toEqual([])
})

test('two processes that count for one peer at once lose nothing of each other', async () => {
  const counting = `
    const more = (found) => ({ ...(found ?? blank), history: { ...(found ?? blank).history,
      receivedBytes: (found ?? blank).history.receivedBytes + 1 } })
    for (let i = 0; i < 100; i++) { journal.peers.directory.revise('PEER', more); journal.peers.usage.add(1) }
    say('done')`
  const rivals = [child(counting), child(counting)]
  await Promise.all(rivals.map(({ lines }) => nextLine(lines)))
  expect(journal.peers.directory.all()[0]?.history.receivedBytes).toBe(200)
  expect(journal.peers.usage.fetchedToday()).toBe(200)
})

test('what another process writes changes the version, what this one writes does not', async () => {
  const { directory } = journal.peers
  const before = directory.version()
  directory.revise('a', () => peer('a', {}))
  expect(directory.version()).toBe(before)
  const { lines } = child(`journal.peers.directory.revise('b', () => ({ ...blank, id: 'b' })); say(1)`)
  await nextLine(lines)
  expect(directory.version()).not.toBe(before)
})

test('plans live as long as their transfer, and one without a transfer is no error', () => {
  const { plans } = journal.peers
  const plan = {
    transfer: 't',
    peer: 'a',
    planId: 'f'.repeat(32),
    revision: 3,
    ranges: [{ start: 0, end: 5 }],
    status: { revision: 2, state: 'fetching', bytesPerSecond: 1.5, connections: 2, problem: null },
    reason: 'its link is free',
    updatedAtMs: 4
  } as const
  plans.put([plan])
  expect(plans.of('t')).toEqual([])
  journal.insert(aRecord('t'))
  plans.put([plan, { ...plan, peer: 'b', status: null }])
  plans.put([{ ...plan, revision: 4, ranges: [] }])
  reopen()
  expect(journal.peers.plans.of('t')).toEqual([
    { ...plan, revision: 4, ranges: [] },
    { ...plan, peer: 'b', status: null }
  ])
  journal.remove('t')
  expect(journal.peers.plans.of('t')).toEqual([])
})

test('the policy is the defaults until it is set, and comes back as it was set', () => {
  const { policy } = journal.peers
  expect(policy.policy()).toEqual(DEFAULT_PEER_POLICY)
  const set = { ...DEFAULT_PEER_POLICY, allowPrivate: ['10.0.0.0/8'], bytesPerDay: 7, shareFinished: true }
  policy.savePolicy(set)
  reopen()
  expect(journal.peers.policy.policy()).toEqual(set)
})

test('durable ranges of a content melt together as they are added', () => {
  const { cache } = journal.peers
  const range = fc
    .tuple(fc.nat(999), fc.integer({ min: 1, max: 200 }))
    .map(([start, length]): ByteRange => ({ start, end: Math.min(1000, start + length) }))
  const batches = fc.array(fc.array(range, { maxLength: 3 }), { maxLength: 5 })
  fc.assert(
    fc.property(batches, (added) => {
      const { id } = cache.use(content({}))
      const model = new Set<number>()
      for (const ranges of added) {
        for (const cell of cells(ranges)) model.add(cell)
        expect(cache.add(id, ranges)).toBe(model.size)
        const durable = cache.durable(id)
        expect(new Set(cells(durable))).toEqual(model)
        const gaps = durable.slice(1).map(({ start }, index) => start - (durable[index]?.end ?? 0))
        expect(gaps.every((gap) => gap > 0)).toBe(true)
      }
      cache.release(id, 1)
      expect(cache.forget(id)).toBe(true)
    }),
    { numRuns: 15 }
  )
})

test('one content has one row, whatever date is told beside its entity tag; a temporary one has its own', () => {
  const { cache } = journal.peers
  const first = cache.use(content({}))
  const dated = { validator: { etag: '"a"', lastModified: 'Mon' }, length: 1000 }
  expect(cache.use(content({ path: 'b', file: dated })).id).toBe(first.id)
  const others = [
    content({ kind: 'temporary' }),
    content({ kind: 'temporary' }),
    content({ kind: 'shared' }),
    content({ uri: 'http://example.org/b' }),
    content({ file: { ...dated, length: 999 } }),
    content({ file: { ...dated, validator: { etag: null, lastModified: 'Mon' } } }),
    content({ file: { ...dated, validator: { etag: null, lastModified: 'Tue' } } })
  ].map((other) => cache.use(other).id)
  expect(new Set([first.id, ...others]).size).toBe(8)
})

test('a content that a living process uses is not forgotten; one that a dead process used is', async () => {
  const { process: user, lines } = child('say(journal.peers.cache.use(content).id)')
  const id = await nextLine<number>(lines)
  const { cache } = journal.peers
  expect(cache.forget(id)).toBe(false)
  await killChild(user)
  cache.use(content({}))
  cache.use(content({}))
  cache.release(id, 1)
  expect(cache.forget(id)).toBe(false)
  cache.release(id, 1)
  expect(cache.forget(id)).toBe(true)
  expect(cache.all()).toEqual([])
  expect(cache.add(id, [{ start: 0, end: 1 }])).toBeNull()
})

const cells = (ranges: readonly ByteRange[]): number[] =>
  ranges.flatMap(({ start, end }) => Array.from({ length: end - start }, (_, index) => start + index))
