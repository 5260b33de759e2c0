/**
 * kill -9 at random instants, again and again: the command is run as people run it, killed, and run again, until the
 * file is there. It must be the right file, and no kill may cost more than half a second of what was being received.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { openDatabase } from './journal-surgery.ts'
import { newFolder, removeFolders } from './shoal.ts'

const MiB = 1024 * 1024
const KILLS = 50
const BYTES = 256 * MiB
const BYTES_PER_SECOND = 16 * MiB
const CLI = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')

afterAll(removeFolders)

it(`survives ${KILLS} kills with the right file and little fetched twice`, { timeout: 240_000 }, async () => {
  const folder = await newFolder('kill')
  const downloads = path.join(folder, 'downloads')
  const stateDirectory = path.join(folder, 'state')
  await mkdir(downloads)
  const origin = await startOrigin({ bytesPerSecond: BYTES_PER_SECOND })
  const served = origin.file('/big.bin', { size: BYTES })
  const start = (): ChildProcess =>
    spawn(
      process.execPath,
      [CLI, 'get', served.url, '-d', downloads, '--json', '--state-dir', stateDirectory],
      {
        stdio: ['ignore', 'pipe', 'inherit']
      }
    )
  const durableBytes = (): number =>
    openDatabase(stateDirectory, (database) =>
      database.prepare<[], number>('select coalesce(sum(end_byte - first_byte), 0) from ranges').pluck().get()
    ) ?? 0

  const part = path.join(downloads, 'big.bin.part')
  const partBytes = (): number => (existsSync(part) ? statSync(part).blocks * 512 : 0)
  /** Resolves when more is in the file than an earlier process had left there, or the process is gone. */
  const receives = async (child: ChildProcess): Promise<void> => {
    const before = partBytes()
    while (partBytes() <= before && child.exitCode === null && child.signalCode === null) await sleep(10)
  }
  const costs: number[] = []
  try {
    while (costs.length < KILLS) {
      const child = start()
      const exited = once(child, 'exit')
      // Every other one at any instant of its life, the start included; the rest once it receives, however long it
      // takes to start here.
      if (costs.length % 2 === 0) await sleep(150 + Math.random() * 500)
      else await receives(child).then(() => sleep(Math.random() * 250))
      child.kill('SIGKILL')
      const [, signal] = (await exited) as [number | null, string | null]
      expect(signal, 'it finished before it could be killed').toBe('SIGKILL')
      if (!existsSync(part)) continue
      // What reached the file beyond what the journal knows will be fetched again.
      costs.push(Math.max(0, partBytes() - durableBytes()))
    }
    expect(Math.max(...costs)).toBeLessThanOrEqual(BYTES_PER_SECOND / 2)
    // More than any one of them can have received.
    expect(durableBytes(), 'progress must survive the kills').toBeGreaterThan(BYTES / 8)

    origin.setRate(Infinity)
    const last = start()
    let output = ''
    last.stdout?.on('data', (text: Buffer) => (output += text.toString()))
    const [code] = (await once(last, 'close')) as [number]
    expect(code).toBe(0)
    const done = JSON.parse(output.trim().split('\n').at(-1) ?? '') as Record<string, unknown>
    expect(done).toMatchObject({ event: 'done', bytes: BYTES })
    expect(done['refetchedBytes']).toBeLessThanOrEqual(KILLS * (BYTES_PER_SECOND / 2))
    expect(await sha256File(path.join(downloads, 'big.bin'))).toBe(served.sha256())
    const sum = costs.reduce((total, cost) => total + cost, 0)
    console.log(
      `${KILLS} kills at ${BYTES_PER_SECOND / MiB} MiB/s: fetched again per kill ` +
        `${(sum / KILLS / MiB).toFixed(2)} MiB on average, ${(Math.max(...costs) / MiB).toFixed(2)} MiB at most; ` +
        `reported ${(Number(done['refetchedBytes']) / MiB).toFixed(2)} MiB in all`
    )
  } finally {
    await origin.stop()
  }
})
