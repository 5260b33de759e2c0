/** Many transfers acted on at once: each told once, those that cannot be are named, and what breaks off leaves all or none of a call. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { MOST_AT_ONCE, type TransferChange } from '../../src-shared/contract/contract.ts'
import { inOrderOfStopping, inPortions } from '../../src-shared/contract/in-portions.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { openDatabase } from './journal-surgery.ts'
import { addAll, changesOf, nothingRuns } from './many.ts'
import { newFolder, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1 << 20
const MANY = 2_000

let origin: Origin
let shoal: TestShoal
let changes: TransferChange[]
beforeEach(async () => {
  origin = await startOrigin({ bytesPerSecond: MiB })
  await begin()
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

async function begin(folder?: string): Promise<void> {
  shoal = await startShoal(folder === undefined ? {} : { folder })
  changes = changesOf(shoal)
}

const addedIds = async (uris: readonly string[]): Promise<readonly TransferId[]> =>
  (await addAll(shoal, uris)).flatMap((outcome) => ('id' in outcome ? outcome.id : []))

const addresses = (many: number): readonly string[] =>
  Array.from({ length: many }, (_, index) => `${origin.url}/file-${index}.bin`)
const standing = (ids: readonly TransferId[]): readonly (number | string)[] =>
  ids.map((id) => shoal.transfer(id)).map(({ state }) => (state.kind === 'queued' ? state.place : state.kind))
const isReceiving = ({ state }: Transfer): boolean => state.kind === 'running' && state.phase === 'receiving'
const recorded = (stateDirectory: string, kind: string): number | undefined =>
  openDatabase(stateDirectory, (database) =>
    database.prepare<[string], number>('select count(*) from transfers where state = ?').pluck().get(kind)
  )

it('thousands pause, resume and go, told once each, and stay so through a restart', async () => {
  await nothingRuns(shoal)
  const ids = await addedIds(addresses(MANY))
  const { client } = shoal
  changes.length = 0
  const transfers = ids.map((id) => shoal.transfer(id))
  expect(
    await inPortions(inOrderOfStopping(transfers), (some) => client.call('transfers.pause', { ids: some }))
  ).toEqual([])
  expect(new Set(standing(ids))).toEqual(new Set(['paused']))
  // Nobody moved up meanwhile.
  expect(changes.map(({ kind }) => kind)).toEqual(ids.map(() => 'changed'))
  expect(recorded(shoal.stateDirectory, 'paused')).toBe(MANY)

  changes.length = 0
  expect(await inPortions(ids, (some) => client.call('transfers.resume', { ids: some }))).toEqual([])
  expect(standing(ids)).toEqual(ids.map((_, index) => index + 1))
  expect(changes).toHaveLength(MANY)

  const last = ids.slice(-MOST_AT_ONCE)
  await client.call('transfers.prioritize', { ids: last, priority: 'high' })
  expect(standing(last)).toEqual(last.map((_, index) => index + 1))
  await client.call('transfers.limit', { ids: last, bytesPerSecond: 100_000 })
  const first = ids.slice(0, MOST_AT_ONCE)
  await client.call('transfers.remove', { ids: first, partial: 'delete' })
  await shoal.close()

  await begin(path.dirname(shoal.stateDirectory))
  await shoal.until(last[0]!, () => true)
  expect(standing(last)).toEqual(last.map((_, index) => index + 1))
  expect(last.map((id) => shoal.transfer(id).limitBytesPerSecond)).toEqual(last.map(() => 100_000))
  expect(() => shoal.transfer(first[0]!)).toThrow('no transfer')
  expect(recorded(shoal.stateDirectory, 'running')).toBe(MANY - MOST_AT_ONCE)
  expect(origin.requests).toEqual([])
}, 30_000)

it('what runs and what waits stop together, and none of them takes a turn that another gave up', async () => {
  await shoal.client.call('settings.set', { mostActive: 1 })
  const files = ['/a', '/b', '/c'].map((name) => origin.file(name, { size: 64 * MiB }))
  const ids = await addedIds(files.map(({ url }) => url))
  await shoal.until(ids[0]!, isReceiving)
  expect(await shoal.client.call('transfers.pause', { ids })).toEqual([])
  expect(standing(ids)).toEqual(['paused', 'paused', 'paused'])
  expect(new Set(origin.requests.map(({ path: asked }) => asked))).toEqual(new Set(['/a']))
  const both = [shoal.client.call('transfers.pause', { ids }), shoal.client.call('transfers.resume', { ids })]
  expect(await Promise.all(both)).toEqual([[], []])
  await shoal.until(ids[0]!, isReceiving)
  expect(standing(ids)).toEqual(['running', 1, 2])
})

it('one that is resumed while all are being paused goes on, for that was said last', async () => {
  const files = ['/a', '/b', '/c'].map((name) => origin.file(name, { size: 64 * MiB }))
  const ids = await addedIds(files.map(({ url }) => url))
  const { client } = shoal
  for (const resumed of ids) {
    await client.call('transfers.resume', { ids })
    for (const id of ids) await shoal.until(id, isReceiving)
    await Promise.all([
      client.call('transfers.pause', { ids }),
      client.call('transfers.resume', { ids: [resumed] })
    ])
    expect(standing(ids)).toEqual(ids.map((id) => (id === resumed ? 'running' : 'paused')))
  }
})

it('each that is refused is named with its reason, and the others are not held up by it', async () => {
  const files = ['/a', '/b', '/c'].map((name) => origin.file(name, { size: 64 * MiB }))
  const [a, b, c] = (await addedIds(files.map(({ url }) => url))) as [TransferId, TransferId, TransferId]
  const parts = ['a', 'b', 'c'].map((name) => path.join(shoal.downloads, `${name}.part`))
  await expect.poll(() => parts.every((each) => existsSync(each)), { timeout: 10_000 }).toBe(true)
  const { client } = shoal
  const refused = await client.call('transfers.pause', { ids: [a, 'nobody', a, b] })
  expect(refused).toMatchObject([{ id: 'nobody', problem: { code: 'transfer-unknown' } }])
  expect(standing([a, b, c])).toEqual(['paused', 'paused', 'running'])
  // A partial file that cannot be deleted, for it has become a folder with something in it.
  await makeFolderOf(parts[1]!)
  const kept = await client.call('transfers.remove', { ids: [a, b, c], partial: 'delete' })
  expect(kept).toMatchObject([{ id: b, problem: { message: expect.stringContaining('b.part') as string } }])
  expect(parts.map((each) => existsSync(each))).toEqual([false, true, false])
  expect(standing([b])).toEqual(['paused'])
  expect(() => shoal.transfer(a)).toThrow('no transfer')
  expect(() => shoal.transfer(c)).toThrow('no transfer')
})

async function makeFolderOf(part: string): Promise<void> {
  await rm(part)
  await mkdir(path.join(part, 'inside'), { recursive: true })
}

it('what the journal cannot keep as a whole is not done in part', async () => {
  await nothingRuns(shoal)
  const ids = await addedIds(addresses(20))
  const before = standing(ids)
  openDatabase(shoal.stateDirectory, (database) =>
    database.exec(`CREATE TRIGGER broken BEFORE UPDATE ON transfers WHEN new.id = '${ids[10]!}'
      BEGIN SELECT RAISE(ROLLBACK, 'broken'); END`)
  )
  changes.length = 0
  const { client } = shoal
  for (const asked of [
    client.call('transfers.pause', { ids }),
    client.call('transfers.limit', { ids, bytesPerSecond: 100_000 }),
    client.call('transfers.prioritize', { ids: ids.slice(5), priority: 'high' })
  ])
    await expect(asked).rejects.toThrow()
  expect(standing(ids)).toEqual(before)
  expect(changes).toEqual([])
  expect(shoal.transfer(ids[0]!).limitBytesPerSecond).toBeNull()
  expect(recorded(shoal.stateDirectory, 'running')).toBe(20)
  openDatabase(shoal.stateDirectory, (database) => database.exec('DROP TRIGGER broken'))
  expect(await client.call('transfers.pause', { ids })).toEqual([])
  expect(recorded(shoal.stateDirectory, 'paused')).toBe(20)
})

it('killed in the middle, each call is there as a whole or not at all, and what was answered is there', async () => {
  const folder = await newFolder('acting')
  const program = path.resolve(import.meta.dirname, 'acting-process.ts')
  const child = fork(program, [folder, String(MANY)])
  let answered = 0
  child.on('message', (some: number) => (answered += some))
  await once(child, 'message')
  await sleep(Math.random() * 60)
  child.kill('SIGKILL')
  await once(child, 'exit')
  const paused = recorded(path.join(folder, 'state'), 'paused') ?? 0
  expect(paused % MOST_AT_ONCE).toBe(0)
  expect(paused).toBeGreaterThanOrEqual(answered)
  expect(answered).toBeGreaterThan(0)
}, 30_000)
