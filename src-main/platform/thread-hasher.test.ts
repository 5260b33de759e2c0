import { createHash } from 'node:crypto'
import { appendFile, mkdtemp, readdir, readlink, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { seededContent } from '../../e2e/fixtures/content.ts'
import { DIGEST_ALGORITHMS } from '../../src-shared/model/checksum.ts'
import { threadHasher } from './thread-hasher.ts'

const hasher = threadHasher(path.resolve(import.meta.dirname, '../host/hash-thread.ts'))
const MiB = 1024 * 1024

let folder: string
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'shoal-hash-'))))
afterAll(() => rm(folder, { recursive: true }))

async function fileOf(name: string, size: number): Promise<string> {
  const file = path.join(folder, name)
  await writeFile(file, seededContent(name, size).read(0, size))
  return file
}

const digest = (name: string, size: number, algorithm = 'sha256'): string =>
  createHash(algorithm).update(seededContent(name, size).read(0, size)).digest('hex')

async function openDescriptors(file: string): Promise<number> {
  const links = await Promise.all(
    (await readdir('/proc/self/fd')).map((fd) => readlink(`/proc/self/fd/${fd}`).catch(() => ''))
  )
  return links.filter((link) => link === file).length
}

test.each([0, 1, MiB, 3 * MiB + 7])('every algorithm at once, over %i bytes', async (size) => {
  const file = await fileOf(`all-${size}`, size)
  const found = await hasher.begin(file, DIGEST_ALGORITHMS).finish(size)
  expect(found).toEqual(
    DIGEST_ALGORITHMS.map((algorithm) => ({
      algorithm,
      hex: digest(`all-${size}`, size, algorithm.replace('-', ''))
    }))
  )
})

test('it follows a file that grows and reads nothing that has not been reached', async () => {
  const content = seededContent('growing', 2 * MiB)
  const file = path.join(folder, 'growing')
  await writeFile(file, content.read(0, MiB))
  // What is there beyond the bytes reached is not the file's yet.
  await appendFile(file, Buffer.alloc(MiB))
  const hashing = hasher.begin(file, ['sha-256'])
  hashing.reach(MiB)
  await sleep(100)
  await writeFile(file, content.read(0, 2 * MiB))
  hashing.reach(MiB / 2)
  expect(await hashing.finish(2 * MiB)).toEqual([{ algorithm: 'sha-256', hex: digest('growing', 2 * MiB) }])
})

test('several files take turns', async () => {
  const big = hasher.begin(await fileOf('big', 48 * MiB), ['sha-256']).finish(48 * MiB)
  const small = hasher.begin(await fileOf('small', 1000), ['md5']).finish(1000)
  const first = await Promise.race([big.then(() => 'big'), small.then(() => 'small')])
  expect(first).toBe('small')
  expect((await big)[0]?.hex).toBe(digest('big', 48 * MiB))
})

test('a file that is gone or too short is said, with the reason', async () => {
  await expect(hasher.begin(path.join(folder, 'none'), ['md5']).finish(1)).rejects.toMatchObject({
    code: 'ENOENT'
  })
  await expect(hasher.begin(await fileOf('short', 10), ['md5']).finish(11)).rejects.toMatchObject({
    code: 'EOF'
  })
})

test('a cancelled file is let go', async () => {
  const file = await fileOf('cancelled', 8 * MiB)
  const hashing = hasher.begin(file, ['sha-256'])
  hashing.reach(1)
  const outcome = hashing.finish(8 * MiB)
  hashing.cancel()
  await expect(outcome).rejects.toThrow('cancelled')
  hashing.cancel()
  if (process.platform === 'linux') await expect.poll(() => openDescriptors(file)).toBe(0)
})

test('a thread that cannot start is an error, not a wait', async () => {
  const broken = threadHasher(path.join(folder, 'no-such-thread.cjs'))
  await expect(broken.begin(path.join(folder, 'x'), ['md5']).finish(1)).rejects.toThrow()
})

test('whoever asks is not kept waiting while it hashes', async () => {
  const size = 96 * MiB
  const file = await fileOf('long', size)
  const delay = monitorEventLoopDelay({ resolution: 5 })
  delay.enable()
  const began = performance.now()
  await hasher.begin(file, ['sha-512', 'sha-256']).finish(size)
  const tookMs = performance.now() - began
  delay.disable()
  // Hashed on this thread, the longest delay would be all of it.
  expect(delay.max / 1e6).toBeLessThan(tookMs / 2)
})

test('parts of a file are hashed in the order asked for, among other work', async () => {
  const size = 3 * MiB + 5
  const content = seededContent('parts', size)
  const file = await fileOf('parts', size)
  const whole = hasher.begin(file, ['md5']).finish(size)
  const parts = hasher.open(file, 'sha-1')
  const ranges = [
    { start: 2 * MiB, end: size },
    { start: 0, end: 1 },
    { start: 10, end: 2 * MiB }
  ]
  expect(await Promise.all(ranges.map((range) => parts.digest(range)))).toEqual(
    ranges.map(({ start, end }) => createHash('sha1').update(content.read(start, end)).digest('hex'))
  )
  parts.close()
  parts.close()
  await expect(parts.digest({ start: 0, end: 1 })).rejects.toThrow('cancelled')
  expect((await whole)[0]?.hex).toBe(digest('parts', size, 'md5'))
  if (process.platform === 'linux') await expect.poll(() => openDescriptors(file)).toBe(0)
})

test('a part beyond the end is an error for it and all that wait', async () => {
  const parts = hasher.open(await fileOf('ten', 10), 'sha-1')
  const asked = [parts.digest({ start: 5, end: 11 }), parts.digest({ start: 0, end: 1 })]
  for (const { status } of await Promise.allSettled(asked)) expect(status).toBe('rejected')
  await expect(parts.digest({ start: 0, end: 1 })).rejects.toMatchObject({ code: 'EOF' })
})
