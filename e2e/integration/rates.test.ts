/** Rate limits over real sockets: none is ever outrun, whichever way the bytes come, and all can change at any time. */
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { sha256File } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { startProxy } from '../fixtures/proxy.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const KiB = 1024
const MiB = 1024 * KiB
/** What the bucket may have saved, and the first read of each connection. */
const HEAD_START_SECONDS = 0.4

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

const whole = async (transfer: Transfer, file: OriginFile): Promise<void> => {
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, path.basename(file.path)))).toBe(file.sha256())
}

const receiving = (id: string): Promise<Transfer> =>
  shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')

const receivedNow = async (...ids: readonly string[]): Promise<number[]> => {
  const frame = await shoal.client.call('progress.frame', { expanded: [] })
  return ids.map((id) => frame.receivedBytes[frame.ids.indexOf(id)] ?? 0)
}

/** Bytes a second over two seconds or so, by the time that really passed. */
async function rateNow(id: string): Promise<number> {
  const beganMs = performance.now()
  const [before = 0] = await receivedNow(id)
  await sleep(2000)
  const [after = 0] = await receivedNow(id)
  return (after - before) / ((performance.now() - beganMs) / 1000)
}

describe('a limit is not outrun', () => {
  const ways: readonly (readonly [string, Behaviour, number])[] = [
    ['over eight connections', {}, 8],
    ['over one connection', {}, 1],
    ['in one answer without ranges', { ranges: 'ignored', validators: 'none' }, 8],
    ['in chunks', { framing: 'chunked', validators: 'none', ranges: 'ignored' }, 8],
    ['until the server closes', { framing: 'close', validators: 'none', ranges: 'ignored' }, 8],
    ['compressed on the way', { encoding: 'gzip' }, 8]
  ]
  it.each(ways)('%s', async (_way, behaviour, connections) => {
    const file = origin.file('/file.bin', { size: 2 * MiB, ...behaviour })
    const transfer = await shoal.get(file.url, { connections, limitBytesPerSecond: MiB })
    await whole(transfer, file)
    expect(transfer.activeSeconds).toBeGreaterThan(2 - HEAD_START_SECONDS)
  })

  it('by all transfers together, which share it fairly', async () => {
    await shoal.client.call('settings.set', { limitBytesPerSecond: MiB })
    const files = ['/one.bin', '/eight.bin'].map((name) => origin.file(name, { size: 4 * MiB }))
    const ids = await Promise.all(
      files.map((file, index) => shoal.add(file.url, { connections: index === 0 ? 1 : 8 }))
    )
    await Promise.all(ids.map(receiving))
    const beganMs = performance.now()
    const before = await receivedNow(...ids)
    await sleep(4000)
    const after = await receivedNow(...ids)
    const seconds = (performance.now() - beganMs) / 1000
    const [one = 0, eight = 0] = after.map((bytes, index) => bytes - (before[index] ?? 0))
    expect(one + eight).toBeLessThan((seconds + HEAD_START_SECONDS) * MiB)
    // The connections of the second have eight chances to be first; they must not make more of them than one.
    expect(Math.min(one, eight) / Math.max(one, eight)).toBeGreaterThan(0.75)
    for (const id of ids) await shoal.client.call('transfers.remove', { ids: [id], partial: 'delete' })
  })
})

describe('over TLS', () => {
  let certificates: Certificates
  beforeAll(async () => {
    certificates = await makeCertificates(await newFolder('ca'))
  })

  it('a connection that stopped reading at the end of one answer reads the next', async () => {
    const secure = await startOrigin({ tls: certificates.server })
    try {
      const file = secure.file('/file.bin', { size: 6 * MiB })
      const more = { caCertificate: certificates.caPath, limitBytesPerSecond: 3 * MiB, connections: 2 }
      const transfer = await shoal.get(file.url, more)
      await whole(transfer, file)
      expect(transfer.retransmittedBytes).toBe(0)
      expect(secure.connections.accepted).toBe(2)
    } finally {
      await secure.stop()
    }
  })

  it('a limit holds, and no connection is blamed for waiting', async () => {
    const secure = await startOrigin({ tls: certificates.server })
    try {
      const file = secure.file('/file.bin', { size: 2 * MiB })
      const transfer = await shoal.get(file.url, {
        caCertificate: certificates.caPath,
        limitBytesPerSecond: 400 * KiB
      })
      await whole(transfer, file)
      expect(transfer.activeSeconds).toBeGreaterThan(2048 / 400 - 1)
      expect(transfer.retransmittedBytes).toBe(0)
    } finally {
      await secure.stop()
    }
  })
})

it('a limit holds for what comes through a proxy, whose bytes are copied once more', async () => {
  const proxy = await startProxy()
  try {
    const file = origin.file('/file.bin', { size: 2 * MiB })
    const request = { proxy: `http://127.0.0.1:${proxy.port}` }
    const transfer = await shoal.get(file.url, { request, limitBytesPerSecond: MiB })
    await whole(transfer, file)
    expect(proxy.asked.length).toBeGreaterThan(0)
    expect(transfer.activeSeconds).toBeGreaterThan(2 - HEAD_START_SECONDS)
  } finally {
    await proxy.stop()
  }
})

it('connections under a slow limit are neither blamed for it nor made more or fewer', async () => {
  const file = origin.file('/file.bin', { size: 3 * MiB })
  const transfer = await shoal.get(file.url, { limitBytesPerSecond: 256 * KiB })
  await whole(transfer, file)
  expect(transfer.retransmittedBytes).toBe(0)
  const log = await shoal.client.call('transfers.log', { id: transfer.id })
  const kinds = new Set(log.map(({ kind }) => kind))
  for (const kind of [
    'connection-suspect',
    'range-reassigned',
    'range-stolen',
    'range-raced',
    'subset-changed'
  ])
    expect(kinds).not.toContain(kind)
  expect(transfer.activeSeconds).toBeGreaterThan(12 - 1)
})

it('a limit set while a transfer runs holds from then on, and lifted lets it go on at full speed', async () => {
  const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 2 * MiB })
  const id = await shoal.add(file.url)
  await receiving(id)
  await shoal.client.call('transfers.limit', { ids: [id], bytesPerSecond: 100 * KiB })
  expect((await shoal.until(id, (transfer) => transfer.limitBytesPerSecond !== null)).state.kind).toBe(
    'running'
  )
  // What was in buffers already still comes.
  await sleep(500)
  const bytesPerSecond = await rateNow(id)
  expect(bytesPerSecond).toBeLessThan(150 * KiB)
  expect(bytesPerSecond).toBeGreaterThan(50 * KiB)
  await shoal.client.call('transfers.limit', { ids: [id], bytesPerSecond: null })
  await whole(await shoal.settled(id), file)
})

it('a limit for all holds for what runs already, and is remembered', async () => {
  const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 2 * MiB })
  const id = await shoal.add(file.url)
  await receiving(id)
  await shoal.client.call('settings.set', { limitBytesPerSecond: 100 * KiB })
  await sleep(500)
  expect(await rateNow(id)).toBeLessThan(150 * KiB)
  await shoal.close()
  shoal = await startShoal({ folder: path.dirname(shoal.stateDirectory) })
  const { settings, inForce } = await shoal.client.call('settings.get', null)
  expect(settings.limitBytesPerSecond).toBe(100 * KiB)
  expect(inForce).toEqual({ kind: 'limited', bytesPerSecond: 100 * KiB })
  await shoal.client.call('settings.set', { limitBytesPerSecond: null })
  await whole(await shoal.until(id, ({ state }) => state.kind === 'done'), file)
})

it('a paused transfer takes a limit for its next run, and keeps it over a restart', async () => {
  const file = origin.file('/file.bin', { size: 4 * MiB, bytesPerSecond: MiB })
  const id = await shoal.add(file.url)
  await receiving(id)
  await shoal.client.call('transfers.pause', { ids: [id] })
  await shoal.client.call('transfers.limit', { ids: [id], bytesPerSecond: 200 * KiB })
  await shoal.close()
  shoal = await startShoal({ folder: path.dirname(shoal.stateDirectory) })
  expect((await shoal.until(id, () => true)).limitBytesPerSecond).toBe(200 * KiB)
})
