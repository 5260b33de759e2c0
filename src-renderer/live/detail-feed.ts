/**
 * An open detail's numbers on their way from the engine to the screen: one question at a time, five a second at the most,
 * none while the window is hidden, and one alone while the transfer stands still. React hears of nothing that only ticks.
 */
import type { TransferDetail } from '../../src-shared/model/transfer-detail.ts'

export interface DetailPorts {
  pull(): Promise<TransferDetail>
  /** Runs the callback after so many milliseconds; returns a function that calls it off. */
  later(callback: () => void, ms: number): () => void
  /** Runs the callback before the next picture. */
  beforeNextPicture(callback: () => void): void
}

export interface DetailFeed {
  readonly latest: TransferDetail | null
  /** Hears each answer, and the last one at once. Returns a function that stops listening. */
  watch(listener: (detail: TransferDetail) => void): () => void
  /** Hears whether the last question was answered. */
  onReach(listener: (reached: boolean) => void): () => void
  /** Whether the transfer moves. A change of either kind brings one more answer. */
  setMoving(moving: boolean): void
  /** Nobody sees it at first, and while nobody does it asks nothing. */
  setShown(shown: boolean): void
  /** Asks once more, as soon as it may. */
  refresh(): void
}

const EVERY_MS = 200
/** After a question that was not answered. */
const REST_AFTER_FAILURE_MS = 2000

export function createDetailFeed({ pull, later, beforeNextPicture }: DetailPorts): DetailFeed {
  const listeners = new Set<(detail: TransferDetail) => void>()
  const reachListeners = new Set<(reached: boolean) => void>()
  let latest: TransferDetail | null = null
  let moving = false
  let shown = false
  let isDue = false
  let isAsking = false
  let cancel: (() => void) | null = null

  const schedule = (ms: number): void => {
    if (isAsking || cancel || !shown || !(moving || isDue)) return
    cancel = later(ask, ms)
  }

  const ask = (): void => {
    cancel = null
    if (!shown) return
    isDue = false
    isAsking = true
    pull().then(
      (detail) => {
        isAsking = false
        beforeNextPicture(() => {
          latest = detail
          for (const listener of reachListeners) listener(true)
          for (const listener of listeners) listener(detail)
        })
        schedule(EVERY_MS)
      },
      () => {
        isAsking = false
        for (const listener of reachListeners) listener(false)
        schedule(REST_AFTER_FAILURE_MS)
      }
    )
  }

  const refresh = (): void => {
    isDue = true
    cancel?.()
    cancel = null
    schedule(0)
  }

  return {
    get latest() {
      return latest
    },
    watch(listener) {
      listeners.add(listener)
      if (latest) listener(latest)
      return () => listeners.delete(listener)
    },
    onReach(listener) {
      reachListeners.add(listener)
      return () => reachListeners.delete(listener)
    },
    setMoving(given) {
      if (given === moving) return
      moving = given
      refresh()
    },
    setShown(given) {
      if (given === shown) return
      shown = given
      cancel?.()
      cancel = null
      if (shown) refresh()
    },
    refresh
  }
}
