/** The queue: who fetches now, who waits and where, through restarts, refusals and hours at which nothing runs. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { WEEKDAYS, type Rule, type SettingsNow } from '../../src-shared/model/settings.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1 << 20

let origin: Origin
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin({ bytesPerSecond: 2 * MiB })
  shoal = await startShoal()
  await shoal.client.call('settings.set', { mostActive: 1 })
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

/** One transfer after the other, so that the order is known. */
async function add(...names: readonly string[]): Promise<{ ids: string[]; files: OriginFile[] }> {
  const files = names.map((name) => origin.file(`/${name}`, { size: 64 * MiB }))
  const ids: string[] = []
  for (const file of files) ids.push(await shoal.add(file.url))
  return { ids, files }
}

/** Where each stands: `running`, `2` in the queue, … */
const standing = (ids: readonly string[]): string[] =>
  ids.map((id) => {
    const { state } = shoal.transfer(id)
    return state.kind === 'queued' ? String(state.place) : state.kind
  })

const isQueued = ({ state }: Transfer): boolean => state.kind === 'queued'
const isRunning = ({ state }: Transfer): boolean => state.kind === 'running'

const always = (rule: Rule) => [{ days: WEEKDAYS, fromMinute: 0, toMinute: 0, rule }]

it('transfers over the number that may run wait in order, and start as others end', async () => {
  const { ids } = await add('a', 'b', 'c')
  const [a, b, c] = ids as [string, string, string]
  expect(standing(ids)).toEqual(['running', '1', '2'])
  expect(origin.requests.map(({ path: asked }) => asked)).not.toContain('/b')
  await shoal.client.call('transfers.pause', { ids: [a] })
  await shoal.until(b, isRunning)
  expect(standing(ids)).toEqual(['paused', 'running', '1'])
  await shoal.client.call('transfers.remove', { ids: [b], partial: 'delete' })
  await shoal.until(c, isRunning)
})

it('one that is done makes room for the next, and time in the queue is no time spent', async () => {
  const files = ['/a', '/b'].map((name) => origin.file(name, { size: 4 * MiB }))
  const ids = [await shoal.add(files[0]!.url), await shoal.add(files[1]!.url)]
  const done = await Promise.all(ids.map((id) => shoal.settled(id)))
  expect(done.map(outcome)).toEqual(['done', 'done'])
  for (const file of files)
    expect(await sha256File(path.join(shoal.downloads, path.basename(file.path)))).toBe(file.sha256())
  expect(done[1]!.activeSeconds).toBeLessThan(done[0]!.activeSeconds * 1.7)
})

it('the order can be changed, and so can the number that may run', async () => {
  const { ids } = await add('a', 'b', 'c', 'd', 'e')
  const [, b, c, d, e] = ids as [string, string, string, string, string]
  await shoal.client.call('transfers.move', { id: e, place: 1 })
  await shoal.until(b, ({ state }) => state.kind === 'queued' && state.place === 2)
  expect(standing(ids)).toEqual(['running', '2', '3', '4', '1'])
  await shoal.client.call('transfers.prioritize', { ids: [d], priority: 'high' })
  await shoal.client.call('transfers.prioritize', { ids: [e], priority: 'low' })
  await shoal.until(e, ({ state }) => state.kind === 'queued' && state.place === 4)
  expect(standing(ids)).toEqual(['running', '2', '3', '1', '4'])
  expect(shoal.transfer(d).priority).toBe('high')
  await shoal.client.call('transfers.startNow', { id: c })
  await shoal.until(c, isRunning)
  expect(standing(ids)).toEqual(['running', '2', 'running', '1', '3'])
  await expect(shoal.client.call('transfers.move', { id: c, place: 1 })).rejects.toMatchObject({
    code: 'transfer-not-queued'
  })
  await shoal.client.call('settings.set', { mostActive: 4 })
  await shoal.until(b, isRunning)
  await shoal.until(e, ({ state }) => state.kind === 'queued' && state.place === 1)
  expect(standing(ids)).toEqual(['running', 'running', 'running', 'running', '1'])
})

it('one that waits can be paused, comes back to its place, and leaves no trace when removed', async () => {
  const { ids } = await add('a', 'b', 'c')
  const [, b, c] = ids as [string, string, string]
  await shoal.client.call('transfers.pause', { ids: [b] })
  await shoal.until(c, ({ state }) => state.kind === 'queued' && state.place === 1)
  expect(standing(ids)).toEqual(['running', 'paused', '1'])
  await shoal.client.call('transfers.resume', { ids: [b] })
  await shoal.until(c, ({ state }) => state.kind === 'queued' && state.place === 2)
  expect(standing(ids)).toEqual(['running', '1', '2'])
  await shoal.client.call('transfers.remove', { ids: [b], partial: 'delete' })
  await shoal.until(c, ({ state }) => state.kind === 'queued' && state.place === 1)
})

it('the queue survives a restart, with order and priorities', async () => {
  const { ids } = await add('a', 'b', 'c', 'd')
  const [a, b, c, d] = ids as [string, string, string, string]
  await shoal.client.call('transfers.move', { id: d, place: 1 })
  await shoal.client.call('transfers.prioritize', { ids: [c], priority: 'high' })
  await shoal.client.call('transfers.pause', { ids: [b] })
  await shoal.close()
  shoal = await startShoal({ folder: path.dirname(shoal.stateDirectory) })
  await shoal.until(a, () => true)
  // The first by priority goes on first. What was running comes before what was moved to the head of the queue.
  expect(standing([a, b, c, d])).toEqual(['1', 'paused', 'running', '2'])
  expect((await shoal.client.call('settings.get', null)).settings.mostActive).toBe(1)
})

it('a transfer that a server has put off lends its place, and waits for it again', async () => {
  const off = origin.file('/off', {
    size: 64 * MiB,
    on: ({ nth }) => (nth === 1 ? { status: 503, retryAfter: '3' } : undefined)
  })
  const off1 = await shoal.add(off.url)
  const { ids } = await add('b', 'c')
  const [b, c] = ids as [string, string]
  await shoal.until(b, isRunning)
  expect(standing([off1, c])).toEqual(['retrying', '1'])
  // By its position it comes before c, and not before b is done.
  await shoal.until(off1, isQueued)
  expect(standing([off1, b, c])).toEqual(['1', 'running', '2'])
  await shoal.client.call('transfers.pause', { ids: [b] })
  await shoal.until(off1, isRunning)
  expect(standing([off1, b, c])).toEqual(['running', 'paused', '1'])
})

it('at hours without transfers all wait; then they go on from where they were', async () => {
  const heard: SettingsNow[] = []
  shoal.client.subscribe('settings.changes', {
    snapshot: (now) => heard.push(now),
    event: (now) => heard.push(now)
  })
  origin.setRate(8 * MiB)
  const file = origin.file('/a', { size: 24 * MiB })
  const a = await shoal.add(file.url)
  const b = await shoal.add(origin.file('/b', { size: 64 * MiB }).url)
  await shoal.until(a, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
  await sleep(500)
  await shoal.client.call('settings.set', { hours: always({ kind: 'paused' }) })
  await shoal.until(a, isQueued)
  expect(shoal.transfer(a).state).toEqual({ kind: 'queued', place: 1, reason: 'schedule' })
  expect(shoal.transfer(b).state).toEqual({ kind: 'queued', place: 2, reason: 'schedule' })
  // What the origin had handed to its sockets when the connections closed may still be counted.
  await sleep(500)
  const sent = file.bytesSent()
  expect(sent).toBeLessThan(24 * MiB)
  await sleep(1200)
  expect(file.bytesSent()).toBe(sent)
  await shoal.client.call('settings.set', { hours: always({ kind: 'limited', bytesPerSecond: 8 * MiB }) })
  const done = await shoal.settled(a)
  expect(outcome(done)).toBe('done')
  expect(done.refetchedBytes).toBe(0)
  expect(await sha256File(path.join(shoal.downloads, 'a'))).toBe(file.sha256())
  expect(heard.map(({ inForce }) => inForce)).toEqual([
    { kind: 'unlimited' },
    { kind: 'paused' },
    { kind: 'limited', bytesPerSecond: 8 * MiB }
  ])
})

it('what is told to start now does so even at hours without transfers', async () => {
  await shoal.client.call('settings.set', { hours: always({ kind: 'paused' }) })
  const { ids } = await add('a')
  expect(standing(ids)).toEqual(['1'])
  await shoal.client.call('transfers.startNow', { id: ids[0]! })
  await shoal.until(ids[0]!, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
  await sleep(1500)
  expect(standing(ids)).toEqual(['running'])
})
