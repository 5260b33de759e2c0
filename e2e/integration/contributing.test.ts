/** The contributor's side as its service calls it: a real origin, the engine's contributions, a real cache and journal. */
import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Clock } from '../../src-main/engine/ports/clock.ts'
import type { FileIdentity } from '../../src-main/engine/ports/contributors.ts'
import { openJournal, type Journal } from '../../src-main/journal/open-journal.ts'
import { openCache, type ContentCache } from '../../src-main/peers/cache/content-cache.ts'
import {
  createContributing,
  SILENCE_MS,
  type Contributing
} from '../../src-main/peers/contributing/contributing.ts'
import { createDirectory, type Directory } from '../../src-main/peers/directory/directory.ts'
import { ContributionPolicy } from '../../src-main/peers/policy/contribution-policy.ts'
import type { PlanMessage } from '../../src-main/peers/protocol/plan.ts'
import type { PlanStatusMessage } from '../../src-main/peers/protocol/status.ts'
import { contentFiles } from '../../src-main/platform/content-files.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { totalLength, type ByteRange } from '../../src-shared/model/byte-range.ts'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../src-shared/model/peer-policy.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { LOOPBACK_ALLOWED, startContributor, type Contributor } from './contributor.ts'

const MiB = 1024 * 1024
const ALICE = 'ALICE'
const BOB = 'BOB'
const PLAN = 'a'.repeat(32)
const never = new AbortController().signal

let stateDirectory: string
let origin: Origin
let engine: Contributor
let journal: Journal
let directory: Directory
let cache: ContentCache
let contributing: Contributing
let policy: PeerPolicy
let aheadMs: number
/** The real clock, which a test may put forward. */
const clock: Clock = { ...systemClock, nowMs: () => systemClock.nowMs() + aheadMs }

beforeEach(async () => {
  aheadMs = 0
  policy = { ...DEFAULT_PEER_POLICY, shareFinished: true }
  stateDirectory = mkdtempSync(path.join(tmpdir(), 'shoal-contributing-'))
  origin = await startOrigin()
  engine = await startContributor()
  journal = openJournal({ stateDirectory })
  directory = createDirectory(journal.peers.directory, clock)
  for (const peer of [ALICE, BOB]) directory.trust(peer, 'paired')
  cache = await openCache({
    store: journal.peers.cache,
    files: contentFiles,
    clock,
    directory: path.join(stateDirectory, 'cache'),
    policy: () => policy,
    tells: () => undefined
  })
  contributing = createContributing({
    clock,
    cache,
    directory,
    policy: new ContributionPolicy({
      policy: () => policy,
      isAllowedNow: () => true,
      usage: journal.peers.usage,
      power: { onBattery: () => null, isMetered: () => null }
    }),
    usage: journal.peers.usage,
    vetting: LOOPBACK_ALLOWED,
    contribute: ({ uri, ...options }) => engine.contribute(uri, options)
  })
})
afterEach(async () => {
  await contributing.leave()
  await engine.close()
  directory.close()
  journal.close()
  await origin.stop()
  rmSync(stateDirectory, { recursive: true, force: true })
})

const message = (uri: string, parts: Partial<PlanMessage> = {}): PlanMessage => ({
  revision: 1,
  uri,
  file: null,
  connections: 4,
  ranges: [],
  ...parts
})

/** The first status that is as wanted. */
async function statusOf(
  peer: string,
  wanted: (status: PlanStatusMessage) => boolean,
  plan = PLAN
): Promise<PlanStatusMessage> {
  const patience = AbortSignal.timeout(10_000)
  let last: PlanStatusMessage | null = null
  for await (const status of contributing.status(peer, plan, patience)) {
    last = status
    if (wanted(status)) return status
  }
  throw new Error(`it never came to that: ${JSON.stringify(last)}`)
}

async function read(peer: string, range: ByteRange, plan = PLAN): Promise<string> {
  const { body } = await contributing.bytes(peer, plan, range, never)
  const hash = createHash('sha256')
  for await (const chunk of body) hash.update(chunk)
  return hash.digest('hex')
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'nothing was thrown',
    (thrown: unknown) => (thrown as { code?: unknown }).code ?? thrown
  )

async function identityOf(uri: string): Promise<FileIdentity> {
  await contributing.putPlan(ALICE, 'f'.repeat(32), message(uri))
  const { file } = await statusOf(ALICE, (status) => status.file !== null, 'f'.repeat(32))
  await contributing.dropPlan(ALICE, 'f'.repeat(32))
  return file as FileIdentity
}

test('a plan is fetched, told of, served and counted, and the next one comes out of the cache alone', async () => {
  const served = origin.file('/a.bin', { size: 8 * MiB, delayMs: 300 })
  const whole = { start: 0, end: 8 * MiB }
  const first = await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [whole] }))
  expect(first).toMatchObject({ revision: 1, state: 'resolving', file: null, held: [] })
  expect(await codeOf(contributing.bytes(ALICE, PLAN, whole, never))).toBe('plan-file-unknown')
  const { file } = await statusOf(ALICE, (status) => status.file !== null)
  expect(await read(ALICE, whole)).toBe(served.sha256())
  expect(await statusOf(ALICE, ({ state }) => state === 'idle')).toMatchObject({
    held: [whole],
    problem: null
  })
  await contributing.dropPlan(ALICE, PLAN)
  expect(await codeOf(contributing.bytes(ALICE, PLAN, whole, never))).toBe('plan-unknown')
  expect(contributing.running).toBe(0)
  expect(directory.peer(ALICE)?.history.sentBytes).toBe(8 * MiB)
  expect(journal.peers.usage.fetchedToday()).toBeGreaterThanOrEqual(8 * MiB)

  expect(await contributing.availability(BOB, served.url, never)).toEqual([{ file, ranges: [whole] }])
  const asked = served.requests().length
  const second = await contributing.putPlan(BOB, PLAN, message(served.url, { file, ranges: [whole] }))
  expect(second).toMatchObject({ state: 'idle', file, held: [whole] })
  expect(await read(BOB, whole)).toBe(served.sha256())
  expect(served.requests().length).toBe(asked)
})

test('parts that are kept come first, only the rest is asked of the data server', async () => {
  const served = origin.file('/a.bin', { size: 8 * MiB })
  const file = await identityOf(served.url)
  const kept = { start: 2 * MiB, end: 6 * MiB }
  await contributing.putPlan(ALICE, PLAN, message(served.url, { file, ranges: [kept] }))
  await statusOf(ALICE, ({ state }) => state === 'idle')
  await contributing.dropPlan(ALICE, PLAN)
  const sent = served.bytesSent()
  const whole = { start: 0, end: 8 * MiB }
  const status = await contributing.putPlan(BOB, PLAN, message(served.url, { file, ranges: [whole] }))
  expect(status.held.some(({ start, end }) => start <= kept.start && end >= kept.end)).toBe(true)
  expect(await read(BOB, whole)).toBe(served.sha256())
  expect(served.bytesSent() - sent).toBeLessThan(5 * MiB)
})

test('two peers that want one file at once share what comes over the link', async () => {
  const served = origin.file('/a.bin', { size: 16 * MiB, bytesPerSecond: 4 * MiB })
  const file = await identityOf(served.url)
  const whole = { start: 0, end: 16 * MiB }
  await contributing.putPlan(ALICE, PLAN, message(served.url, { file, ranges: [whole] }))
  await statusOf(ALICE, ({ connections, held }) => connections > 0 && held.length > 0)
  await contributing.putPlan(BOB, PLAN, message(served.url, { file, ranges: [whole] }))
  expect(contributing.running).toBe(1)
  expect(await Promise.all([read(ALICE, whole), read(BOB, whole)])).toEqual([
    served.sha256(),
    served.sha256()
  ])
  expect(served.bytesSent()).toBeLessThan(18 * MiB)
  // Whoever leaves first takes nothing from the other.
  await contributing.dropPlan(ALICE, PLAN)
  expect(await read(BOB, { start: 0, end: 5 })).toHaveLength(64)
})

test('what the data server calls private goes to nobody else and is gone with its plan', async () => {
  const served = origin.file('/a.bin', { size: MiB, headers: { 'Cache-Control': 'private' } })
  const whole = { start: 0, end: MiB }
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [whole] }))
  const { file } = await statusOf(ALICE, ({ state }) => state === 'idle')
  expect(await read(ALICE, whole)).toBe(served.sha256())
  expect(await contributing.availability(BOB, served.url, never)).toEqual([])
  // What the other gets, the data server has sent anew: at this rate that is little.
  origin.setRate(64 * 1024)
  const others = await contributing.putPlan(BOB, PLAN, message(served.url, { file, ranges: [whole] }))
  expect(totalLength(others.held)).toBeLessThan(MiB / 4)
  await contributing.dropPlan(BOB, PLAN)
  await contributing.dropPlan(ALICE, PLAN)
  expect(readdirSync(path.join(stateDirectory, 'cache'))).toEqual([])
})

test('a shared finished file is served without a word to the data server', async () => {
  const content = Buffer.alloc(MiB, 5)
  const own = path.join(stateDirectory, 'own.bin')
  writeFileSync(own, content)
  const file = { validator: { etag: '"own"', lastModified: null }, length: MiB }
  const uri = `${origin.url}/own.bin`
  await cache.share(own, uri, file)
  const status = await contributing.putPlan(
    ALICE,
    PLAN,
    message(uri, { file, ranges: [{ start: 0, end: MiB }] })
  )
  expect(status.state).toBe('idle')
  expect(await read(ALICE, { start: 0, end: MiB })).toBe(createHash('sha256').update(content).digest('hex'))
  expect(origin.requests).toEqual([])
})

test('revisions replace what is wanted; a plan that nobody follows for a minute is dropped', async () => {
  const served = origin.file('/a.bin', { size: 64 * MiB, bytesPerSecond: 2 * MiB })
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [{ start: 0, end: 64 * MiB }] }))
  const { file } = await statusOf(ALICE, (status) => status.file !== null)
  const revised = message(served.url, { revision: 2, file, ranges: [{ start: 40 * MiB, end: 41 * MiB }] })
  expect(await contributing.putPlan(ALICE, PLAN, revised)).toMatchObject({ revision: 2 })
  await statusOf(ALICE, ({ held }) => held.some(({ end }) => end === 41 * MiB))
  expect(contributing.running).toBe(1)
  aheadMs = SILENCE_MS - 3_000
  await new Promise((resolve) => setTimeout(resolve, 1_100))
  expect(contributing.running).toBe(1)
  aheadMs = SILENCE_MS + 3_000
  await vi.waitFor(() => expect(contributing.running).toBe(0), 10_000)
  expect(await codeOf(contributing.bytes(ALICE, PLAN, { start: 0, end: 1 }, never))).toBe('plan-unknown')
})

test('the policy is asked at the plan and again while it runs; its reason is told', async () => {
  const served = origin.file('/a.bin', { size: 32 * MiB, bytesPerSecond: 2 * MiB })
  const plan = message(served.url, { ranges: [{ start: 0, end: 32 * MiB }] })
  policy = { ...policy, mostContributions: 0 }
  const busy = await contributing.putPlan(ALICE, PLAN, plan)
  expect(busy).toMatchObject({ state: 'refused', problem: { code: 'policy-busy' } })
  expect(origin.requests).toEqual([])
  // It begins by itself when it may.
  policy = { ...policy, mostContributions: 1 }
  await statusOf(ALICE, ({ state }) => state === 'fetching')
  expect(await contributing.putPlan(BOB, PLAN, plan)).toMatchObject({ problem: { code: 'policy-busy' } })
  policy = { ...policy, bytesPerDay: 1 }
  const stopped = await statusOf(ALICE, ({ state }) => state === 'refused')
  expect(stopped.problem?.code).toBe('policy-quota')
  await vi.waitFor(() => expect(origin.connections.open).toBe(0), 10_000)
  // What is there stays there.
  const { held } = await statusOf(ALICE, (status) => status.held.length > 0)
  expect(await read(ALICE, { start: held[0]?.start ?? 0, end: (held[0]?.start ?? 0) + 100 })).toHaveLength(64)
})

test('who is not to be helped gets nothing, not even what is here; who is again, goes on', async () => {
  const served = origin.file('/a.bin', { size: 32 * MiB, bytesPerSecond: 4 * MiB })
  const plan = message(served.url, { ranges: [{ start: 0, end: 32 * MiB }] })
  for (const peer of [ALICE, BOB]) await contributing.putPlan(peer, PLAN, plan)
  await statusOf(ALICE, ({ held }) => totalLength(held) > MiB)
  const { body } = await contributing.bytes(ALICE, PLAN, { start: 0, end: 32 * MiB }, never)
  const reading = (async () => {
    for await (const _ of body);
  })()
  directory.agree(ALICE, { contributes: false })
  expect(await codeOf(reading)).toBe('policy-terms')
  expect(await statusOf(ALICE, ({ state }) => state === 'refused')).toMatchObject({
    held: [],
    problem: { code: 'policy-terms' }
  })
  expect(await codeOf(contributing.bytes(ALICE, PLAN, { start: 0, end: 1 }, never))).toBe('plan-file-unknown')
  expect(await contributing.availability(ALICE, served.url, never)).toEqual([])
  expect((await statusOf(BOB, ({ file }) => file !== null)).state).toBe('fetching')
  directory.agree(ALICE, { contributes: true })
  expect((await statusOf(ALICE, ({ held }) => held.length > 0)).problem).toBeNull()
})

test('what the own link carries is known while it does', async () => {
  expect(contributing.originBytesPerSecond).toBeNull()
  const served = origin.file('/a.bin', { size: 32 * MiB, bytesPerSecond: 4 * MiB })
  const plan = message(served.url, { connections: 1, ranges: [{ start: 0, end: 32 * MiB }] })
  await contributing.putPlan(ALICE, PLAN, plan)
  await vi.waitFor(() => expect(contributing.originBytesPerSecond).toBeGreaterThan(2 * MiB), 10_000)
  expect(contributing.originBytesPerSecond).toBeLessThan(8 * MiB)
})

test('one peer with many files leaves a place for another', async () => {
  policy = { ...policy, mostContributions: 2 }
  const slow = { size: 32 * MiB, bytesPerSecond: MiB }
  const served = ['/a.bin', '/b.bin', '/c.bin'].map((name) => origin.file(name, slow))
  const begin = (peer: string, index: number): Promise<PlanStatusMessage> => {
    const uri = served[index]?.url ?? ''
    const plan = String(index).repeat(32)
    return contributing.putPlan(peer, plan, message(uri, { ranges: [{ start: 0, end: 32 * MiB }] }))
  }
  expect(await begin(ALICE, 0)).toMatchObject({ problem: null })
  expect(await begin(ALICE, 1)).toMatchObject({ state: 'refused', problem: { code: 'policy-busy' } })
  expect(await begin(BOB, 2)).toMatchObject({ problem: null })
  expect(contributing.running).toBe(2)
})

test('nothing is done any more for a peer that is not trusted any more', async () => {
  const served = origin.file('/a.bin', { size: 32 * MiB, bytesPerSecond: 2 * MiB })
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [{ start: 0, end: 32 * MiB }] }))
  await statusOf(ALICE, ({ state }) => state === 'fetching')
  directory.quarantine(ALICE, 'wrong bytes')
  await vi.waitFor(() => expect(contributing.running).toBe(0), 10_000)
  expect(await codeOf(contributing.bytes(ALICE, PLAN, { start: 0, end: 1 }, never))).toBe('plan-unknown')
  const again = await contributing.putPlan(ALICE, PLAN, message(served.url, { revision: 2 }))
  expect(again).toMatchObject({ state: 'refused', problem: { code: 'policy-quarantined' } })
})

test('a server out of reach is told of, and asked again by itself when it is back', async () => {
  const served = origin.file('/a.bin', { size: MiB })
  await origin.goOffline()
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [{ start: 0, end: MiB }] }))
  const failed = await statusOf(ALICE, ({ problem }) => problem !== null)
  expect(failed).toMatchObject({ state: 'failed', problem: { code: 'connection-refused' } })
  await origin.comeBack()
  await statusOf(ALICE, ({ state }) => state === 'idle')
})

test('a file that is not there is refused; an address that is none of ours is not asked', async () => {
  const served = origin.file('/a.bin', { status: 404 })
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [{ start: 0, end: 5 }] }))
  const { problem } = await statusOf(ALICE, ({ state }) => state === 'refused')
  expect(problem?.code).toBe('http-not-found')
  expect(await codeOf(contributing.putPlan(ALICE, 'b'.repeat(32), message('file:///etc/passwd')))).toBe(
    'scheme-unsupported'
  )
})

test('leaving is told to every plan before it ends', async () => {
  const served = origin.file('/a.bin', { size: 32 * MiB, bytesPerSecond: 2 * MiB })
  await contributing.putPlan(ALICE, PLAN, message(served.url, { ranges: [{ start: 0, end: 32 * MiB }] }))
  const told = statusOf(ALICE, ({ state }) => state === 'leaving')
  await new Promise((resolve) => setTimeout(resolve, 200))
  await contributing.leave()
  expect((await told).state).toBe('leaving')
  expect(contributing.running).toBe(0)
  expect(await codeOf(contributing.putPlan(ALICE, PLAN, message(served.url)))).toBe('peer-busy')
})
