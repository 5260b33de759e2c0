/** Pausing, quitting, crashing and starting again: nothing is lost, nothing spliced, little fetched twice. */
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { openDatabase } from './journal-surgery.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024

let origin: Origin
let folder: string
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  folder = await newFolder('resume')
  shoal = await startShoal({ folder })
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

async function restart(): Promise<void> {
  await shoal.close()
  shoal = await startShoal({ folder })
}

const file = (more: Behaviour = {}) =>
  origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: MiB, ...more })

describe('a transfer', () => {
  it('paused and resumed fetches no byte twice', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    const paused = shoal.transfer(id)
    expect(paused.state.kind).toBe('paused')
    expect(paused.receivedBytes).toBeGreaterThanOrEqual(MiB)
    await shoal.client.call('transfers.resume', { ids: [id] })
    const done = await shoal.until(id, ({ state }) => state.kind === 'done')
    expect([done.refetchedBytes, done.retransmittedBytes]).toEqual([0, 0])
    expect(done.sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(8 * MiB)
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('told to pause and resume in one breath does what was said last', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    const { client } = shoal
    await Promise.all([
      client.call('transfers.pause', { ids: [id] }),
      client.call('transfers.resume', { ids: [id] })
    ])
    expect(shoal.transfer(id).state.kind).toBe('running')
    const calls = ['pause', 'resume', 'pause'] as const
    await Promise.all(calls.map((call) => client.call(`transfers.${call}`, { ids: [id] })))
    expect(shoal.transfer(id).state.kind).toBe('paused')
    await client.call('transfers.resume', { ids: [id] })
    expect((await shoal.settled(id)).refetchedBytes).toBe(0)
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('running at a quit resumes by itself at the next start', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await restart()
    const done = await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(done.refetchedBytes).toBe(0)
    expect(served.requests().filter(({ range }) => range?.start === 0)).toHaveLength(1)
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('paused at a quit stays paused', async () => {
    const id = await shoal.add(file().url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    await restart()
    await new Promise((resolve) => setTimeout(resolve, 200))
    expect(shoal.transfer(id).state.kind).toBe('paused')
    expect(shoal.transfer(id).receivedBytes).toBeGreaterThanOrEqual(MiB)
  })

  it('asked for again while unfinished is the same transfer, resumed', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    expect(await shoal.add(served.url)).toBe(id)
    expect(outcome(await shoal.until(id, ({ state }) => state.kind === 'done'))).toBe('done')
    expect(await readdir(shoal.downloads)).toEqual(['file.bin'])
  })

  it('whose partial file someone deleted starts afresh', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    await rm(path.join(shoal.downloads, 'file.bin.part'))
    served.behave({ size: 8 * MiB })
    await shoal.client.call('transfers.resume', { ids: [id] })
    await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('from a server without ranges starts over, and says what that cost', async () => {
    const served = file({ ranges: 'ignored', bytesPerSecond: 4 * MiB })
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    await shoal.client.call('transfers.resume', { ids: [id] })
    const done = await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(done.refetchedBytes).toBeGreaterThanOrEqual(MiB)
    expect(done.sources.map(({ bytes }) => bytes)).toEqual([8 * MiB])
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('removed takes its partial file along only when told to', async () => {
    const served = file()
    for (const partial of ['keep', 'delete'] as const) {
      const id = await shoal.add(served.url)
      await shoal.reaches(id, MiB)
      await shoal.client.call('transfers.remove', { ids: [id], partial })
      expect(await readdir(shoal.downloads)).toEqual(partial === 'keep' ? ['file.bin.part'] : [])
      await rm(path.join(shoal.downloads, 'file.bin.part'), { force: true })
    }
  })

  it('whose file got its name before the journal heard of it is found finished', async () => {
    const served = file({ bytesPerSecond: 8 * MiB })
    const id = await shoal.add(served.url)
    await shoal.settled(id)
    // What a crash between the two leaves: the journal still says `running`.
    await shoal.close()
    openDatabase(shoal.stateDirectory, (database) => {
      database
        .prepare(`update transfers set state = 'running', state_detail = '{"kind":"running"}' where id = ?`)
        .run(id)
    })
    shoal = await startShoal({ folder })
    expect(outcome(await shoal.settled(id))).toBe('done')
    expect(await readdir(shoal.downloads)).toEqual(['file.bin'])
  })
})

describe('a file that changed on the server, same size, new ETag,', () => {
  const expectUntouched = async (id: string, before: Buffer): Promise<void> => {
    expect(await readdir(shoal.downloads)).toEqual(['file.bin.part'])
    const kept = await readFile(path.join(shoal.downloads, 'file.bin.part'))
    const known = shoal.transfer(id).receivedBytes
    expect(known).toBeGreaterThanOrEqual(MiB)
    // Not a byte of the new file got in: everything present is the old file's.
    for (let at = 0; at < kept.length; at += 4096) {
      const page = kept.subarray(at, at + 4096)
      if (page.some((byte) => byte !== 0)) {
        const old = before.subarray(at, at + 4096)
        expect(page.every((byte, i) => byte === 0 || byte === old[i])).toBe(true)
      }
    }
  }
  const contentOf = async (url: string): Promise<Buffer> =>
    Buffer.from(await (await fetch(url)).arrayBuffer())

  it.each(['both', 'etag', 'date'] as const)(
    'while paused, is not mixed in (validators: %s)',
    async (validators) => {
      const served = file({ validators, bytesPerSecond: 16 * MiB })
      const old = await contentOf(served.url)
      served.behave({ size: 8 * MiB, validators, bytesPerSecond: MiB })
      const id = await shoal.add(served.url)
      await shoal.reaches(id, MiB)
      await shoal.client.call('transfers.pause', { ids: [id] })
      served.swap()
      await shoal.client.call('transfers.resume', { ids: [id] })
      const failed = await shoal.until(id, ({ state }) => state.kind === 'failed')
      expect(outcome(failed)).toBe('source-changed')
      await expectUntouched(id, old)
    }
  )

  it('while running, is not mixed in', async () => {
    const served = file({ bytesPerSecond: 16 * MiB })
    const old = await contentOf(served.url)
    served.behave({ size: 8 * MiB, bytesPerSecond: 512 * 1024 })
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    served.swap()
    const failed = await shoal.until(id, ({ state }) => state.kind === 'failed')
    expect(outcome(failed)).toBe('source-changed')
    await expectUntouched(id, old)
  })

  it('and stays refused until its partial file is out of the way, then is fetched anew', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    served.swap()
    served.behave({ size: 8 * MiB })
    await shoal.client.call('transfers.resume', { ids: [id] })
    await shoal.until(id, ({ state }) => state.kind === 'failed')
    expect(outcome(await shoal.get(served.url))).toBe('source-changed')
    await rename(path.join(shoal.downloads, 'file.bin.part'), path.join(shoal.downloads, 'old'))
    await shoal.add(served.url)
    await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(served.sha256())
  })

  it('or lost its validator, is not trusted', async () => {
    const served = file()
    const id = await shoal.add(served.url)
    await shoal.reaches(id, MiB)
    await shoal.client.call('transfers.pause', { ids: [id] })
    served.behave({ size: 8 * MiB, validators: 'none' })
    await shoal.client.call('transfers.resume', { ids: [id] })
    expect(outcome(await shoal.until(id, ({ state }) => state.kind === 'failed'))).toBe('source-changed')
  })
})

it('a partial file cut short by someone else is neither built on nor deleted', async () => {
  const served = file()
  const id = await shoal.add(served.url)
  await shoal.reaches(id, MiB)
  await shoal.client.call('transfers.pause', { ids: [id] })
  await writeFile(path.join(shoal.downloads, 'file.bin.part'), 'short')
  served.behave({ size: 8 * MiB })
  await shoal.client.call('transfers.resume', { ids: [id] })
  await shoal.until(id, ({ state }) => state.kind === 'done')
  expect(await sha256File(path.join(shoal.downloads, 'file (1).bin'))).toBe(served.sha256())
  expect(await readFile(path.join(shoal.downloads, 'file.bin.part'), 'utf8')).toBe('short')
})
