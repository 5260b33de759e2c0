/** Thousands of links at once: all of them end up in the queue, in order, told once each, and those that cannot be are said. */
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { AddOutcome, TransferChange } from '../../src-shared/contract/contract.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { addAll, changesOf, nothingRuns } from './many.ts'
import { removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MANY = 10_000

let origin: Origin
let shoal: TestShoal
let changes: TransferChange[]
beforeEach(async () => {
  origin = await startOrigin()
  await begin()
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

async function begin(folder?: string): Promise<void> {
  shoal = await startShoal(folder === undefined ? {} : { folder })
  changes = changesOf(shoal)
}

const idOf = (outcome: AddOutcome | undefined): TransferId =>
  outcome && 'id' in outcome ? outcome.id : 'refused'
const placeOf = ({ state }: Transfer): number | string => (state.kind === 'queued' ? state.place : state.kind)

it('ten thousand links wait in the order in which they came, told once each, through a restart', async () => {
  await nothingRuns(shoal)
  const uris = Array.from({ length: MANY }, (_, index) => `${origin.url}/file-${index}.bin`)
  const ids = (await addAll(shoal, uris)).map(idOf)
  expect(new Set(ids).size).toBe(MANY)
  expect(ids.map((id) => shoal.transfer(id)).map(placeOf)).toEqual(ids.map((_, index) => index + 1))
  expect(changes).toHaveLength(MANY)
  expect(changes.every(({ kind }) => kind === 'added')).toBe(true)
  expect(origin.requests).toEqual([])
  // One that is moved to the end lets all others move up, in one word.
  changes.length = 0
  await shoal.client.call('transfers.move', { id: ids[0]!, place: MANY })
  expect(changes.filter(({ kind }) => kind === 'shifted')).toHaveLength(1)
  expect(changes.length).toBeLessThan(5)
  expect(placeOf(shoal.transfer(ids[1]!))).toBe(1)
  expect(placeOf(shoal.transfer(ids[0]!))).toBe(MANY)
  await shoal.close()
  await begin(path.dirname(shoal.stateDirectory))
  const [first] = await Promise.all([ids[1]!, ids[0]!].map((id) => shoal.until(id, () => true)))
  expect(placeOf(first!)).toBe(1)
  expect(placeOf(shoal.transfer(ids[0]!))).toBe(MANY)
})

it('what comes to nothing is said of it alone, and what came twice is one transfer', async () => {
  const [good, other] = [origin.file('/good.bin', { size: 1000 }), origin.file('/other.bin', { size: 1000 })]
  const outcomes = await addAll(shoal, [good.url, 'no address', 'gopher://127.0.0.1/a', good.url, other.url])
  expect(outcomes.map((each) => ('problem' in each ? each.problem.code : 'id'))).toEqual([
    'id',
    'uri-invalid',
    'scheme-unsupported',
    'id',
    'id'
  ])
  expect(idOf(outcomes[3])).toBe(idOf(outcomes[0]))
  for (const outcome of [outcomes[0], outcomes[4]])
    expect((await shoal.settled(idOf(outcome))).state.kind).toBe('done')
  expect(good.bytesSent()).toBe(1000)
})

it('places stay those of the queue while the first of it come, go and are paused', async () => {
  await shoal.client.call('settings.set', { mostActive: 2 })
  const files = Array.from({ length: 40 }, (_, index) => origin.file(`/f${index}.bin`, { size: 200 }))
  const ids = (
    await addAll(
      shoal,
      files.map(({ url }) => url)
    )
  ).map(idOf)
  await shoal.client.call('transfers.pause', { ids: [ids[20]!] })
  await shoal.client.call('transfers.prioritize', { ids: [ids[39]!], priority: 'high' })
  const resumed = shoal.client.call('transfers.resume', { ids: [ids[20]!] })
  await resumed
  const fresh = await new Promise<readonly Transfer[]>((resolve) => {
    shoal.client.subscribe('transfers.changes', { snapshot: resolve, event: () => undefined })
  })
  expect(fresh.map(({ id }) => placeOf(shoal.transfer(id)))).toEqual(fresh.map(placeOf))
  for (const id of ids) expect((await shoal.settled(id)).state.kind).toBe('done')
})
