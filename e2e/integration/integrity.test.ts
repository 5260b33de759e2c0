/** A file is what its checksum says, or it does not get its name: whoever gave the checksum, however the file came. */
import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { appendFile, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { DIGEST_ALGORITHMS, type Checksum, type DigestAlgorithm } from '../../src-shared/model/checksum.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { seededContent, sha256File } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
const SIZE = 5 * MiB + 77
const SEED = 'integrity'

let origin: Origin
let folder: string
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  folder = await newFolder('integrity')
  shoal = await startShoal({ folder, patienceMs: 4_000 })
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

const content = (size = SIZE): Buffer => seededContent(SEED, size).read(0, size)
const digest = (bytes: Buffer, algorithm: DigestAlgorithm): Buffer =>
  createHash(algorithm.replace('-', '')).update(bytes).digest()
const right = (algorithm: DigestAlgorithm = 'sha-256', bytes = content()): Checksum => ({
  algorithm,
  hex: digest(bytes, algorithm).toString('hex')
})
const wrong = (algorithm: DigestAlgorithm = 'sha-256'): Checksum => right(algorithm, Buffer.from('another'))
const reprDigest = (bytes: Buffer, algorithm: 'sha-256' | 'sha-512' = 'sha-256') => ({
  'Repr-Digest': `${algorithm}=:${digest(bytes, algorithm).toString('base64')}:`
})
const serve = (behaviour: Behaviour = {}) =>
  origin.file('/file.bin', { size: SIZE, seed: SEED, ...behaviour })
const problemOf = ({ state }: Transfer): string => (state.kind === 'failed' ? state.problem.message : '')

async function expectVerified(transfer: Transfer, by: 'user' | 'server', checksum = right()): Promise<void> {
  expect(outcome(transfer)).toBe('done')
  expect(transfer.verification.kind).toBe('verified')
  expect(transfer.verification).toHaveProperty('digests.0', expect.objectContaining({ ...checksum, by }))
  expect(await readdir(shoal.downloads)).toEqual(['file.bin'])
}

async function expectRefuted(transfer: Transfer): Promise<void> {
  expect(outcome(transfer)).toBe('checksum-mismatch')
  expect(transfer.verification.kind).toBe('refuted')
  expect(await readdir(shoal.downloads)).toEqual(['file.bin.part'])
}

describe('a checksum that the user gives', () => {
  it.each(DIGEST_ALGORITHMS)('is met: %s', async (algorithm) => {
    const checksum = right(algorithm)
    const given = { ...checksum, hex: checksum.hex.toUpperCase() }
    await expectVerified(await shoal.get(serve().url, { checksum: given }), 'user', checksum)
  })

  it.each(DIGEST_ALGORITHMS)('is not met: %s', async (algorithm) => {
    const transfer = await shoal.get(serve().url, { checksum: wrong(algorithm) })
    await expectRefuted(transfer)
    for (const fact of [algorithm, wrong(algorithm).hex, right(algorithm).hex, 'you gave'])
      expect(problemOf(transfer)).toContain(fact)
  })

  it('is met by an empty file', async () => {
    const transfer = await shoal.get(serve({ size: 0 }).url, { checksum: right('sha-256', Buffer.alloc(0)) })
    await expectVerified(transfer, 'user', right('sha-256', Buffer.alloc(0)))
  })

  it.each<[string, Behaviour]>([
    ['chunked', { framing: 'chunked', ranges: 'ignored' }],
    ['of unknown length', { framing: 'close', ranges: 'ignored' }],
    ['gzipped unasked', { encoding: 'gzip', ranges: 'ignored' }]
  ])('is compared with the file as it is saved, from an answer %s', async (_, behaviour) => {
    await expectVerified(await shoal.get(serve(behaviour).url, { checksum: right() }), 'user')
    const other = origin.file('/other.bin', { size: SIZE, seed: SEED, ...behaviour })
    const refused = await shoal.get(other.url, { checksum: wrong() })
    expect(outcome(refused)).toBe('checksum-mismatch')
    expect((await readdir(shoal.downloads)).sort()).toEqual(['file.bin', 'other.bin.part'])
  })

  it('finds a byte that changed on the disk', async () => {
    const file = serve({ bytesPerSecond: 2 * MiB })
    const id = await shoal.add(file.url, { checksum: right(), connections: 1 })
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await shoal.client.call('transfers.pause', { ids: [id] })
    const disk = await open(path.join(shoal.downloads, 'file.bin.part'), 'r+')
    await disk.write(Buffer.from('!'), 0, 1, 100)
    await disk.close()
    await shoal.client.call('transfers.resume', { ids: [id] })
    await expectRefuted(await shoal.until(id, ({ state }) => state.kind === 'failed'))
  })
})

describe('after a mismatch', () => {
  it('the same command fetches all of it anew, and is done once the server has the right file', async () => {
    const file = serve({ seed: 'damaged' })
    const refuted = await shoal.get(file.url, { checksum: right() })
    await expectRefuted(refuted)
    file.behave({ size: SIZE, seed: SEED })
    expect(await shoal.add(file.url, { checksum: right() })).toBe(refuted.id)
    const transfer = await shoal.until(refuted.id, ({ state }) => state.kind === 'done')
    await expectVerified(transfer, 'user')
    expect(transfer.refetchedBytes).toBe(SIZE)
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(right().hex)
  })

  it('"try again" does, too, also after a restart', async () => {
    const file = serve({ seed: 'damaged' })
    const { id } = await shoal.get(file.url, { checksum: right() })
    file.behave({ size: SIZE, seed: SEED })
    await shoal.close()
    shoal = await startShoal({ folder })
    await shoal.client.call('transfers.resume', { ids: [id] })
    await expectVerified(await shoal.until(id, ({ state }) => state.kind === 'done'), 'user')
  })

  it('a corrected checksum is compared with what is here, and nothing is fetched', async () => {
    const file = serve()
    const { id } = await shoal.get(file.url, { checksum: wrong() })
    const requests = file.requests().length
    expect(await shoal.add(file.url, { checksum: right() })).toBe(id)
    await expectVerified(await shoal.until(id, ({ state }) => state.kind === 'done'), 'user')
    expect(file.requests()).toHaveLength(requests)
  })

  it("somebody else's file of the name is not taken for the finished one", async () => {
    const file = serve()
    const { id } = await shoal.get(file.url, { checksum: wrong() })
    await rename(path.join(shoal.downloads, 'file.bin.part'), path.join(folder, 'away'))
    await writeFile(path.join(shoal.downloads, 'file.bin'), 'mine')
    await shoal.add(file.url, { checksum: right() })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(transfer.state).toMatchObject({ path: path.join(shoal.downloads, 'file (1).bin') })
  })
})

describe('a digest that the server announces', () => {
  it.each<[string, Behaviour]>([
    ['in Repr-Digest of a part', { headers: reprDigest(content()) }],
    [
      'in Repr-Digest of a chunked answer',
      { framing: 'chunked', ranges: 'ignored', headers: reprDigest(content()) }
    ],
    ['in Digest', { headers: { Digest: `SHA-256=${digest(content(), 'sha-256').toString('base64')}` } }],
    [
      'in Content-Digest of a whole answer',
      { ranges: 'ignored', headers: { 'Content-Digest': reprDigest(content())['Repr-Digest'] } }
    ]
  ])('is met: %s', async (_, behaviour) => {
    await expectVerified(await shoal.get(serve(behaviour).url), 'server')
  })

  it.each<[string, Behaviour]>([
    ['from parts', {}],
    ['from one answer', { ranges: 'ignored' }]
  ])('is not met by what came %s, which says who announced it', async (_, behaviour) => {
    const transfer = await shoal.get(serve({ headers: reprDigest(Buffer.from('another')), ...behaviour }).url)
    await expectRefuted(transfer)
    expect(problemOf(transfer)).toContain(`127.0.0.1:${origin.port} announced ${wrong().hex}`)
  })

  it('of a part alone, in Content-Digest, says nothing of the file', async () => {
    const part = content().subarray(0, MiB)
    const transfer = await shoal.get(
      serve({ headers: { 'Content-Digest': reprDigest(part)['Repr-Digest'] } }).url
    )
    expect([outcome(transfer), transfer.verification.kind]).toEqual(['done', 'unproven'])
  })

  it('covers the coded bytes: it is not compared with a file that was decoded', async () => {
    const coded = gzipSync(content(), { level: 1 })
    const transfer = await shoal.get(
      serve({ encoding: 'gzip', ranges: 'ignored', headers: reprDigest(coded) }).url
    )
    expect([outcome(transfer), transfer.verification.kind]).toEqual(['done', 'unproven'])
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(right().hex)
  })

  it('covers the coded bytes: it is compared with a file that stays coded', async () => {
    const coded = gzipSync(content(), { level: 1 })
    const file = origin.file('/file.bin.gz', {
      size: SIZE,
      seed: SEED,
      encoding: 'gzip',
      headers: reprDigest(coded)
    })
    const transfer = await shoal.get(file.url)
    expect(outcome(transfer)).toBe('done')
    expect(transfer.verification).toMatchObject({ kind: 'verified', digests: [right('sha-256', coded)] })
  })

  it("and the user's checksum are both compared", async () => {
    const transfer = await shoal.get(serve({ headers: reprDigest(content(), 'sha-512') }).url, {
      checksum: right()
    })
    expect(transfer.verification).toMatchObject({
      kind: 'verified',
      digests: [
        { ...right(), by: 'user' },
        { ...right('sha-512'), by: 'server' }
      ]
    })
  })

  it("does not save a file that the user's checksum refutes", async () => {
    const transfer = await shoal.get(serve({ headers: reprDigest(content()) }).url, {
      checksum: wrong('md5')
    })
    await expectRefuted(transfer)
    expect(problemOf(transfer)).toContain('md5')
  })

  it("gives way to the user's checksum, and that is said", async () => {
    const file = serve({ headers: reprDigest(Buffer.from('another')) })
    const transfer = await shoal.get(file.url, { checksum: right('sha-512') })
    await expectVerified(transfer, 'user', right('sha-512'))
    expect(transfer.notices.map(({ code }) => code)).toEqual(['digest-wrong'])
  })

  it('and changes while the date does not, shows a changed file', async () => {
    const file = serve({ validators: 'date', bytesPerSecond: 2 * MiB, headers: reprDigest(content()) })
    const id = await shoal.add(file.url, { connections: 1 })
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await new Promise((resolve) => setTimeout(resolve, 700))
    await shoal.client.call('transfers.pause', { ids: [id] })
    file.behave({ size: SIZE, seed: 'new', validators: 'date', headers: reprDigest(Buffer.from('new')) })
    await shoal.client.call('transfers.resume', { ids: [id] })
    expect(outcome(await shoal.until(id, ({ state }) => state.kind === 'failed'))).toBe('source-changed')
  })

  it.each(['sha-256=:!!:', ',,,', 'sha-256=:AAAA:', 'x'.repeat(8000)])(
    'and makes no sense is passed over: %s',
    async (field) => {
      const transfer = await shoal.get(serve({ headers: { 'Repr-Digest': field, Digest: field } }).url)
      expect([outcome(transfer), transfer.verification.kind]).toEqual(['done', 'unproven'])
    }
  )
})

describe('a transfer that was stopped on its way is verified whole', () => {
  const slow = { bytesPerSecond: 2 * MiB, headers: reprDigest(content()) }
  const underWay = (id: string) => shoal.until(id, ({ receivedBytes }) => receivedBytes > MiB)

  it('by a pause', async () => {
    const file = serve(slow)
    const id = await shoal.add(file.url, { connections: 2, checksum: right('sha-1') })
    await vi.waitUntil(() => file.bytesSent() > 3 * MiB, 10_000)
    await shoal.client.call('transfers.pause', { ids: [id] })
    await underWay(id)
    await shoal.client.call('transfers.resume', { ids: [id] })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done')
    await expectVerified(transfer, 'user', right('sha-1'))
    expect(transfer.verification).toMatchObject({ digests: [{ by: 'user' }, { ...right(), by: 'server' }] })
  })

  it('by a quit', async () => {
    const file = serve(slow)
    const id = await shoal.add(file.url, { connections: 2, checksum: right('sha-1') })
    await vi.waitUntil(() => file.bytesSent() > 3 * MiB, 10_000)
    await shoal.close()
    shoal = await startShoal({ folder })
    await expectVerified(await shoal.until(id, ({ state }) => state.kind === 'done'), 'user', right('sha-1'))
  })

  it('in the middle of the comparison', async () => {
    const size = 192 * MiB
    const file = serve({ size })
    const id = await shoal.add(file.url, { checksum: right('sha-256', content(size)) })
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'verifying')
    await shoal.client.call('transfers.pause', { ids: [id] })
    const paused = shoal.transfer(id)
    expect([paused.state.kind, paused.receivedBytes]).toEqual(['paused', size])
    const requests = file.requests().length
    await shoal.client.call('transfers.resume', { ids: [id] })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done')
    await expectVerified(transfer, 'user', right('sha-256', content(size)))
    expect(file.requests()).toHaveLength(requests)
  })
})

describe('a finished file that is verified again', () => {
  const check = async (transfer: Transfer) =>
    shoal.client.call('transfers.check', { id: transfer.id }).catch((thrown: unknown) => codeOf(thrown))
  const pathOf = ({ state }: Transfer): string => (state.kind === 'done' ? state.path : '')

  it('is what it should be until a byte of it changes', async () => {
    const transfer = await shoal.get(serve().url, { checksum: right() })
    expect(await check(transfer)).toEqual({ kind: 'right', digests: [{ ...right(), by: 'user' }] })
    const changed = content()
    changed[SIZE - 1]! ^= 1
    const file = await open(pathOf(transfer), 'r+')
    await file.write(changed, SIZE - 1, 1, SIZE - 1)
    await file.close()
    expect(await check(transfer)).toEqual({
      kind: 'wrong',
      expected: { ...right(), by: 'user' },
      found: right('sha-256', changed)
    })
    // It says so and nothing else: the record stays as it was.
    expect(outcome(transfer)).toBe('done')
  })

  it('is told what it is where nobody said what it should be', async () => {
    expect(await check(await shoal.get(serve().url))).toEqual({ kind: 'unproven', found: right() })
  })

  it('is found longer than it was, gone, and not finished', async () => {
    const transfer = await shoal.get(serve().url, { checksum: right() })
    await appendFile(pathOf(transfer), '!')
    expect(await check(transfer)).toEqual({ kind: 'wrong-length', expected: SIZE, found: SIZE + 1 })
    await rm(pathOf(transfer))
    expect(await check(transfer)).toBe('file-missing')
    // What has taken its name is no file.
    await mkdir(pathOf(transfer))
    expect(await check(transfer)).toBe('file-missing')
    const refused = await shoal.get(origin.file('/other.bin', { size: SIZE, seed: SEED }).url, {
      checksum: wrong()
    })
    expect(await check(refused)).toBe('transfer-not-done')
  })
})

const codeOf = (thrown: unknown): string => (thrown instanceof ShoalError ? thrown.code : String(thrown))

describe('finished files that are read again by themselves', () => {
  const logOf = async (transfer: Transfer): Promise<readonly string[]> =>
    (await shoal.client.call('transfers.log', { id: transfer.id })).map(({ kind }) => kind)
  const readBack = (transfer: Transfer): Promise<string> =>
    vi.waitUntil(async () => (await logOf(transfer)).find((kind) => kind.startsWith('read-back')), 10_000)

  it('are said to be what they should be in the log alone; nothing is read where nobody wants it', async () => {
    const before = await shoal.get(serve().url, { checksum: right() })
    await shoal.client.call('settings.set', { readBack: true })
    const known = await shoal.get(serve().url, { name: 'known.bin', checksum: right() })
    const unknown = await shoal.get(serve().url, { name: 'unknown.bin' })
    expect([await readBack(known), await readBack(unknown)]).toEqual([
      'read-back-right',
      'read-back-unproven'
    ])
    expect(await logOf(before)).not.toContain('read-back-right')
    expect([known, unknown].flatMap(({ id }) => shoal.transfer(id).notices)).toEqual([])
  })

  it('bring a notice that stays when the disk gives back something else', async () => {
    await shoal.client.call('settings.set', { readBack: true })
    // As soon as it has its name, and before anybody can have read it again.
    shoal.client.subscribe('transfers.changes', {
      snapshot: () => undefined,
      event(change) {
        if (change.kind !== 'changed' || change.transfer.state.kind !== 'done') return
        const file = openSync(change.transfer.state.path, 'r+')
        writeSync(file, 'spoilt', 1)
        closeSync(file)
      }
    })
    const transfer = await shoal.get(serve().url, { checksum: right() })
    const { notices } = await shoal.until(transfer.id, (now) => now.notices.length > 0)
    expect(notices.map(({ code }) => code)).toEqual(['read-back'])
    expect(notices[0]?.message).toContain(right().hex)
    await shoal.close()
    shoal = await startShoal({ folder })
    expect((await shoal.until(transfer.id, () => true)).notices).toEqual(notices)
  })

  it('do not hold up a quit', async () => {
    await shoal.client.call('settings.set', { readBack: true })
    const transfer = await shoal.get(serve().url)
    await shoal.close()
    shoal = await startShoal({ folder })
    expect(outcome(await shoal.until(transfer.id, () => true))).toBe('done')
  })
})
