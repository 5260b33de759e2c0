/**
 * Machines that help each other die, too: kill -9 of the one that fetches, and of the one that helps, again and again.
 * The plan goes on under its name, the file is the right one, and nobody starts from nothing.
 */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { afterAll, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { startShoalProcess, type Line, type ShoalRun } from '../fixtures/shoal-process.ts'
import { openDatabase } from './journal-surgery.ts'
import { newFolder, removeFolders } from './shoal.ts'

const MiB = 1024 * 1024
const BYTES = 64 * MiB
const BYTES_PER_SECOND = 12 * MiB
const KILLS = 6

afterAll(removeFolders)

const setUp = async () => {
  const folder = await newFolder('peers-restart')
  const downloads = path.join(folder, 'downloads')
  await mkdir(downloads)
  const key = path.join(folder, 'group.key')
  writeFileSync(key, `${randomBytes(32).toString('hex')}\n`, { mode: 0o600 })
  const origin = await startOrigin({ bytesPerSecond: BYTES_PER_SECOND })
  const served = origin.file('/big.bin', { size: BYTES })
  const near = ['--group-key-file', key, '--interface', 'lo', '--json']
  const peer = async (name: string): Promise<ShoalRun> => {
    const words = ['peer', '--port', '0', '--allow-private', '127.0.0.0/8', '--name', name, ...near]
    const run = startShoalProcess(path.join(folder, name), ...words)
    await run.line('listening')
    return run
  }
  const state = path.join(folder, 'state')
  const get = (): ShoalRun => startShoalProcess(state, 'get', served.url, '-d', downloads, ...near)
  return { folder, downloads, origin, served, peer, get, state }
}

const fromPeers = (done: Line): number =>
  (done['sources'] as { kind: string; bytes: number }[])
    .filter(({ kind }) => kind === 'peer')
    .reduce((sum, { bytes }) => sum + bytes, 0)

const lastLine = async (run: ShoalRun): Promise<Line> => {
  const { lines, output } = await run.ended
  const last = lines.at(-1)
  expect(last?.event, output).toBe('done')
  return last as Line
}

it('a fetch that is killed goes on with the same plan and the same peer', { timeout: 90_000 }, async () => {
  const { downloads, origin, served, peer, get, state } = await setUp()
  const helper = await peer('helper')
  const plans = new Set<string>()
  try {
    for (let kill = 0; kill < KILLS; kill++) {
      const run = get()
      await run.line('started')
      await sleep(300 + Math.random() * 500)
      await run.end('SIGKILL')
      openDatabase(state, (database) => {
        for (const { plan_id } of database
          .prepare<[], { plan_id: string }>('SELECT plan_id FROM peer_plans')
          .all())
          plans.add(plan_id)
      })
    }
    const done = await lastLine(get())
    expect(await sha256File(path.join(downloads, 'big.bin'))).toBe(served.sha256())
    expect(plans.size).toBe(1)
    expect(fromPeers(done)).toBeGreaterThan(0)
    const sum = (done['sources'] as { bytes: number }[]).reduce((total, { bytes }) => total + bytes, 0)
    expect(sum).toBe(BYTES)
    expect(done['refetchedBytes']).toBeLessThanOrEqual(KILLS * BYTES_PER_SECOND)
  } finally {
    await helper.end('SIGKILL')
    await origin.stop()
  }
})

it('a peer that is killed and started again is used again', { timeout: 90_000 }, async () => {
  const { downloads, origin, served, peer, get } = await setUp()
  origin.setRate(4 * MiB)
  let helper = await peer('helper')
  const run = get()
  try {
    await run.line('started')
    for (let kill = 0; kill < 3; kill++) {
      await sleep(1500 + Math.random() * 500)
      await helper.end('SIGKILL')
      await sleep(300)
      helper = await peer('helper')
    }
    await sleep(3000)
    origin.setRate(Infinity)
    const done = await lastLine(run)
    expect(await sha256File(path.join(downloads, 'big.bin'))).toBe(served.sha256())
    expect(fromPeers(done)).toBeGreaterThan(0)
  } finally {
    await run.end('SIGKILL')
    await helper.end('SIGKILL')
    await origin.stop()
  }
})
