/** Fetching ranges for somebody else, and reading them while they come. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { seededContent, sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { readAll, startContributor, type Contributor } from './contributor.ts'

const KiB = 1024
const MiB = 1024 * KiB
const never = new AbortController().signal

let origin: Origin
let contributor: Contributor
beforeEach(async () => {
  origin = await startOrigin()
  contributor = await startContributor()
})
afterEach(async () => {
  await contributor.close()
  await origin.stop()
})

const code = async (rejected: Promise<unknown>): Promise<string> => {
  try {
    await rejected
    return 'nothing was refused'
  } catch (thrown) {
    return thrown instanceof ShoalError ? thrown.code : String(thrown)
  }
}

const sha256Between = (seed: string, size: number, start: number, end: number): string =>
  createHash('sha256').update(seededContent(seed, size).read(start, end)).digest('hex')

describe('a contribution', () => {
  it('brings a file in order to whoever reads it, and has it on disk at the end', async () => {
    const file = origin.file('/file.bin', { size: 20 * MiB })
    const contribution = contributor.contribute(file.url)
    const read = await readAll(contribution, { start: 0, end: 20 * MiB })
    expect(read).toEqual({ sha256: file.sha256(), bytes: 20 * MiB })
    const { length, validator } = await contribution.file
    expect(length).toBe(20 * MiB)
    expect(validator.etag).toMatch(/^"/)
    expect(contribution.cacheable).toBe(true)
    expect(contribution.held()).toEqual([{ start: 0, end: 20 * MiB }])
    expect(contribution.progress.problem).toBeNull()
    await contribution.close()
    const [[at, durable]] = [...contributor.settled] as [[string, unknown]]
    expect(durable).toEqual([{ start: 0, end: 20 * MiB }])
    expect(await sha256File(at)).toBe(file.sha256())
    // Nobody asked for anything twice.
    expect(file.bytesSent()).toBeLessThan(22 * MiB)
  })

  it('fetches what is wanted of it and nothing else, the first ranges first', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 4 * MiB })
    const contribution = contributor.contribute(file.url, { connections: 1 })
    contribution.want([
      { start: 40 * MiB, end: 41 * MiB },
      { start: 8 * MiB, end: 9 * MiB }
    ])
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBe(2 * MiB), { timeout: 10_000 })
    await sleep(300)
    expect(contribution.held()).toEqual([
      { start: 8 * MiB, end: 9 * MiB },
      { start: 40 * MiB, end: 41 * MiB }
    ])
    expect(file.requests()[0]?.range?.start).toBe(40 * MiB)
    const starts = file.requests().map(({ range }) => range?.start ?? 0)
    // All of the range named first was asked for before the other.
    const later = starts.slice(starts.findIndex((start) => start < 40 * MiB))
    expect(later.every((start) => start < 40 * MiB)).toBe(true)
    // What is wanted grows while the connection stands.
    const { accepted } = origin.connections
    contribution.want([{ start: 20 * MiB, end: 21 * MiB }])
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBe(3 * MiB), { timeout: 10_000 })
    expect(origin.connections.accepted).toBe(accepted)
  })

  it('leaves what is not wanted any more and has not been asked for', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: MiB })
    const contribution = contributor.contribute(file.url, { connections: 2 })
    contribution.want([{ start: 0, end: 64 * MiB }])
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBeGreaterThan(MiB), 10_000)
    contribution.want([])
    await sleep(1500)
    const fetched = contribution.progress.fetchedBytes
    expect(fetched).toBeLessThan(6 * MiB)
    await sleep(500)
    expect(contribution.progress.fetchedBytes).toBe(fetched)
  })

  it('passes on the first bytes long before the range has come', async () => {
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: 256 * KiB })
    const contribution = contributor.contribute(file.url, { connections: 1 })
    const beganAtMs = performance.now()
    const reading = contribution.read({ start: 0, end: 8 * MiB }, never)[Symbol.asyncIterator]()
    const first = await reading.next()
    expect((first.value as Uint8Array).length).toBeGreaterThan(0)
    expect(performance.now() - beganAtMs).toBeLessThan(10_000)
    await reading.return?.()
  })

  it('gives a reader precedence over what was asked for before', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 2 * MiB })
    const contribution = contributor.contribute(file.url, { connections: 2 })
    contribution.want([{ start: 0, end: 32 * MiB }])
    await contribution.file
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBeGreaterThan(MiB), 10_000)
    const range = { start: 50 * MiB, end: 51 * MiB }
    const beganAtMs = performance.now()
    const read = await readAll(contribution, range)
    expect(read.sha256).toBe(sha256Between('/file.bin', 64 * MiB, range.start, range.end))
    expect(performance.now() - beganAtMs).toBeLessThan(6000)
  })

  it('ends a read when its reader goes, and lets others go on', async () => {
    const file = origin.file('/file.bin', { size: 4 * MiB, bytesPerSecond: MiB })
    const contribution = contributor.contribute(file.url)
    const going = new AbortController()
    const gone = code(readAll(contribution, { start: 0, end: 4 * MiB }, going.signal))
    const staying = readAll(contribution, { start: 0, end: 4 * MiB })
    await contribution.file
    going.abort()
    expect(await gone).toBe('interrupted')
    expect((await staying).sha256).toBe(file.sha256())
  })

  it('asks nobody for what its store has', async () => {
    const file = origin.file('/file.bin', { size: 4 * MiB })
    const first = contributor.contribute(file.url, { store: contributor.storeAt('content') })
    await readAll(first, { start: 0, end: 4 * MiB })
    const known = await first.file
    await first.close()
    const asked = origin.requests.length

    const whole = [{ start: 0, end: 4 * MiB }]
    const again = contributor.contribute(file.url, {
      file: known,
      store: contributor.storeAt('content', whole)
    })
    again.want([{ start: MiB, end: 2 * MiB }])
    expect(await again.file).toEqual(known)
    expect((await readAll(again, { start: 0, end: 4 * MiB })).sha256).toBe(file.sha256())
    expect(origin.requests.length).toBe(asked)
    expect(again.cacheable).toBeNull()
  })

  it('shows which file is there before anything is wanted, for one byte', async () => {
    const file = origin.file('/file.bin', { size: 4 * MiB })
    const contribution = contributor.contribute(file.url)
    expect((await contribution.file).length).toBe(4 * MiB)
    await sleep(200)
    expect(file.bytesSent()).toBe(1)
    expect((await readAll(contribution, { start: 0, end: 4 * MiB })).sha256).toBe(file.sha256())
  })

  it('refuses another version of the file than the one that is wanted', async () => {
    const file = origin.file('/file.bin', { size: 4 * MiB })
    const first = contributor.contribute(file.url)
    const known = await first.file
    file.swap()
    const second = contributor.contribute(file.url, { file: known })
    expect(await code(second.file)).toBe('source-changed')
    expect(await code(readAll(second, { start: 0, end: 10 }))).toBe('source-changed')
    expect(second.progress.problem?.code).toBe('source-changed')
  })

  it('stops when the file changes under way; what a reader got is of one version', async () => {
    const file = origin.file('/file.bin', { size: 16 * MiB, bytesPerSecond: 2 * MiB })
    const before = file.sha256()
    const contribution = contributor.contribute(file.url, { connections: 2 })
    const chunks: Uint8Array[] = []
    const reading = (async () => {
      for await (const chunk of contribution.read({ start: 0, end: 16 * MiB }, never))
        chunks.push(Buffer.from(chunk))
    })()
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBeGreaterThan(2 * MiB), 10_000)
    file.swap()
    expect(await code(reading)).toBe('source-changed')
    const got = Buffer.concat(chunks)
    expect(got.equals(seededContent('/file.bin', 16 * MiB).read(0, got.length))).toBe(true)
    expect(before).not.toBe(file.sha256())
  })

  it.each([
    ['without ranges', { ranges: 'ignored' as const }, 'contribution-unsuitable'],
    ['without a validator', { validators: 'none' as const }, 'contribution-unsuitable'],
    ['with a weak validator and no date', { validators: 'weak-etag' as const }, 'contribution-unsuitable'],
    ['of unknown length', { contentRange: 'unknown-total' as const }, 'contribution-unsuitable'],
    ['that is not there', { status: 404 }, 'http-not-found'],
    ['that wants a login', { status: 401 }, 'http-unauthorized'],
    ['that is packed on the way', { encoding: 'gzip' as const }, 'contribution-unsuitable']
  ])('refuses a file %s', async (_, behaviour, expected) => {
    const file = origin.file('/file.bin', { size: MiB, ...behaviour })
    const contribution = contributor.contribute(file.url)
    expect(await code(contribution.file)).toBe(expected)
  })

  it.each([
    ['private', { 'cache-control': 'max-age=60, Private' }],
    ['no-store', { 'cache-control': 'no-store' }],
    ['set a cookie', { 'set-cookie': 'a=b' }],
    ['Vary: *', { vary: '*' }]
  ])('does not call cacheable what is %s', async (_, headers) => {
    const file = origin.file('/file.bin', { size: MiB, headers })
    const contribution = contributor.contribute(file.url)
    await contribution.file
    expect(contribution.cacheable).toBe(false)
  })

  it('says nothing of the person: no login of the address, no cookie, no referer', async () => {
    const file = origin.file('/file.bin', { size: MiB })
    const contribution = contributor.contribute(file.url.replace('//', '//user:secret@'))
    expect(await code(contribution.file)).toBe('policy-credentials-refused')
    expect(origin.requests).toHaveLength(0)
    await contributor.contribute(file.url).file
    const [request] = file.requests()
    expect(Object.keys(request?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'host',
      'range',
      'user-agent'
    ])
  })

  it('keeps trying while the server is away, says so, and goes on by itself', async () => {
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: 2 * MiB })
    const contribution = contributor.contribute(file.url, { connections: 2 })
    const reading = readAll(contribution, { start: 0, end: 8 * MiB })
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBeGreaterThan(2 * MiB), 10_000)
    await origin.goOffline()
    await vi.waitFor(() => expect(contribution.progress.problem?.code).toBe('connection-refused'), {
      timeout: 15_000
    })
    await origin.comeBack()
    expect((await reading).sha256).toBe(file.sha256())
    expect(contribution.progress.problem).toBeNull()
  })

  it('keeps to the connections that are allowed now', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: MiB })
    const contribution = contributor.contribute(file.url, { connections: 2 })
    contribution.want([{ start: 0, end: 64 * MiB }])
    await vi.waitFor(() => expect(origin.connections.open).toBe(2), 10_000)
    await sleep(700)
    expect(origin.connections.peak).toBe(2)
    contribution.allow(5)
    await vi.waitFor(() => expect(origin.connections.open).toBe(5), 10_000)
    contribution.allow(1)
    await vi.waitFor(() => expect(origin.connections.open).toBe(1), { timeout: 10_000 })
  })

  it('ends with everything durable, and nothing running', async () => {
    const file = origin.file('/file.bin', { size: 64 * MiB, bytesPerSecond: 2 * MiB })
    const contribution = contributor.contribute(file.url, { store: contributor.storeAt('content') })
    const reading = code(readAll(contribution, { start: 0, end: 64 * MiB }))
    await vi.waitFor(() => expect(contribution.progress.fetchedBytes).toBeGreaterThan(4 * MiB), 10_000)
    await contribution.close()
    expect(await reading).toBe('interrupted')
    await vi.waitFor(() => expect(origin.connections.open).toBe(0), 10_000)
    const at = path.join(contributor.directory, 'content')
    const bytes = await readFile(at)
    const durable = contributor.settled.get(at) ?? []
    expect(durable.length).toBeGreaterThan(0)
    for (const { start, end } of durable)
      expect(bytes.subarray(start, end).equals(seededContent('/file.bin', 64 * MiB).read(start, end))).toBe(
        true
      )
    await contribution.close()
  })

  it('fails when its store does', async () => {
    const file = origin.file('/file.bin', { size: MiB })
    const contribution = contributor.contribute(file.url, {
      store: () => Promise.reject(new Error('there is no room'))
    })
    expect(await code(contribution.file)).toBe('internal')
  })
})
