/** Connections of unequal worth: slow, silent and late ones must cost little, and healthy ones be left alone. */
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { sha256File } from '../fixtures/content.ts'
import type { OriginRequest } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const KiB = 1024
const MiB = 1024 * KiB

let origin: Origin
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  shoal = await startShoal()
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

async function fetched(
  file: OriginFile,
  connections = 8
): Promise<{ transfer: Transfer; log: readonly TransferEvent[] }> {
  const transfer = await shoal.get(file.url, { connections })
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, path.basename(file.path)))).toBe(file.sha256())
  return { transfer, log: await shoal.client.call('transfers.log', { id: transfer.id }) }
}

const kinds = (log: readonly TransferEvent[]): string[] => log.map(({ kind }) => kind)

it('a connection far behind the others loses its range to another, and the log tells both', async () => {
  const file = origin.file('/file.bin', {
    size: 24 * MiB,
    bytesPerSecond: MiB,
    on: ({ connection }) => (connection === 3 ? { bytesPerSecond: 10 * KiB } : undefined)
  })
  const { transfer, log } = await fetched(file)
  const reassigned = log.find(({ kind }) => kind === 'range-reassigned')
  expect(reassigned?.detail['reason']).toBe('slow')
  expect(reassigned?.detail['to']).not.toBe(reassigned?.detail['from'])
  expect(transfer.retransmittedBytes).toBe(reassigned?.detail['bytes'])
  // The slow one was asked for little; nearly all it was asked for came over another connection.
  expect(transfer.retransmittedBytes).toBeLessThanOrEqual(MiB)
  expect(transfer.sources[0]?.bytes).toBe(24 * MiB)
})

it('a connection that slows down in the middle loses its range while there is other work for everybody', async () => {
  const slowed: OriginRequest[] = []
  const file = origin.file('/file.bin', {
    size: 64 * MiB,
    bytesPerSecond: MiB,
    on(request) {
      const middle = (request.range?.start ?? 0) > 12 * MiB
      if (slowed.length > 0 || !middle || request.connection !== 3) return undefined
      slowed.push(request)
      return { bytesPerSecond: 40 * KiB }
    }
  })
  const { transfer, log } = await fetched(file)
  const found = log.find(({ kind }) => kind === 'range-reassigned')
  const suspect = log.find(({ kind }) => kind === 'connection-suspect')
  expect(found?.detail).toMatchObject({ reason: 'slow', from: suspect?.detail['connection'] })
  expect(suspect?.detail['reason']).toBe('it is far behind the others')
  const retired = log.find(
    ({ kind, detail }) =>
      kind === 'connection-retired' && detail['connection'] === suspect?.detail['connection']
  )
  expect(retired?.detail['reason']).toMatch(/^it was slow \(\d+ bytes a second\)$/)
  // Nobody was idle and could have stolen it: parts of the file were asked for the first time long after.
  const atMs = found?.atMs ?? Infinity
  expect(atMs - (slowed[0]?.atMs ?? 0)).toBeLessThan(6_000)
  expect(file.requests().filter((request) => request.atMs > atMs + 1_000).length).toBeGreaterThan(8)
  expect(log.slice(0, log.indexOf(found as TransferEvent)).map(({ kind }) => kind)).not.toContain(
    'range-stolen'
  )
  expect(transfer.retransmittedBytes).toBe(found?.detail['bytes'])
})

it('healthy connections retransmit nothing, whatever their number', async () => {
  for (const connections of [1, 2, 5, 8]) {
    const file = origin.file(`/file-${connections}.bin`, { size: 8 * MiB, bytesPerSecond: 2 * MiB })
    const { transfer, log } = await fetched(file, connections)
    expect(transfer.retransmittedBytes).toBe(0)
    // Their connections end because the transfer does, not because of an error.
    expect(log.filter(({ detail }) => detail['code'] !== undefined)).toEqual([])
    expect(file.bytesSent()).toBeLessThan(8.5 * MiB)
  }
})

it('a server that allows two connections is not pestered with more', async () => {
  const file = origin.file('/file.bin', {
    size: 8 * MiB,
    bytesPerSecond: 2 * MiB,
    on: ({ connectionsOpen }) => (connectionsOpen > 2 ? { status: 429, keepAlive: false } : undefined)
  })
  const { log } = await fetched(file)
  const refused = file.requests().filter(({ status }) => status === 429)
  expect(refused.length).toBeGreaterThan(0)
  expect(refused.length).toBeLessThanOrEqual(7)
  expect(kinds(log)).toContain('connections-limited')
})

it('transfers from one server share its budget of connections, and none starves', async () => {
  const files = [1, 2, 3, 4].map((n) =>
    origin.file(`/file-${n}.bin`, { size: 10 * MiB, bytesPerSecond: 512 * KiB })
  )
  const ids = await Promise.all(files.map((file) => shoal.add(file.url)))
  const transfers = await Promise.all(ids.map((id) => shoal.settled(id)))
  expect(transfers.map(outcome)).toEqual(['done', 'done', 'done', 'done'])
  // Sixteen, and one more for a transfer that comes while others have yet to make room.
  expect(origin.connections.peak).toBeGreaterThan(12)
  expect(origin.connections.peak).toBeLessThanOrEqual(20)
  for (const { sources, retransmittedBytes } of transfers) {
    expect(sources[0]?.connections).toBeGreaterThanOrEqual(2)
    // Making room costs nothing; a busy machine may make a connection look slow.
    expect(retransmittedBytes).toBeLessThan(MiB)
  }
})

it('a transfer that makes room for others gives up the connection that stands still, and loses none of its bytes', async () => {
  let stalled: number | null = null
  let stalls = false
  const first = origin.file('/first.bin', {
    size: 32 * MiB,
    bytesPerSecond: MiB,
    on({ connection }) {
      if (stalls) stalled ??= connection
      return connection === stalled ? { stallAt: 1000 } : undefined
    }
  })
  const id = await shoal.add(first.url)
  await vi.waitUntil(() => first.bytesSent() > MiB, 10_000)
  stalls = true
  await vi.waitUntil(() => stalled !== null, 10_000)
  const others = [1, 2, 3].map((n) => origin.file(`/other-${n}.bin`, { size: 8 * MiB, bytesPerSecond: MiB }))
  const ids = await Promise.all(others.map(({ url }) => shoal.add(url)))
  const transfers = await Promise.all([id, ...ids].map((each) => shoal.settled(each)))
  expect(transfers.map(outcome)).toEqual(['done', 'done', 'done', 'done'])
  expect(await sha256File(path.join(shoal.downloads, 'first.bin'))).toBe(first.sha256())
  const log = await shoal.client.call('transfers.log', { id })
  const ceded = log.filter(({ detail }) => detail['reason'] === 'others have a right to its place')
  expect(ceded.map(({ detail }) => detail['connection'])).toContain(stalled)
  // What it had yet to bring is asked of another once, however many others look for a place to give up.
  const moved = log.filter(({ kind }) => kind === 'range-reassigned').map(({ detail }) => detail['from'])
  expect(moved).toContain(stalled)
  expect(moved).toEqual([...new Set(moved)])
})

it('the tail of a slower connection is shared by those that are done', async () => {
  const file = origin.file('/file.bin', {
    size: 6 * MiB,
    bytesPerSecond: 4 * MiB,
    on: ({ connection }) => (connection === 2 ? { bytesPerSecond: 300 * KiB } : undefined)
  })
  const { transfer, log } = await fetched(file, 2)
  // A long tail is cut; the last few bytes may be raced for.
  expect(kinds(log)).toEqual(expect.arrayContaining([expect.stringMatching(/^range-(stolen|raced)$/)]))
  const [first] = transfer.sources
  expect(first?.bytes).toBe(6 * MiB)
})

it('a silence of the whole network retires nobody', async () => {
  const file = origin.file('/file.bin', { size: 12 * MiB, bytesPerSecond: MiB })
  const id = await shoal.add(file.url)
  await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
  await new Promise((resolve) => setTimeout(resolve, 600))
  origin.setRate(1)
  await new Promise((resolve) => setTimeout(resolve, 2500))
  origin.setRate(Infinity)
  const transfer = await shoal.settled(id)
  expect(outcome(transfer)).toBe('done')
  expect(transfer.retransmittedBytes).toBe(0)
})

it('a connection that is silent when nothing else is left is not waited for', async () => {
  const file = origin.file('/file.bin', {
    size: 8 * MiB,
    on: ({ connection, nth }) => (connection === 2 && nth > 2 ? { stallAt: 1000 } : undefined)
  })
  const { transfer, log } = await fetched(file)
  const raced = log.filter(({ kind }) => kind === 'range-raced').map(({ detail }) => Number(detail['bytes']))
  expect(raced.length).toBeGreaterThan(0)
  expect(raced.reduce((sum, bytes) => sum + bytes, 0)).toBeLessThanOrEqual(2 * MiB)
  expect(transfer.activeSeconds).toBeLessThan(15)
})

it('a primed connection in reserve takes over at once from one that falls silent', async () => {
  let stalls = false
  const file = origin.file('/file.bin', {
    size: 80 * MiB,
    bytesPerSecond: MiB,
    on: ({ connection }) => (stalls && connection === 3 ? { stallAt: 1000 } : undefined)
  })
  const id = await shoal.add(file.url, { connections: 9 })
  const log = (): Promise<readonly TransferEvent[]> => shoal.client.call('transfers.log', { id })
  await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
  await vi.waitUntil(async () => kinds(await log()).includes('connection-reserve'), 10_000)
  stalls = true
  const transfer = await shoal.settled(id)
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(file.sha256())
  const events = await log()
  const reserve = events.find(({ kind }) => kind === 'connection-reserve')?.detail['connection']
  const promoted = events.find(
    ({ kind, detail }) => kind === 'connection-active' && detail['from'] === 'reserve'
  )
  const suspect = events.find(({ kind }) => kind === 'connection-suspect')?.detail['connection']
  expect(promoted?.detail).toMatchObject({ connection: reserve })
  const reassigned = events.find(({ kind }) => kind === 'range-reassigned')
  expect(reassigned?.detail).toMatchObject({ from: suspect, to: reserve, reason: 'silent' })
  expect(reassigned?.detail['bytes']).toBe(transfer.retransmittedBytes)
})

it('a server some way off is asked for the next range before it has sent the last', async () => {
  const file = origin.file('/file.bin', { size: 16 * MiB, bytesPerSecond: 2 * MiB, delayMs: 30 })
  const { transfer, log } = await fetched(file, 2)
  expect(kinds(log)).toContain('pipelining-proven')
  expect(transfer.retransmittedBytes).toBe(0)
  expect(file.bytesSent()).toBeLessThan(16.5 * MiB)
})

it('a server that closes the connection instead is asked for one range at a time', async () => {
  const asked = new Map<number, number>()
  const file = origin.file('/file.bin', {
    size: 32 * MiB,
    bytesPerSecond: 3 * MiB,
    delayMs: 30,
    on({ connection }) {
      asked.set(connection, (asked.get(connection) ?? 0) + 1)
      return asked.get(connection) === 4 ? { keepAlive: 'silent' } : undefined
    }
  })
  const { transfer, log } = await fetched(file, 2)
  // Both connections may have asked ahead before either was refused, and none after that.
  const refused = kinds(log).filter((kind) => kind === 'pipelining-refused').length
  expect(refused).toBeGreaterThanOrEqual(1)
  expect(refused).toBeLessThanOrEqual(2)
  expect(transfer.retransmittedBytes).toBe(0)
})

it('a file that is forbidden mid-way is an error soon, though each connection left it to the others', async () => {
  const file = origin.file('/file.bin', {
    size: 64 * MiB,
    bytesPerSecond: MiB,
    on: ({ nth }) => (nth > 20 ? { status: 403 } : undefined)
  })
  const transfer = await shoal.get(file.url)
  expect(outcome(transfer)).toBe('http-forbidden')
  expect(transfer.activeSeconds).toBeLessThan(20)
})
