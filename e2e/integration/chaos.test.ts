/**
 * Everything at once: a server that resets, cuts, stalls, slows, refuses and ignores ranges at random, while the user
 * pauses and resumes. Whatever happens, the file must be the right one. Seeds are printed; one of them is new each run.
 */
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { sha256File } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { outcome, removeFolders, startShoal } from './shoal.ts'

const MiB = 1024 * 1024

afterAll(removeFolders)

/** A small generator of reproducible randomness (mulberry32). */
function random(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
}

const SEEDS = [1, 2, 3, 4, 6, Date.now() % 1_000_000]

it.each(SEEDS)('chaos with seed %i ends in the right file', { timeout: 120_000 }, async (seed) => {
  const next = random(seed)
  const upTo = (limit: number): number => Math.floor(next() * limit)
  const size = 4 * MiB + upTo(24 * MiB)
  // Some way off, ranges are asked for ahead.
  const delayMs = next() < 0.5 ? 10 + upTo(30) : 0
  const trouble = (): Behaviour | undefined => {
    const kind = next()
    if (kind < 0.06) return { resetAt: upTo(MiB) }
    if (kind < 0.12) return { truncateAt: upTo(MiB) }
    if (kind < 0.16) return { stallAt: upTo(200_000) }
    if (kind < 0.2) return { bytesPerSecond: 20_000 + upTo(100_000) }
    if (kind < 0.24) return { status: 503, keepAlive: next() < 0.5 }
    if (kind < 0.27) return { ranges: 'ignored' }
    if (kind < 0.3) return { keepAlive: 'silent' }
    if (kind < 0.35) return { framing: 'chunked' }
    if (kind < 0.4) return { informational: [103] }
    return undefined
  }
  const origin = await startOrigin()
  // The first answer decides that the file can be fetched in ranges; a whole answer to it would be another test.
  const on: NonNullable<Behaviour['on']> = ({ nth }) => (nth === 1 ? undefined : trouble())
  const file = origin.file('/chaos.bin', { size, bytesPerSecond: 2 * MiB + upTo(6 * MiB), delayMs, on })
  const shoal = await startShoal({ patienceMs: 60_000 })
  try {
    const id = await shoal.add(file.url, { connections: 1 + upTo(12) })
    for (let pauses = upTo(3); pauses > 0; pauses--) {
      await new Promise((resolve) => setTimeout(resolve, 100 + upTo(900)))
      await shoal.client.call('transfers.pause', { ids: [id] })
      await shoal.client.call('transfers.resume', { ids: [id] })
    }
    // A whole answer at a resume is taken as a fresh start; every other trouble is overcome in place.
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done' || state.kind === 'failed')
    expect(outcome(transfer), `seed ${seed}`).toBe('done')
    expect(await sha256File(path.join(shoal.downloads, 'chaos.bin')), `seed ${seed}`).toBe(file.sha256())
    expect(transfer.sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(size)
  } finally {
    await shoal.close()
    await origin.stop()
  }
})
