/** What an open detail is told of a transfer that runs, from a real engine and a real server. */
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import {
  CELL_AGAIN,
  CELL_DURABLE,
  CELL_IN_FLIGHT,
  CELL_VERIFIED,
  type TransferDetail
} from '../../src-shared/model/transfer-detail.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
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

const detail = (id: TransferId): Promise<TransferDetail> => shoal.client.call('transfers.detail', { id })
const until = (
  id: TransferId,
  holds: (now: TransferDetail) => boolean,
  timeoutMs = 15_000
): Promise<TransferDetail> =>
  vi.waitFor(
    async () => {
      const now = await detail(id)
      if (!holds(now)) throw new Error(`not yet: ${JSON.stringify({ ...now, map: null })}`)
      return now
    },
    { timeout: timeoutMs, interval: 30 }
  )

describe('the detail of a transfer', () => {
  it('shows its connections, who brings which part of it, and how fast, and keeps that when it is done', async () => {
    const file = origin.file('/file.bin', { size: 48 * MiB, bytesPerSecond: 2 * MiB })
    const id = await shoal.add(file.url, {
      connections: 4,
      checksum: { algorithm: 'sha-256', hex: file.sha256() }
    })
    const now = await until(
      id,
      ({ connections }) => connections.filter(({ state }) => state === 'active').length === 4
    )
    const host = new URL(file.url).host
    expect(now.sources).toMatchObject([{ id: host, kind: 'origin', state: 'delivering', live: 4 }])
    for (const connection of now.connections) {
      expect(connection).toMatchObject({ source: host, reason: expect.stringMatching(/./) as string })
      expect(connection.rttMs).toBeGreaterThan(0)
      expect(connection.deliveredBytes).toBeGreaterThan(0)
    }
    const settled = await until(id, ({ connections }) =>
      connections.every(({ criterionBytesPerSecond }) => criterionBytesPerSecond !== null)
    )
    const [one] = settled.connections
    // A quarter of the others' rate.
    expect(one?.criterionBytesPerSecond).toBeGreaterThan(0.15 * 2 * MiB)
    expect(one?.criterionBytesPerSecond).toBeLessThan(0.4 * 2 * MiB)
    const { map } = settled
    if (!map) throw new Error('there is no map')
    expect(map.length).toBe(48 * MiB)
    const cells = (state: number): number[] =>
      [...map.states.keys()].filter((cell) => map.states[cell] === state)
    expect(cells(CELL_IN_FLIGHT).length).toBeGreaterThan(3)
    expect(cells(CELL_DURABLE).length).toBeGreaterThan(3)
    for (const cell of [...cells(CELL_IN_FLIGHT), ...cells(CELL_DURABLE)]) expect(map.sources[cell]).toBe(1)
    for (const cell of cells(CELL_DURABLE)) {
      expect(Date.now() - (map.atMs[cell] ?? 0)).toBeLessThan(60_000)
      expect(map.bytesPerSecond[cell]).toBeGreaterThan(100_000)
    }
    expect(map.marks.every((marks) => (marks & CELL_VERIFIED) === 0)).toBe(true)

    const done = await shoal.settled(id)
    expect(done.state.kind).toBe('done')
    const after = await detail(id)
    expect(after.limitation).toEqual({ kind: 'still' })
    expect(after.connections.every(({ state }) => state === 'retired')).toBe(true)
    expect(after.connections.reduce((sum, { subTransfers }) => sum + subTransfers, 0)).toBeGreaterThan(20)
    expect(after.map?.states.every((state) => state === CELL_DURABLE)).toBe(true)
    expect(after.map?.marks.every((marks) => (marks & CELL_VERIFIED) !== 0)).toBe(true)
    const [column] = after.throughput.bytes
    expect(column?.reduce((sum, bytes) => sum + bytes, 0)).toBe(48 * MiB)
  })

  it('says that the limit holds it back, whose it is, and that the server does when there is none', async () => {
    const file = origin.file('/file.bin', { size: 256 * MiB, bytesPerSecond: 4 * MiB })
    const id = await shoal.add(file.url, { limitBytesPerSecond: 2 * MiB })
    await until(id, ({ limitation }) => limitation.kind === 'limit' && limitation.by === 'transfer')
    await shoal.client.call('settings.set', { limitBytesPerSecond: MiB })
    const now = await until(id, ({ limitation }) => limitation.kind === 'limit' && limitation.by === 'all')
    expect(now.limitation).toEqual({ kind: 'limit', by: 'all', bytesPerSecond: MiB })
    await shoal.client.call('transfers.pause', { ids: [id] })
    expect((await detail(id)).limitation).toEqual({ kind: 'still' })
  })

  it('says that a server which knows no ranges serves one connection', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 4 * MiB, ranges: 'ignored' })
    const id = await shoal.add(file.url)
    const host = new URL(file.url).host
    const now = await until(id, ({ limitation }) => limitation.kind === 'one-connection')
    expect(now.limitation).toEqual({ kind: 'one-connection', source: host, because: 'answer' })
    expect(now.connections).toMatchObject([{ number: 1, state: 'active', source: host }])
    expect(now.map).toBeNull()
    expect(now.request).toMatchObject({ ranges: false, servedFrom: file.url })
  })

  it('shows a connection that fell silent, who took over its range, and which part was asked for again', async () => {
    const file = origin.file('/file.bin', {
      size: 48 * MiB,
      bytesPerSecond: 2 * MiB,
      on: ({ nth }) => (nth === 6 ? { stallAt: 100_000 } : undefined)
    })
    const id = await shoal.add(file.url, { connections: 4 })
    const now = await until(id, ({ connections }) =>
      connections.some(({ state, heirs }) => state === 'retired' && heirs.length > 0)
    )
    const silent = now.connections.find(({ heirs }) => heirs.length > 0)
    expect(silent).toMatchObject({ state: 'retired', reason: 'it fell silent' })
    expect(silent?.againBytes).toBeGreaterThan(0)
    expect(silent?.heirs[0]).toMatchObject({ how: 'reassigned', bytes: silent?.againBytes })
    expect(now.map?.marks.some((marks) => (marks & CELL_AGAIN) !== 0)).toBe(true)
  })

  it('never tells a secret: of logins, fields and signed links only that they are there', async () => {
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: 8 * MiB })
    const id = await shoal.add(`${file.url}?token=hidden-1`, {
      request: {
        headers: [{ name: 'X-Key', value: 'hidden-2' }],
        login: { kind: 'password', user: 'anna', password: 'hidden-3' },
        proxy: 'none'
      }
    })
    const now = await until(id, ({ receivedBytes }) => receivedBytes > 0)
    expect(now.request).toMatchObject({
      servedFrom: file.url,
      headers: ['X-Key'],
      login: 'password',
      proxy: 'none',
      ranges: true
    })
    expect(JSON.stringify(now)).not.toMatch(/hidden-/)
    expect(JSON.stringify(now)).not.toContain('anna')
  })
})
