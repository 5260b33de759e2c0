/** Links that expire while their file is on its way, and addresses that take another's place. */
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { sha256File } from '../fixtures/content.ts'
import { expiringTargets } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

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

const log = (id: string): Promise<readonly TransferEvent[]> => shoal.client.call('transfers.log', { id })
const ofKind = (events: readonly TransferEvent[], kind: string): readonly TransferEvent['detail'][] =>
  events.filter((event) => event.kind === kind).map(({ detail }) => detail)

async function expectWhole(transfer: Transfer, file: OriginFile): Promise<void> {
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, transfer.name))).toBe(file.sha256())
}

describe('a link whose target expires', () => {
  it.each([
    { life: { requests: 1 }, status: 403 },
    { life: { requests: 3 }, status: 410 },
    { life: { ms: 400 }, status: 403 },
    { life: { ms: 400 }, status: 401 },
    { life: { ms: 400 }, status: 404 }
  ])('again and again ($life, $status) is asked again, and costs no time', async ({ life, status }) => {
    const targets = expiringTargets({ ...life, status })
    const file = origin.file('/file.bin', { size: 16 * MiB, bytesPerSecond: MiB, on: targets.on })
    const transfer = await shoal.get(file.url)
    await expectWhole(transfer, file)
    // Two seconds at eight connections' rate.
    expect(transfer.activeSeconds).toBeLessThan(4)
    expect(transfer.retransmittedBytes).toBe(0)
    const events = await log(transfer.id)
    expect(ofKind(events, 'resolved-again').length).toBeGreaterThanOrEqual(2)
    expect(ofKind(events, 'link-expired')[0]).toEqual({ host: new URL(origin.url).host, status })
    for (const kind of ['retrying', 'connections-limited', 'connection-retired'])
      expect(ofKind(events, kind)).toEqual([])
  })

  it('is followed to another host', async () => {
    const far = await startOrigin()
    try {
      const near = expiringTargets({ requests: 6 })
      const away = expiringTargets({ requests: Infinity }, far.url)
      const served = { size: 12 * MiB, bytesPerSecond: MiB }
      let redirects = 0
      const file = origin.file('/file.bin', {
        ...served,
        on: (request) => {
          if (request.target.includes('token=')) return near.on(request)
          return ++redirects === 1 ? near.on(request) : away.on(request)
        }
      })
      const there = far.file('/file.bin', { ...served, seed: '/file.bin', on: away.on })
      const transfer = await shoal.get(file.url)
      await expectWhole(transfer, file)
      const [moved] = ofKind(await log(transfer.id), 'resolved-again')
      expect(moved).toEqual({ from: new URL(origin.url).host, to: new URL(far.url).host })
      expect(there.bytesSent()).toBeGreaterThan(MiB)
    } finally {
      await far.stop()
    }
  })

  it('and whose own address has trouble for a while goes on when that is over', async () => {
    const targets = expiringTargets({ ms: 600 })
    let redirects = 0
    const file = origin.file('/file.bin', {
      size: 12 * MiB,
      bytesPerSecond: MiB,
      on: (request) => {
        const isRedirect = !request.target.includes('token=')
        if (isRedirect && ++redirects > 1 && redirects < 6) return { status: 503 }
        return targets.on(request)
      }
    })
    const transfer = await shoal.get(file.url)
    await expectWhole(transfer, file)
    expect(redirects).toBeGreaterThan(5)
    expect(transfer.activeSeconds).toBeLessThan(12)
  })

  it('is told from a server that refuses one connection too many', async () => {
    const targets = expiringTargets({})
    const file = origin.file('/file.bin', {
      size: 8 * MiB,
      bytesPerSecond: 2 * MiB,
      on: (request) => {
        const crowded = request.connectionsOpen > 2 && request.target.includes('token=')
        return crowded ? { status: 403, keepAlive: false } : targets.on(request)
      }
    })
    const transfer = await shoal.get(file.url)
    await expectWhole(transfer, file)
    const events = await log(transfer.id)
    expect(ofKind(events, 'connections-limited').length).toBeGreaterThan(0)
    // Seven are refused, each perhaps once more under a fresh link, and then left alone. That one of them finds a place
    // at its second try looks like a link that had expired.
    expect(ofKind(events, 'link-expired').length).toBeLessThanOrEqual(1)
    expect(file.requests().filter(({ status }) => status === 403).length).toBeLessThanOrEqual(16)
  })

  it('for good ends the transfer with what has come kept', async () => {
    const targets = expiringTargets({ ms: 500 })
    const file = origin.file('/file.bin', {
      size: 16 * MiB,
      bytesPerSecond: MiB,
      on: (request) =>
        targets.issued() > 0 && !request.target.includes('token=') ? { status: 403 } : targets.on(request)
    })
    const transfer = await shoal.get(file.url)
    expect(outcome(transfer)).toBe('http-forbidden')
    expect(transfer.receivedBytes).toBeGreaterThan(MiB)
  })
})
