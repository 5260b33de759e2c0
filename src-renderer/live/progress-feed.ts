/**
 * Live numbers on their way from the engine to the screen. Pulls one progress frame at a time, draws the latest
 * on the next animation frame and hands each watcher its part to write into the page itself; React never hears
 * of it. Asks for nothing while the window is hidden or nothing runs.
 */
import type { FrameRequest } from '../../src-shared/contract/contract.ts'
import type { ProgressFrame, RangeMap } from '../../src-shared/model/progress-frame.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'

export interface FeedPorts {
  pull(request: FrameRequest): Promise<ProgressFrame>
  /** Runs the callback before the next picture, with a monotonic time in milliseconds. */
  beforeNextPicture(callback: (atMs: number) => void): void
}

export interface Reading {
  readonly receivedBytes: number
  readonly bytesPerSecond: number
  readonly connections: number
}

export interface Total {
  readonly running: number
  readonly bytesPerSecond: number
}

export interface ProgressFeed {
  /** Hears a running transfer's counters a few times a second. */
  watchNumbers(id: TransferId, listener: (reading: Reading) => void): () => void
  /** Hears a transfer's range map with every frame; also once when the transfer stands still. */
  watchMap(id: TransferId, listener: (map: RangeMap) => void): () => void
  watchTotal(listener: (total: Total) => void): () => void
  /** Hears the rates of all that run as often as numbers are told, before any of those is. */
  watchRates(listener: (ids: readonly TransferId[], bytesPerSecond: Float64Array) => void): () => void
  /** Whether any transfer runs. A change of either kind brings at least one more frame. */
  setRunning(running: boolean): void
  setShown(shown: boolean): void
}

/** 30 frames a second: range maps look alive, and a 60 Hz screen still has every other picture to itself. */
const FRAME_INTERVAL_MS = 1000 / 30 - 1.5
/** Digits that change faster than this cannot be read. */
const NUMBERS_INTERVAL_MS = 250
/** After a frame that could not be had. */
const REST_AFTER_FAILURE_MS = 2000

export function createProgressFeed({ pull, beforeNextPicture }: FeedPorts): ProgressFeed {
  const numbers = new Map<TransferId, Set<(reading: Reading) => void>>()
  const maps = new Map<TransferId, Set<(map: RangeMap) => void>>()
  const totals = new Set<(total: Total) => void>()
  const rates = new Set<Parameters<ProgressFeed['watchRates']>[0]>()
  let running = false
  let shown = true
  /** Something that stands still wants one frame all the same. */
  let oneMore = false
  let inFlight = false
  let scheduled = false
  let latest: ProgressFrame | null = null
  let nextPullAtMs = -Infinity
  let nextNumbersAtMs = -Infinity

  const schedule = (): void => {
    if (scheduled || !shown) return
    scheduled = true
    beforeNextPicture(tick)
  }

  const tick = (atMs: number): void => {
    scheduled = false
    if (latest) {
      draw(latest, atMs)
      latest = null
    }
    // A frame in flight schedules the next picture itself when it lands.
    if (inFlight || !shown || !(running || oneMore)) return
    if (atMs >= nextPullAtMs) ask(atMs)
    else schedule()
  }

  const ask = (atMs: number): void => {
    inFlight = true
    oneMore = false
    nextPullAtMs = atMs + FRAME_INTERVAL_MS
    pull({ expanded: [...maps.keys()] }).then(
      (frame) => {
        inFlight = false
        latest = frame
        schedule()
      },
      () => {
        // The wire is gone or the engine is busy failing; the window shows that elsewhere. Ask again, slowly.
        inFlight = false
        nextPullAtMs = atMs + REST_AFTER_FAILURE_MS
        if (running) schedule()
      }
    )
  }

  const draw = (frame: ProgressFrame, atMs: number): void => {
    for (const map of frame.maps) tell(maps.get(map.id), map)
    if (atMs < nextNumbersAtMs && running) return
    nextNumbersAtMs = atMs + NUMBERS_INTERVAL_MS
    for (const listener of rates) listener(frame.ids, frame.bytesPerSecond)
    let bytesPerSecond = 0
    frame.ids.forEach((id, row) => {
      const reading = {
        receivedBytes: frame.receivedBytes[row] ?? 0,
        bytesPerSecond: frame.bytesPerSecond[row] ?? 0,
        connections: frame.connections[row] ?? 0
      }
      bytesPerSecond += reading.bytesPerSecond
      tell(numbers.get(id), reading)
    })
    tell(totals, { running: frame.ids.length, bytesPerSecond })
  }

  const askOnceMore = (): void => {
    oneMore = true
    schedule()
  }

  const refresh = (): void => {
    // New digits come with the next frame instead of waiting their turn.
    nextNumbersAtMs = -Infinity
    askOnceMore()
  }

  return {
    watchNumbers: (id, listener) => join(numbers, id, listener, refresh),
    watchMap: (id, listener) => join(maps, id, listener, askOnceMore),
    watchTotal(listener) {
      totals.add(listener)
      refresh()
      return () => totals.delete(listener)
    },
    watchRates(listener) {
      rates.add(listener)
      return () => rates.delete(listener)
    },
    setRunning(given) {
      if (given === running) return
      running = given
      // What no longer moves has no rate, even if no further frame can be had to say so.
      if (!running) tell(totals, { running: 0, bytesPerSecond: 0 })
      refresh()
    },
    setShown(given) {
      if (given === shown) return
      shown = given
      if (shown) refresh()
    }
  }
}

function join<Value>(
  groups: Map<TransferId, Set<(value: Value) => void>>,
  id: TransferId,
  listener: (value: Value) => void,
  joined: () => void
): () => void {
  const group = groups.get(id) ?? new Set()
  groups.set(id, group.add(listener))
  joined()
  return () => {
    group.delete(listener)
    if (group.size === 0 && groups.get(id) === group) groups.delete(id)
  }
}

function tell<Value>(group: ReadonlySet<(value: Value) => void> | undefined, value: Value): void {
  if (group) for (const listener of group) listener(value)
}
