/** What is kept for other machines: real files, a real journal, and processes that die while they write both. */
import fc from 'fast-check'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { open, readFile, rename, rm, symlink, truncate, utimes } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openJournal, type Journal } from '../../src-main/journal/open-journal.ts'
import { openCache, type ContentCache } from '../../src-main/peers/cache/content-cache.ts'
import type { FileIdentity } from '../../src-main/engine/ports/contributors.ts'
import { contentFiles } from '../../src-main/platform/content-files.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../src-shared/model/peer-policy.ts'

let stateDirectory: string
let directory: string
let journal: Journal
let policy: PeerPolicy
let told: { kind: string; detail: Record<string, unknown> }[]
let cache: ContentCache
beforeEach(async () => {
  stateDirectory = mkdtempSync(path.join(tmpdir(), 'shoal-cache-'))
  directory = path.join(stateDirectory, 'cache')
  journal = openJournal({ stateDirectory })
  policy = { ...DEFAULT_PEER_POLICY, shareFinished: true }
  told = []
  cache = await begin()
})
afterEach(() => {
  journal.close()
  rmSync(stateDirectory, { recursive: true, force: true })
})

const begin = (): Promise<ContentCache> =>
  openCache({
    store: journal.peers.cache,
    files: contentFiles,
    clock: systemClock,
    directory,
    policy: () => policy,
    tells: (kind, detail) => void told.push({ kind, detail: { ...detail } })
  })

const never = new AbortController().signal
const identity = (tag: string, length: number): FileIdentity => ({
  validator: { etag: `"${tag}"`, lastModified: null },
  length
})
const URI = 'http://example.org/file'

/** As a contribution does: write, sync, tell. */
async function fill(uri: string, file: FileIdentity, range: ByteRange, byte = 7): Promise<void> {
  const content = await cache.open(uri, file)
  const handle = await open(content.path, 'r+')
  await handle.write(Buffer.alloc(range.end - range.start, byte), 0, range.end - range.start, range.start)
  await handle.sync()
  await handle.close()
  content.keep()
  content.settled([range])
  await content.release()
}

async function readAll(uri: string, file: FileIdentity, range: ByteRange): Promise<Buffer | null> {
  const content = await cache.find(uri, file)
  if (!content) return null
  const chunks: Uint8Array[] = []
  try {
    for await (const chunk of content.read(range, never)) chunks.push(chunk)
  } finally {
    await content.release()
  }
  return Buffer.concat(chunks)
}

const modeOf = (file: string): number => statSync(file).mode & 0o777

test('what was kept is found by address and validator, and comes back byte for byte after a restart', async () => {
  const file = identity('a', 10_000_000)
  await fill(`${URI}#part`, file, { start: 600_000, end: 1_700_000 })
  journal.close()
  journal = openJournal({ stateDirectory })
  cache = await begin()
  expect(await cache.held(URI)).toEqual([{ file, ranges: [{ start: 600_000, end: 1_700_000 }] }])
  expect(await readAll(URI, file, { start: 600_001, end: 1_699_999 })).toEqual(Buffer.alloc(1_099_998, 7))
  expect(await cache.find(URI, identity('b', 10_000_000))).toBeNull()
  expect(await cache.find(URI, identity('a', 9_999_999))).toBeNull()
  expect(await cache.find('http://example.org/other', file)).toBeNull()
  expect(cache.bytes()).toBe(1_100_000)
})

test('its folder and files are their owner’s alone, under names nobody else chose', async () => {
  await fill('http://example.org/../../etc/passwd', identity('../../x', 10), { start: 0, end: 10 })
  const names = readdirSync(directory)
  expect(names).toHaveLength(1)
  expect(names[0]).toMatch(/^[0-9a-f]{32}$/)
  if (process.platform === 'win32') return
  expect(modeOf(directory)).toBe(0o700)
  expect(modeOf(path.join(directory, names[0] ?? ''))).toBe(0o600)
})

test('what may not be kept is offered to nobody, and gone with its plan', async () => {
  const file = identity('private', 100)
  const mine = await cache.open(URI, file)
  mine.settled([{ start: 0, end: 100 }])
  const others = await cache.open(URI, file)
  expect(others.path).not.toBe(mine.path)
  expect(others.durable).toEqual([])
  expect(await cache.held(URI)).toEqual([])
  expect(await cache.find(URI, file)).toBeNull()
  // It was thought public, then the data server said otherwise.
  mine.keep()
  expect(await cache.held(URI)).toHaveLength(1)
  mine.doNotKeep()
  expect(await cache.held(URI)).toEqual([])
  await mine.release()
  await others.release()
  expect(readdirSync(directory)).toEqual([])
})

test('a weak validator, or none, is nothing to know a content by', async () => {
  for (const validator of [
    { etag: 'W/"a"', lastModified: null },
    { etag: null, lastModified: null }
  ])
    await expect(cache.open(URI, { validator, length: 5 })).rejects.toMatchObject({ code: 'content-unnamed' })
})

test('under its quota it gives up what was used longest ago, whole, and never what is in use', async () => {
  const length = 1000
  const step = fc.record({ uri: fc.nat(7), bytes: fc.integer({ min: 1, max: length }), holds: fc.boolean() })
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 14 }),
      fc.integer({ min: 0, max: 2500 }),
      async (steps, quota) => {
        policy = { ...policy, cacheBytes: Number.MAX_SAFE_INTEGER }
        const inUse = new Map<string, { release(): Promise<void> }>()
        const order: string[] = []
        for (const { uri: number, bytes, holds } of steps) {
          const uri = `http://example.org/${number}`
          await fill(uri, identity('q', length), { start: 0, end: bytes })
          // Uses within one millisecond have no order.
          await new Promise((resolve) => setTimeout(resolve, 2))
          order.splice(0, order.length, ...order.filter((other) => other !== uri), uri)
          const used = holds && !inUse.has(uri) ? await cache.find(uri, identity('q', length)) : null
          if (used) inUse.set(uri, used)
        }
        const before = new Map(journal.peers.cache.all().map(({ uri, bytes }) => [uri, bytes]))
        policy = { ...policy, cacheBytes: quota }
        await cache.fit()
        let total = [...before.values()].reduce((sum, bytes) => sum + bytes, 0)
        const expected = new Set(before.keys())
        for (const uri of order) {
          if (total <= quota) break
          if (inUse.has(uri)) continue
          expected.delete(uri)
          total -= before.get(uri) ?? 0
        }
        expect(new Set(journal.peers.cache.all().map(({ uri }) => uri))).toEqual(expected)
        expect(readdirSync(directory)).toHaveLength(expected.size)
        for (const used of inUse.values()) await used.release()
        expect(cache.bytes()).toBeLessThanOrEqual(quota)
        policy = { ...policy, cacheBytes: 0 }
        await cache.fit()
        expect(readdirSync(directory)).toEqual([])
      }
    ),
    { numRuns: 20 }
  )
})

test('a content that is read again stays longer than one that came after it', async () => {
  for (const name of ['a', 'b', 'c']) {
    await fill(`http://example.org/${name}`, identity('q', 10), { start: 0, end: 10 })
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
  await readAll('http://example.org/a', identity('q', 10), { start: 0, end: 10 })
  policy = { ...policy, cacheBytes: 20 }
  await cache.fit()
  expect(await cache.held('http://example.org/a')).toHaveLength(1)
  expect(await cache.held('http://example.org/b')).toEqual([])
  expect(await cache.held('http://example.org/c')).toHaveLength(1)
})

test('clearing gives up all that is not in use and leaves shared files alone', async () => {
  await fill(URI, identity('a', 100), { start: 0, end: 60 })
  await fill('http://example.org/used', identity('a', 100), { start: 0, end: 50 })
  const used = await cache.find('http://example.org/used', identity('a', 100))
  const own = path.join(stateDirectory, 'own.iso')
  writeFileSync(own, 'hello')
  await cache.share(own, 'http://example.org/own', identity('own', 5))
  expect(await cache.clear()).toBe(60)
  expect(readdirSync(directory)).toHaveLength(1)
  expect(await cache.held('http://example.org/own')).toHaveLength(1)
  await used?.release()
  expect(await cache.clear()).toBe(50)
  expect(readdirSync(directory)).toEqual([])
})

test('a finished file is shared where it lies until it changes, and never removed', async () => {
  const own = path.join(stateDirectory, 'own.iso')
  const file = identity('own', 5)
  writeFileSync(own, 'hello')
  await cache.share(own, URI, file)
  expect((await readAll(URI, file, { start: 1, end: 4 }))?.toString()).toBe('ell')
  // What was shared once stays so until its owner takes that back; without the owner's word nothing begins to be.
  policy = { ...policy, shareFinished: false }
  expect(await cache.held(URI)).toHaveLength(1)
  cache.unshare()
  expect(await cache.held(URI)).toEqual([])
  await cache.share(own, URI, file)
  expect(await cache.held(URI)).toEqual([])
  policy = { ...policy, shareFinished: true }
  await cache.share(own, URI, file)
  expect(await cache.held(URI)).toHaveLength(1)

  const reader = await cache.find(URI, file)
  writeFileSync(own, 'other')
  await utimes(own, 1, 1)
  const reading = reader?.read({ start: 0, end: 5 }, never)[Symbol.asyncIterator]()
  await expect(reading?.next()).rejects.toMatchObject({ code: 'cache-content-gone' })
  await reader?.release()
  expect(await cache.held(URI)).toEqual([])
  expect(told.at(-1)).toMatchObject({ kind: 'content-given-up', detail: { reason: 'its file was changed' } })
  expect((await readFile(own)).toString()).toBe('other')

  // Finished again: shared again. Another length than told: not.
  await cache.share(own, URI, file)
  expect(await cache.held(URI)).toHaveLength(1)
  await cache.share(own, 'http://example.org/longer', identity('own', 6))
  expect(await cache.held('http://example.org/longer')).toEqual([])
})

test('a shared file that changes while it is read breaks off instead of mixing two versions', async () => {
  const own = path.join(stateDirectory, 'own.iso')
  const file = identity('own', 2_000_000)
  writeFileSync(own, Buffer.alloc(2_000_000, 1))
  await cache.share(own, URI, file)
  const content = await cache.find(URI, file)
  const read = (async () => {
    const seen = new Set<number>()
    for await (const chunk of content?.read({ start: 0, end: 2_000_000 }, never) ?? []) {
      for (const byte of chunk) seen.add(byte)
      if (seen.size > 0) writeFileSync(own, Buffer.alloc(2_000_000, 2))
    }
    return seen
  })()
  await expect(read).rejects.toMatchObject({ code: 'cache-content-gone' })
  await content?.release()
})

test.each([
  ['missing', (file: string) => rm(file)],
  ['of another length', (file: string) => truncate(file, 99)],
  [
    'replaced',
    (file: string) => {
      writeFileSync(`${file}.new`, Buffer.alloc(100))
      rmSync(file)
      return rename(`${file}.new`, file)
    }
  ],
  [
    'a link',
    (file: string) => {
      rmSync(file)
      return symlink('/etc/passwd', file)
    }
  ]
])('a content whose file is %s is dropped at the next start, with a word', async (_, damage) => {
  await fill(URI, identity('a', 100), { start: 0, end: 100 })
  await fill('http://example.org/sound', identity('a', 100), { start: 0, end: 100 })
  await damage(path.join(directory, journal.peers.cache.of(URI)[0]?.path ?? ''))
  cache = await begin()
  expect(told.map(({ kind, detail }) => [kind, detail['uri']])).toEqual([['content-given-up', URI]])
  expect(await cache.held(URI)).toEqual([])
  expect(await cache.held('http://example.org/sound')).toHaveLength(1)
  expect(readdirSync(directory)).toHaveLength(1)
})

test('kill -9 of who writes the cache: what the books have is on disk, and nothing is left over', async () => {
  const length = 4_000_000
  const here = (name: string): string => JSON.stringify(new URL(`../../${name}`, import.meta.url).href)
  const script = `
    import { open } from 'node:fs/promises'
    import { writeSync } from 'node:fs'
    const { openJournal } = await import(${here('src-main/journal/open-journal.ts')})
    const { openCache } = await import(${here('src-main/peers/cache/content-cache.ts')})
    const { contentFiles } = await import(${here('src-main/platform/content-files.ts')})
    const { systemClock } = await import(${here('src-main/platform/system-clock.ts')})
    const journal = openJournal({ stateDirectory: ${JSON.stringify(stateDirectory)} })
    const cache = await openCache({ store: journal.peers.cache, files: contentFiles, clock: systemClock,
      directory: ${JSON.stringify(directory)}, policy: () => (${JSON.stringify(policy)}), tells: () => {} })
    const file = { validator: { etag: '"k"', lastModified: null }, length: ${length} }
    const temporary = await cache.open(${JSON.stringify(URI)}, { ...file, length: 5 })
    for (let round = 0; ; round++) {
      const content = await cache.open(${JSON.stringify(URI)} + round, file)
      content.keep()
      const handle = await open(content.path, 'r+')
      for (let at = 0; at < ${length}; at += 40000) {
        await handle.write(Buffer.alloc(40000, 1 + (at / 40000) % 200), 0, 40000, at)
        await handle.datasync()
        content.settled([{ start: at, end: at + 40000 }])
        writeSync(1, 'x\\n')
      }
      await handle.close()
      await content.release()
    }`
  for (let round = 0; round < 4; round++) {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit']
    })
    const exited = once(child, 'exit')
    await createInterface(child.stdout)[Symbol.asyncIterator]().next()
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 300))
    child.kill('SIGKILL')
    await exited
    cache = await begin()
    const records = journal.peers.cache.all()
    expect(records.every(({ kind }) => kind === 'cached')).toBe(true)
    expect(readdirSync(directory).sort()).toEqual(records.map((record) => record.path).sort())
    for (const record of records) {
      const bytes = await readFile(path.join(directory, record.path))
      for (const { start, end } of journal.peers.cache.durable(record.id))
        for (let at = start; at < end; at += 1000) expect(bytes[at]).toBe(1 + (Math.floor(at / 40000) % 200))
    }
  }
  expect(journal.peers.cache.all().length).toBeGreaterThan(0)
}, 60_000)
