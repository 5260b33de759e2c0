/** One file from several origins: those that have the same file share the work, and no other delivers a byte. */
import { createHash } from 'node:crypto'
import { open, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { makeCertificates } from '../fixtures/certificates.ts'
import { seededContent } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { refusedPort, startOrigin, type Origin, type OriginOptions } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
const SIZE = 12 * MiB + 77
const SEED = 'mirrored'
const CONTENT = seededContent(SEED, SIZE).read(0, SIZE)
const PIECE_BYTES = 512 * 1024

const origins: Origin[] = []
let folder: string
let shoal: TestShoal
beforeEach(async () => {
  folder = await newFolder('mirrors')
  shoal = await startShoal({ folder, patienceMs: 6_000 })
})
afterEach(async () => {
  await shoal.close()
  await Promise.all(origins.splice(0).map((origin) => origin.stop()))
})
afterAll(removeFolders)

/** An origin of its own with the file, or another of the same length. */
async function serve(behaviour: Behaviour = {}, options: OriginOptions = {}) {
  const origin = await startOrigin(options)
  origins.push(origin)
  const file = origin.file('/file.bin', { size: SIZE, seed: SEED, ...behaviour })
  return { origin, file, url: file.url, host: `127.0.0.1:${origin.port}` }
}

const log = (id: string): Promise<readonly TransferEvent[]> => shoal.client.call('transfers.log', { id })
const kinds = async (id: string): Promise<readonly string[]> => (await log(id)).map(({ kind }) => kind)
const bytesFrom = ({ sources }: Transfer, host: string): number =>
  sources.find(({ id }) => id === host)?.bytes ?? 0

async function expectRight(transfer: Transfer, name = 'file.bin'): Promise<void> {
  expect(outcome(transfer)).toBe('done')
  expect(Buffer.compare(await readFile(path.join(shoal.downloads, name)), CONTENT)).toBe(0)
  expect(transfer.sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(SIZE)
}

/** A description of the file. */
function metalink(urls: readonly string[], more: { pieces?: boolean; digest?: boolean } = {}): string {
  const hash = (bytes: Buffer, algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  const pieces = Array.from({ length: Math.ceil(SIZE / PIECE_BYTES) }, (_, index) => {
    const piece = CONTENT.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES)
    return `<hash>${hash(piece, 'sha1')}</hash>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>
    <metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="described.bin"><size>${SIZE}</size>
    ${more.digest === false ? '' : `<hash type="sha-256">${hash(CONTENT, 'sha256')}</hash>`}
    ${more.pieces ? `<pieces length="${PIECE_BYTES}" type="sha-1">${pieces.join('')}</pieces>` : ''}
    ${urls.map((url, index) => `<url priority="${index + 1}">${url}</url>`).join('')}</file></metalink>`
}

const addMetalink = async (document: string, more: object = {}): Promise<Transfer> =>
  shoal.settled((await shoal.client.call('transfers.addMetalink', { document, ...more })).id)

describe('mirrors', () => {
  it('share the work, though their ETags differ, and the slow one brings less', async () => {
    const origin = await serve({ bytesPerSecond: 2 * MiB })
    const fast = await serve({ bytesPerSecond: 2 * MiB, validators: 'date' })
    const slow = await serve({
      bytesPerSecond: 200 * 1024,
      validators: 'none',
      headers: { ETag: '"of-its-own"' }
    })
    const transfer = await shoal.get(origin.url, { mirrors: [fast.url, slow.url], connections: 4 })
    await expectRight(transfer)
    expect(bytesFrom(transfer, origin.host)).toBeGreaterThan(MiB)
    expect(bytesFrom(transfer, fast.host)).toBeGreaterThan(MiB)
    expect(bytesFrom(transfer, slow.host)).toBeLessThan(bytesFrom(transfer, fast.host))
    expect(transfer.sources.map(({ id, kind }) => [id, kind])).toEqual(
      expect.arrayContaining([
        [origin.host, 'origin'],
        [fast.host, 'mirror']
      ])
    )
    expect(transfer.notices).toEqual([])
  })

  it('with other content of the same length delivers nothing, and that is said', async () => {
    const origin = await serve({ bytesPerSecond: 3 * MiB })
    const other = await serve({ seed: 'another' })
    const transfer = await shoal.get(origin.url, { mirrors: [other.url], connections: 4 })
    await expectRight(transfer)
    expect(bytesFrom(transfer, other.host)).toBe(0)
    expect(transfer.notices).toEqual([
      { code: 'mirror-refused', message: expect.stringContaining(`${other.host} is not used`) as string }
    ])
    expect(await kinds(transfer.id)).toContain('mirror-refused')
  })

  it('of another length, without ranges or without proof of sameness deliver nothing', async () => {
    const origin = await serve({ bytesPerSecond: 3 * MiB })
    const longer = await serve({ size: SIZE + 1 })
    const whole = await serve({ ranges: 'ignored' })
    const unproven = await serve({ validators: 'none' })
    const mirrors = [longer.url, whole.url, unproven.url]
    const transfer = await shoal.get(origin.url, { mirrors, connections: 4 })
    await expectRight(transfer)
    expect(transfer.sources.map(({ id }) => id)).toEqual([origin.host])
    for (const { host } of [longer, whole, unproven])
      expect(transfer.notices[0]?.message).toContain(`${host} is not used as a mirror`)
  })

  it('that are dead cost nothing', async () => {
    const origin = await serve({ bytesPerSecond: 3 * MiB })
    const dead = `http://127.0.0.1:${await refusedPort()}/file.bin`
    const gone = await serve({ status: 404 })
    const transfer = await shoal.get(origin.url, { mirrors: [dead, gone.url], connections: 4 })
    await expectRight(transfer)
    expect((await kinds(transfer.id)).filter((kind) => kind === 'mirror-unreachable')).toHaveLength(2)
    expect(transfer.retransmittedBytes).toBe(0)
  })

  it('finish what the origin began, when it dies on the way', async () => {
    const origin = await serve({ bytesPerSecond: MiB })
    const mirror = await serve({ bytesPerSecond: 2 * MiB })
    const id = await shoal.add(origin.url, { mirrors: [mirror.url], connections: 4 })
    await expect.poll(() => kinds(id), { timeout: 10_000 }).toContain('mirror-admitted')
    await new Promise((resolve) => setTimeout(resolve, 500))
    await origin.origin.goOffline()
    const transfer = await shoal.settled(id)
    await expectRight(transfer)
    expect(transfer.notices).toEqual([])
    expect((await kinds(id)).filter((kind) => kind === 'retrying')).toEqual([])
  })

  it('serve from the start, when the address itself does not', async () => {
    const dead = `http://127.0.0.1:${await refusedPort()}/file.bin`
    const other = await serve({ status: 500 })
    const mirror = await serve()
    const transfer = await shoal.get(dead, { mirrors: [other.url, mirror.url] })
    await expectRight(transfer)
    expect(transfer.sources).toMatchObject([{ id: mirror.host, kind: 'mirror', bytes: SIZE }])
  })

  it('that changes on the way is left, and the transfer goes on', async () => {
    const origin = await serve({ bytesPerSecond: 700 * 1024 })
    const mirror = await serve({ bytesPerSecond: 700 * 1024 })
    const id = await shoal.add(origin.url, { mirrors: [mirror.url], connections: 4 })
    await expect.poll(() => mirror.file.bytesSent(), { timeout: 10_000 }).toBeGreaterThan(MiB)
    mirror.file.swap()
    const transfer = await shoal.settled(id)
    await expectRight(transfer)
    expect(transfer.notices.map(({ code }) => code)).toEqual(['mirror-changed'])
  })

  it('of plain HTTP take part in an HTTPS transfer only where a digest will tell', async () => {
    const certificates = await makeCertificates(await newFolder('mirror-ca'))
    const more = { caCertificate: certificates.caPath, connections: 4 }
    const origin = await serve({ bytesPerSecond: 2 * MiB }, { tls: certificates.server })
    const plain = await serve({ bytesPerSecond: 2 * MiB })
    const refused = await shoal.get(origin.url, { ...more, mirrors: [plain.url] })
    await expectRight(refused)
    expect(refused.sources.map(({ id }) => id)).toEqual([origin.host])
    expect(refused.notices[0]?.message).toContain('plain HTTP')
    const checksum = { algorithm: 'sha-256', hex: origin.file.sha256() } as const
    const used = await shoal.get(origin.url, { ...more, mirrors: [plain.url], name: 'b.bin', checksum })
    await expectRight(used, 'b.bin')
    expect(bytesFrom(used, plain.host)).toBeGreaterThan(0)
  })

  it('wait behind a single connection, and take over when it fails', async () => {
    const origin = await serve({ bytesPerSecond: 2 * MiB })
    const mirror = await serve({ bytesPerSecond: 8 * MiB })
    const id = await shoal.add(origin.url, { mirrors: [mirror.url], connections: 1 })
    await expect.poll(() => kinds(id), { timeout: 10_000 }).toContain('mirror-admitted')
    const asked = mirror.file.requests().length
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(mirror.file.requests()).toHaveLength(asked)
    await origin.origin.goOffline()
    await expectRight(await shoal.settled(id))
  })

  it('get none of the secrets that the address gets', async () => {
    const origin = await serve({ bytesPerSecond: 2 * MiB })
    const mirror = await serve({ bytesPerSecond: 2 * MiB })
    const request = {
      headers: [{ name: 'X-Key', value: 'secret' }],
      login: { kind: 'bearer', token: 'secret' },
      referer: 'http://pages.example/secret'
    } as const
    const transfer = await shoal.get(origin.url, { mirrors: [mirror.url], connections: 4, request })
    await expectRight(transfer)
    expect(JSON.stringify(origin.origin.requests)).toContain('secret')
    expect(mirror.origin.requests.length).toBeGreaterThan(0)
    expect(JSON.stringify(mirror.origin.requests)).not.toContain('secret')
  })

  it('are found in Link fields, and asked only then', async () => {
    const mirror = await serve({ bytesPerSecond: 2 * MiB })
    const origin = await serve({
      bytesPerSecond: 2 * MiB,
      headers: { Link: `<${mirror.url}>; rel=duplicate; pri=1, <http://127.0.0.1:1/>; rel=next` }
    })
    const transfer = await shoal.get(origin.url, { connections: 4 })
    await expectRight(transfer)
    expect(bytesFrom(transfer, mirror.host)).toBeGreaterThan(0)
  })
})

describe('a transfer that was interrupted', () => {
  it('goes on from a mirror that has the same bytes, when the origin is gone', async () => {
    const origin = await serve({ bytesPerSecond: MiB })
    const other = await serve({ seed: 'another' })
    const mirror = await serve()
    const id = await shoal.add(origin.url, { mirrors: [other.url, mirror.url], connections: 1 })
    await shoal.reaches(id, MiB / 2)
    await shoal.client.call('transfers.pause', { ids: [id] })
    await origin.origin.goOffline()
    await shoal.close()
    shoal = await startShoal({ folder, patienceMs: 6_000 })
    await shoal.client.call('transfers.resume', { ids: [id] })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done' || state.kind === 'failed')
    await expectRight(transfer)
    expect(transfer.refetchedBytes).toBe(0)
  })
})

describe('a Metalink description', () => {
  it('gives name, mirrors and digest of a file', async () => {
    const [one, two] = [await serve({ bytesPerSecond: 2 * MiB }), await serve({ bytesPerSecond: 2 * MiB })]
    const transfer = await addMetalink(metalink([one.url, two.url]), { connections: 4 })
    await expectRight(transfer, 'described.bin')
    expect(transfer.verification).toMatchObject({ kind: 'verified', digests: [{ by: 'metalink' }] })
    expect(bytesFrom(transfer, two.host)).toBeGreaterThan(0)
  })

  it('is followed when an address leads to one, and kept when its own name is asked for', async () => {
    const mirror = await serve()
    const { origin } = await serve()
    const body = metalink([mirror.url])
    const description = origin.file('/get', { body, contentType: 'application/metalink4+xml' })
    await expectRight(await shoal.get(description.url), 'described.bin')
    const itself = await shoal.get(description.url, { name: 'kept.meta4' })
    expect(outcome(itself)).toBe('done')
    expect(await readFile(path.join(shoal.downloads, 'kept.meta4'), 'utf8')).toBe(body)
  })

  it('that makes no sense is refused in words', async () => {
    const { origin } = await serve()
    const broken = origin.file('/get', { body: '<metalink>', contentType: 'application/metalink4+xml' })
    expect(outcome(await shoal.get(broken.url))).toBe('metalink-invalid')
    await expect(addMetalink('hello')).rejects.toMatchObject({ code: 'metalink-invalid' })
    await expect(addMetalink(metalink([]))).rejects.toMatchObject({ code: 'metalink-invalid' })
  })

  it('of another length than the file is not followed', async () => {
    const wrong = await serve({ size: SIZE - 1 })
    const right = await serve()
    const transfer = await addMetalink(metalink([wrong.url, right.url]))
    await expectRight(transfer, 'described.bin')
    expect(bytesFrom(transfer, wrong.host)).toBe(0)
  })
})

describe('pieces with digests', () => {
  const wrongAt = 5 * MiB
  /** Serves wrong bytes from `wrongAt` on, right ones before: whoever samples the start finds nothing. */
  const half = Buffer.concat([CONTENT.subarray(0, wrongAt), Buffer.alloc(SIZE - wrongAt, 'wrong')])

  it('find a lying mirror out: the right file, and only its pieces fetched again', async () => {
    const origin = await serve({ bytesPerSecond: 1.5 * MiB })
    const liar = await serve({ body: half, bytesPerSecond: 1.5 * MiB })
    const transfer = await addMetalink(metalink([origin.url, liar.url], { pieces: true }), { connections: 4 })
    await expectRight(transfer, 'described.bin')
    const wrong = (await log(transfer.id)).filter(({ kind }) => kind === 'piece-wrong')
    expect(wrong.length).toBeGreaterThan(0)
    for (const { detail } of wrong) expect(detail['sources']).toContain(liar.host)
    expect(transfer.retransmittedBytes).toBeLessThanOrEqual(wrong.length * PIECE_BYTES + MiB)
    expect(transfer.notices.map(({ message }) => message).join()).toContain(liar.host)
    expect((await kinds(transfer.id)).filter((kind) => kind === 'source-distrusted').length).toBeGreaterThan(
      0
    )
  })

  it('of one source alone are fetched again: wrong once, right then', async () => {
    const origin = await serve()
    let lies = 1
    origin.file.behave({
      size: SIZE,
      seed: SEED,
      on: ({ range }) => (range && range.start > 0 && lies-- > 0 ? { contentRange: 'lying' } : undefined)
    })
    const transfer = await addMetalink(metalink([origin.url], { pieces: true }), { connections: 2 })
    await expectRight(transfer, 'described.bin')
    const wrong = (await log(transfer.id)).filter(({ kind }) => kind === 'piece-wrong')
    expect(wrong.length).toBeGreaterThan(0)
    expect(transfer.retransmittedBytes).toBe(
      wrong.reduce((sum, { detail }) => sum + Number(detail['endByte']) - Number(detail['firstByte']), 0)
    )
    expect(origin.file.bytesSent()).toBeLessThanOrEqual(SIZE + transfer.retransmittedBytes + MiB)
  })

  it('that stay wrong end the transfer, with the source named, and what is right stays', async () => {
    const liar = await serve({ body: half })
    const transfer = await addMetalink(metalink([liar.url], { pieces: true, digest: false }))
    expect(outcome(transfer)).toBe('checksum-mismatch')
    expect(transfer.state.kind === 'failed' && transfer.state.problem.message).toContain(liar.host)
    liar.file.behave({ body: CONTENT })
    liar.file.behave({ size: SIZE, seed: SEED })
    await shoal.client.call('transfers.resume', { ids: [transfer.id] })
    await expectRight(await shoal.until(transfer.id, ({ state }) => state.kind === 'done'), 'described.bin')
  })

  it('are compared with what came in one answer, too', async () => {
    const right = await serve({ ranges: 'ignored' })
    await expectRight(await addMetalink(metalink([right.url], { pieces: true })), 'described.bin')
    const liar = await serve({ ranges: 'ignored', body: half })
    const transfer = await addMetalink(metalink([liar.url], { pieces: true, digest: false }))
    expect(outcome(transfer)).toBe('checksum-mismatch')
  })

  it('are checked again after a restart, before the file gets its name', async () => {
    const origin = await serve({ bytesPerSecond: MiB })
    const document = metalink([origin.url], { pieces: true, digest: false })
    const { id } = await shoal.client.call('transfers.addMetalink', { document, connections: 2 })
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    const part = await open(path.join(shoal.downloads, 'described.bin.part'), 'r+')
    await part.write(Buffer.from('!'), 0, 1, 100)
    await part.close()
    await shoal.client.call('transfers.resume', { ids: [id] })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done')
    await expectRight(transfer, 'described.bin')
    expect((await kinds(id)).filter((kind) => kind === 'piece-wrong')).toHaveLength(1)
  })
})
