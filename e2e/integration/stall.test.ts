/**
 * Servers that fall silent. The engine's own deadline must notice, for the system never does; its clock runs ten times
 * faster here, so that the deadline of twenty seconds passes in two.
 */
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { Engine } from '../../src-main/engine/engine.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { startBareEngine, type BareEngine } from './bare-engine.ts'
import { outcome, removeFolders } from './shoal.ts'

const MiB = 1024 * 1024
const FASTER = 10

let origin: Origin
let bare: BareEngine
let engine: Engine
beforeEach(async () => {
  origin = await startOrigin()
  const clock = { ...systemClock, nowMs: () => systemClock.nowMs() * FASTER }
  bare = await startBareEngine({ name: 'stall', clock, patienceMs: 60_000 })
  engine = bare.engine
})
afterEach(async () => {
  await bare.close()
  await origin.stop()
})
afterAll(removeFolders)

const get = (uri: string): Promise<Transfer> =>
  new Promise((resolve, reject) => {
    engine.onChange((change) => {
      if (change.kind === 'changed' && ['done', 'failed'].includes(change.transfer.state.kind))
        resolve(change.transfer)
    })
    engine.add({ uri }).catch(reject)
  })

it('a connection that falls silent is given up, and its range comes over another', async () => {
  const file = origin.file('/file.bin', {
    size: 12 * MiB,
    on: ({ nth }) => (nth === 4 ? { stallAt: 10_000 } : undefined)
  })
  const transfer = await get(file.url)
  expect(outcome(transfer)).toBe('done')
  const raced = engine.log(transfer.id).filter(({ kind }) => kind === 'range-raced')
  expect(raced.length).toBeGreaterThan(0)
  for (const { detail } of raced) expect(detail['from']).not.toBe(detail['to'])
  const racedBytes = raced.reduce((sum, { detail }) => sum + Number(detail['bytes']), 0)
  expect(racedBytes).toBe(transfer.retransmittedBytes)
  // Of the silent one nothing came any more; another that was raced too may have been about to finish.
  const ended = engine.log(transfer.id).find(({ kind }) => kind === 'race-ended')
  expect(ended?.detail['wastedBytes']).toBeLessThanOrEqual(racedBytes)
  expect(transfer.retransmittedBytes).toBeGreaterThan(0)
  expect(await sha256File(path.join(bare.downloads, 'file.bin'))).toBe(file.sha256())
})

it('a server that never answers is an error with a sentence', async () => {
  const transfer = await get(origin.file('/file.bin', { delayMs: Infinity }).url)
  expect(outcome(transfer)).toBe('connection-stalled')
})

it('a server that drips is slow, not silent', async () => {
  const file = origin.file('/file.bin', { size: 60, dripMs: 20 })
  expect(outcome(await get(file.url))).toBe('done')
})
