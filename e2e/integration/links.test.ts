/** Links that expire while their file is on its way, and addresses that take another's place. */
import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { problemOf } from '../../src-shared/errors/problem.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { sha256File } from '../fixtures/content.ts'
import { expiringTargets, type Behaviour } from '../fixtures/origin-behaviour.ts'
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
    const transfer = await shoal.get(file.url, { connections: 8 })
    await expectWhole(transfer, file)
    // Two seconds at eight connections' rate.
    expect(transfer.activeSeconds).toBeLessThan(8)
    expect(transfer.retransmittedBytes).toBe(0)
    const events = await log(transfer.id)
    expect(ofKind(events, 'resolved-again').length).toBeGreaterThanOrEqual(2)
    expect(ofKind(events, 'link-expired')[0]).toEqual({ host: new URL(origin.url).host, status })
    for (const kind of ['retrying', 'connections-limited', 'range-returned'])
      expect(ofKind(events, kind)).toEqual([])
    expect(ofKind(events, 'redirected')).toHaveLength(1)
    // They are the same connections all along.
    expect(transfer.sources[0]?.connections).toBeLessThanOrEqual(8)
    expect(origin.connections.accepted).toBeLessThanOrEqual(9)
  })

  it('by the time a range asked for ahead is answered is no refusal of the connection', async () => {
    const targets = expiringTargets({ ms: 300, status: 403 })
    const served = { size: 24 * MiB, bytesPerSecond: 2 * MiB, delayMs: 30 }
    const file = origin.file('/file.bin', { ...served, on: targets.on })
    const transfer = await shoal.get(file.url, { connections: 2 })
    await expectWhole(transfer, file)
    const events = await log(transfer.id)
    expect(ofKind(events, 'pipelining-proven')).toHaveLength(1)
    expect(ofKind(events, 'resolved-again').length).toBeGreaterThanOrEqual(2)
    for (const kind of ['connections-limited', 'range-returned']) expect(ofKind(events, kind)).toEqual([])
    expect(origin.connections.accepted).toBeLessThanOrEqual(3)
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
    expect(transfer.activeSeconds).toBeLessThan(20)
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

describe('an address put in the place of another', () => {
  const SIZE = 8 * MiB
  const served: Behaviour = { size: SIZE, seed: 'one file', bytesPerSecond: 2 * MiB }
  let elsewhere: Origin
  beforeEach(async () => {
    elsewhere = await startOrigin()
  })
  afterEach(() => elsewhere.stop())

  /** A transfer of which some, and not all, is here. */
  async function paused(file: OriginFile, more: Parameters<TestShoal['add']>[1] = {}): Promise<Transfer> {
    const id = await shoal.add(file.url, more)
    await shoal.reaches(id, 2 * MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    return shoal.transfer(id)
  }
  /** The code of what came of it; `taken` when nothing went wrong. */
  const replace = (id: string, uri: string): Promise<string> =>
    shoal.client.call('transfers.replaceUri', { id, uri }).then(
      () => 'taken',
      (thrown: unknown) => problemOf(thrown).code
    )
  const done = (id: string): Promise<Transfer> => shoal.until(id, ({ state }) => state.kind === 'done')
  const replaced = async (id: string) => ofKind(await log(id), 'address-replaced')[0]

  it('by a fresh signature goes on at once under the same validator', async () => {
    let valid = 'sig=1'
    const file = origin.file('/file.bin', {
      ...served,
      on: ({ target }) => (target.endsWith(valid) ? undefined : { status: 403 })
    })
    const before = await paused({ ...file, url: `${file.url}?sig=1` })
    valid = 'sig=2'
    await shoal.client.call('transfers.resume', { ids: [before.id] })
    expect(outcome(await shoal.until(before.id, ({ state }) => state.kind === 'failed'))).toBe(
      'http-forbidden'
    )
    expect(await replace(before.id, `${file.url}?sig=2`)).toBe('taken')
    const after = await done(before.id)
    await expectWhole(after, file)
    expect([after.uri, after.refetchedBytes]).toEqual([`${file.url}?sig=2`, 0])
    expect(await replaced(before.id)).toMatchObject({ proof: 'validator', comparedBytes: 0 })
    expect(after.sources[0]?.bytes).toBe(SIZE)
  })

  it('by a host with other validators goes on when its bytes are the same, under those from then on', async () => {
    const file = origin.file('/file.bin', served)
    const before = await paused(file)
    const mirror = elsewhere.file('/copy.bin', { ...served, validators: 'date' })
    expect(await replace(before.id, mirror.url)).toBe('taken')
    // A later run knows the new validator, too.
    await shoal.client.call('transfers.pause', { ids: [before.id] })
    await shoal.client.call('transfers.resume', { ids: [before.id] })
    const after = await done(before.id)
    await expectWhole(after, file)
    const event = await replaced(before.id)
    expect(event).toMatchObject({
      from: new URL(origin.url).host,
      to: new URL(elsewhere.url).host,
      proof: 'content'
    })
    // Eight pieces of 64 KiB, fewer bytes where what is here ends sooner.
    expect(event?.['comparedBytes']).toBeGreaterThan(4 * 64 * 1024)
    expect(event?.['comparedBytes']).toBeLessThanOrEqual(8 * 64 * 1024)
    expect(after.sources.map(({ id }) => id)).toEqual([new URL(origin.url).host, new URL(elsewhere.url).host])
    // What is fetched beyond the file is what was compared, and no more.
    expect(after.sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(SIZE)
  })

  it.each<{ what: string; behaviour: Behaviour; code: string }>([
    // The suite's ETags are made of length and version, as nginx's of length and date: these have one in common.
    { what: 'a file of the same length and ETag', behaviour: { seed: 'another' }, code: 'source-differs' },
    { what: 'a file of another length', behaviour: { size: SIZE + 1 }, code: 'source-differs' },
    { what: 'a shorter file', behaviour: { size: 1000 }, code: 'source-differs' },
    { what: 'whole files only', behaviour: { ranges: 'ignored' }, code: 'source-differs' },
    { what: 'no validators', behaviour: { validators: 'weak-etag' }, code: 'source-differs' },
    {
      what: 'another digest',
      behaviour: { headers: { 'Repr-Digest': `sha-256=:${'A'.repeat(43)}=:` } },
      code: 'source-differs'
    },
    { what: 'bytes of another place', behaviour: { contentRange: 'lying' }, code: 'source-differs' },
    { what: 'a refusal', behaviour: { status: 403 }, code: 'http-forbidden' },
    { what: 'broken ranges', behaviour: { contentRange: 'shifted' }, code: 'range-mismatch' },
    { what: 'half an answer', behaviour: { truncateAt: 1000 }, code: 'body-truncated' }
  ])('that shows $what is refused, and everything stays', async ({ what, behaviour, code }) => {
    const checksum = { algorithm: 'sha-256' as const, hex: 'b'.repeat(64) }
    const file = origin.file('/file.bin', served)
    const before = await paused(file, what === 'another digest' ? { checksum } : {})
    const part = path.join(shoal.downloads, 'file.bin.part')
    const bytes = await readFile(part)
    const { validators = 'both' } = behaviour
    const other = elsewhere.file('/other.bin', { ...served, validators, ...behaviour })
    expect(await replace(before.id, other.url)).toBe(code)
    expect(shoal.transfer(before.id)).toMatchObject({ uri: file.url, state: { kind: 'paused' } })
    expect((await readFile(part)).equals(bytes)).toBe(true)
    expect(await replaced(before.id)).toBeUndefined()
    if (what === 'another digest') return
    await shoal.client.call('transfers.resume', { ids: [before.id] })
    await expectWhole(await done(before.id), file)
  })

  it('while running takes over without a pause; one that is refused leaves it running', async () => {
    const file = origin.file('/file.bin', { ...served, bytesPerSecond: 512 * 1024 })
    const id = await shoal.add(file.url)
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await new Promise((resolve) => setTimeout(resolve, 400))
    const wrong = elsewhere.file('/wrong.bin', { ...served, seed: 'another' })
    expect(await replace(id, wrong.url)).toBe('source-differs')
    expect(shoal.transfer(id)).toMatchObject({ uri: file.url, state: { kind: 'running' } })
    const right = elsewhere.file('/right.bin', served)
    expect(await replace(id, right.url)).toBe('taken')
    await expectWhole(await done(id), file)
    expect(right.bytesSent()).toBeGreaterThan(4 * MiB)
  })

  it('with an ending of its own passes for the same, and fails the checksum', async () => {
    const one = Buffer.alloc(4 * MiB, 'the beginning, which both have in common. ')
    const other = Buffer.concat([one.subarray(0, 3.5 * MiB), Buffer.alloc(0.5 * MiB, 'another end')])
    const file = origin.file('/file.bin', { body: one, bytesPerSecond: MiB })
    const checksum = { algorithm: 'sha-256' as const, hex: file.sha256() }
    const before = await paused(file, { connections: 1, checksum })
    expect(await replace(before.id, elsewhere.file('/other.bin', { body: other }).url)).toBe('taken')
    const after = await shoal.until(
      before.id,
      ({ state }) => state.kind === 'done' || state.kind === 'failed'
    )
    expect(outcome(after)).toBe('checksum-mismatch')
    expect(await readdir(shoal.downloads)).toEqual(['file.bin.part'])
  })

  it('learns nothing that was meant for the other host alone', async () => {
    const file = origin.file('/file.bin', served)
    const before = await paused(file, {
      request: {
        login: { kind: 'bearer', token: 'for-the-first-host' },
        headers: [{ name: 'X-Key', value: 'secret' }],
        userAgent: 'Mine/1'
      }
    })
    const mirror = elsewhere.file('/copy.bin', served)
    expect(await replace(before.id, mirror.url)).toBe('taken')
    const after = await done(before.id)
    expect(file.requests()[0]?.headers).toMatchObject({
      authorization: 'Bearer for-the-first-host',
      'x-key': 'secret'
    })
    for (const { headers } of mirror.requests()) {
      expect(headers['user-agent']).toBe('Mine/1')
      expect([headers['authorization'], headers['x-key']]).toEqual([undefined, undefined])
    }
    expect(after.notices.map(({ code }) => code)).toEqual(['secrets-kept-back'])
  })

  it('is not waited for when the transfer is paused meanwhile', async () => {
    const file = origin.file('/file.bin', served)
    const before = await paused(file)
    const replacing = replace(before.id, elsewhere.file('/mute.bin', { ...served, delayMs: Infinity }).url)
    await shoal.until(before.id, ({ state }) => state.kind === 'running')
    await shoal.client.call('transfers.pause', { ids: [before.id] })
    expect(await replacing).toBe('interrupted')
    expect(shoal.transfer(before.id)).toMatchObject({ uri: file.url, state: { kind: 'paused' } })
  })

  it('comes too late for a finished file', async () => {
    const file = origin.file('/file.bin', { size: 1000 })
    const { id } = await shoal.get(file.url)
    expect(await replace(id, elsewhere.file('/copy.bin', served).url)).toBe('transfer-done')
    expect(await replace(id, 'ftp:nothing')).not.toBe('taken')
  })
})
