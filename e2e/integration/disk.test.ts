/** Disks that are full, read-only or go away: real ones, made of memory and mounted by the test (which takes root). */
import { execFileSync } from 'node:child_process'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024

let origin: Origin
let shoal: TestShoal
let disk: string

const mount = (options: string): void =>
  void execFileSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk])

const isRoot = process.getuid?.() === 0

describe.skipIf(!isRoot)(isRoot ? 'a disk' : 'a disk (skipped: mounting one takes root)', () => {
  beforeEach(async () => {
    const folder = await newFolder('disk')
    disk = path.join(folder, 'disk')
    await mkdir(disk)
    mount('size=16m')
    origin = await startOrigin()
    shoal = await startShoal({ folder, downloads: disk })
  })
  afterEach(async () => {
    await shoal.close()
    await origin.stop()
    execFileSync('umount', ['-l', disk])
  })
  afterAll(removeFolders)

  it('too small for the file is refused before a byte is written', async () => {
    const file = origin.file('/big.bin', { size: 64 * MiB })
    const transfer = await shoal.get(file.url)
    expect(outcome(transfer)).toBe('disk-full')
    expect(transfer.state).toMatchObject({
      problem: { message: expect.stringContaining('67108864') as string }
    })
    expect(await readdir(disk)).toEqual([])
  })

  it('that fills up on the way keeps what arrived, and the transfer goes on when there is room', async () => {
    const file = origin.file('/big.bin', { size: 12 * MiB, bytesPerSecond: 2 * MiB })
    const id = await shoal.add(file.url)
    await shoal.until(id, ({ length }) => length !== null)
    await writeFile(path.join(disk, 'other'), Buffer.alloc(10 * MiB))
    const failed = await shoal.until(id, ({ state }) => state.kind === 'failed')
    expect(outcome(failed)).toBe('disk-full')
    expect((await readdir(disk)).sort()).toEqual(['big.bin.part', 'other'])
    expect(failed.receivedBytes).toBeGreaterThan(0)

    await rm(path.join(disk, 'other'))
    await shoal.client.call('transfers.resume', { ids: [id] })
    const done = await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(done.refetchedBytes).toBe(0)
    expect(await sha256File(path.join(disk, 'big.bin'))).toBe(file.sha256())
  })

  it('that fills up under an answer of unknown length fails too', async () => {
    const file = origin.file('/big.bin', { size: 32 * MiB, framing: 'chunked', ranges: 'ignored' })
    expect(outcome(await shoal.get(file.url))).toBe('disk-full')
    expect(await readdir(disk)).toEqual(['big.bin.part'])
  })

  it('that may only be read says so', async () => {
    mount('remount,ro')
    expect(outcome(await shoal.get(origin.file('/file.bin').url))).toBe('directory-unwritable')
  })

  it('whose folder is deleted on the way fails the transfer', async () => {
    const directory = path.join(disk, 'folder')
    await mkdir(directory)
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: MiB })
    const id = await shoal.add(file.url, { directory })
    await shoal.until(id, ({ length }) => length !== null)
    await rm(directory, { recursive: true })
    expect(outcome(await shoal.settled(id))).toBe('partial-missing')
  })
})
