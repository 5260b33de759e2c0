import { beforeEach, describe, expect, test } from 'vitest'
import type { FrameRequest } from '../../src-shared/contract/contract.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import { createProgressFeed, type ProgressFeed, type Reading, type Total } from './progress-feed.ts'

/** A 60 Hz screen. */
const PICTURE_MS = 1000 / 60

let nowMs: number
let waiting: ((atMs: number) => void)[]
let asked: { request: FrameRequest; land(frame: ProgressFrame): void; fail(): void }[]
let feed: ProgressFeed

const frame = (receivedBytes: number): ProgressFrame => ({
  atMs: 0,
  ids: ['a', 'b'],
  receivedBytes: Float64Array.of(receivedBytes, 1),
  bytesPerSecond: Float64Array.of(100, 50),
  connections: Uint16Array.of(8, 1),
  maps: [
    { id: 'a', length: 10, starts: Float64Array.of(0), ends: Float64Array.of(5), states: Uint8Array.of(2) }
  ]
})

const settle = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0))

/** Shows pictures for a while; frames asked for are answered at once unless told otherwise. */
async function play(ms: number, answer = true): Promise<void> {
  for (const endMs = nowMs + ms; nowMs < endMs; nowMs += PICTURE_MS) {
    const due = waiting
    waiting = []
    for (const callback of due) callback(nowMs)
    if (answer) for (const pull of asked) pull.land(frame(nowMs))
    await settle()
  }
}

beforeEach(async () => {
  nowMs = 0
  waiting = []
  asked = []
  feed = createProgressFeed({
    pull: (request) =>
      new Promise((resolve, reject) => {
        asked.push({ request, land: resolve, fail: () => reject(new Error('busy')) })
      }),
    beforeNextPicture: (callback) => waiting.push(callback)
  })
  await settle()
})

describe('the live feed', () => {
  test('asks for nothing while nothing runs', async () => {
    await play(1000)
    expect(asked).toHaveLength(0)
    expect(waiting).toHaveLength(0)
  })

  test('asks about 30 times a second, never more', async () => {
    feed.setRunning(true)
    await play(2000)
    expect(asked.length).toBeGreaterThanOrEqual(55)
    expect(asked.length).toBeLessThanOrEqual(61)
  })

  test('has one frame in flight, however slow the engine is', async () => {
    feed.setRunning(true)
    await play(1000, false)
    expect(asked).toHaveLength(1)
    asked[0]?.land(frame(1))
    await settle()
    await play(100, false)
    expect(asked).toHaveLength(2)
  })

  test('stops when the window is hidden and when nothing runs any more', async () => {
    feed.setRunning(true)
    await play(200)
    feed.setShown(false)
    const whenHidden = asked.length
    await play(1000)
    expect(asked.length).toBe(whenHidden)
    feed.setShown(true)
    await play(200)
    expect(asked.length).toBeGreaterThan(whenHidden)
    feed.setRunning(false)
    await play(100)
    const whenIdle = asked.length
    await play(1000)
    expect(asked.length).toBe(whenIdle)
  })

  test('tells each watcher its own numbers, a few times a second', async () => {
    const heard: Reading[] = []
    feed.watchNumbers('b', (reading) => heard.push(reading))
    feed.setRunning(true)
    await play(2000)
    expect(heard.at(-1)).toEqual({ receivedBytes: 1, bytesPerSecond: 50, connections: 1 })
    expect(heard.length).toBeGreaterThanOrEqual(6)
    expect(heard.length).toBeLessThanOrEqual(10)
  })

  test('keeps its time for numbers and rates while maps come and go, as in a list that is scrolled', async () => {
    let numbers = 0
    let rates = 0
    let maps = 0
    feed.watchNumbers('b', () => numbers++)
    feed.watchRates(() => rates++)
    feed.setRunning(true)
    for (let row = 0; row < 40; row++) {
      const unwatch = feed.watchMap('a', () => maps++)
      await play(50)
      unwatch()
    }
    expect(maps).toBeGreaterThanOrEqual(40)
    expect(numbers).toBeLessThanOrEqual(10)
    expect(rates).toBeLessThanOrEqual(10)
  })

  test('asks for the maps that are watched and no others', async () => {
    let maps = 0
    const unwatch = feed.watchMap('a', () => maps++)
    feed.setRunning(true)
    await play(1000)
    expect(asked.at(-1)?.request.expanded).toEqual(['a'])
    expect(maps).toBeGreaterThan(25)
    unwatch()
    await play(100)
    expect(asked.at(-1)?.request.expanded).toEqual([])
  })

  test('a map that comes on the screen while nothing runs is asked for once', async () => {
    let maps = 0
    feed.watchMap('a', () => maps++)
    await play(1000)
    expect(asked).toHaveLength(1)
    expect(maps).toBe(1)
  })

  test('the total is of all transfers, and nothing once they stop', async () => {
    const totals: Total[] = []
    feed.watchTotal((total) => totals.push(total))
    feed.setRunning(true)
    await play(500)
    expect(totals.at(-1)).toEqual({ running: 2, bytesPerSecond: 150 })
    feed.setRunning(false)
    expect(totals.at(-1)).toEqual({ running: 0, bytesPerSecond: 0 })
  })

  test('goes on, slowly, after a frame that could not be had', async () => {
    feed.setRunning(true)
    await play(50, false)
    asked[0]?.fail()
    await settle()
    await play(1000, false)
    expect(asked).toHaveLength(1)
    await play(1500, false)
    expect(asked).toHaveLength(2)
  })
})
