/**
 * How far everything is, on the window's button in the taskbar, and how many files ended unseen, as a badge on the
 * program's icon; where the system has these (Windows, macOS, some Linux desktops). It asks for numbers only while
 * something runs and there is a window to show them at.
 */
import type { App, BrowserWindow } from 'electron'
import type { ProgressFrame } from '../../../src-shared/model/progress-frame.ts'
import type { Transfer, TransferId } from '../../../src-shared/model/transfer.ts'
import type { Client } from '../../../src-shared/rpc/client.ts'

export interface TaskbarParts {
  readonly app: Pick<App, 'setBadgeCount'>
  window(): BrowserWindow | null
  client(): Promise<Client>
  transfer(id: TransferId): Transfer | undefined
}

export interface Taskbar {
  running(some: boolean): void
  /** A file ended while nobody looked. */
  unseen(): void
  seen(): void
}

const LOOK_EVERY_MS = 1_000
/** What Electron takes for none, and for one whose end is unknown. */
const NONE = -1
const INDETERMINATE = 2

export function taskbar({ app, window, client, transfer }: TaskbarParts): Taskbar {
  let timer: NodeJS.Timeout | null = null
  let asking = false
  let unseen = 0

  const look = async (): Promise<void> => {
    const shown = window()
    if (!shown || asking) return
    asking = true
    try {
      const frame = await (await client()).call('progress.frame', { expanded: [] })
      if (timer && !shown.isDestroyed()) shown.setProgressBar(progressOf(frame, transfer))
    } catch {
      // The engine is gone for the moment; the last number stays.
    } finally {
      asking = false
    }
  }

  return {
    running(some) {
      if (some === (timer !== null)) return
      if (some) timer = setInterval(() => void look(), LOOK_EVERY_MS)
      else {
        if (timer) clearInterval(timer)
        timer = null
        window()?.setProgressBar(NONE)
      }
    },
    unseen() {
      unseen += 1
      app.setBadgeCount(unseen)
    },
    seen() {
      if (unseen === 0) return
      unseen = 0
      app.setBadgeCount(0)
    }
  }
}

/** The share of all bytes that are wanted now; indeterminate while nobody knows how many these are. */
export function progressOf(
  { ids, receivedBytes }: Pick<ProgressFrame, 'ids' | 'receivedBytes'>,
  transfer: (id: TransferId) => Pick<Transfer, 'length'> | undefined
): number {
  let received = 0
  let length = 0
  for (const [row, id] of ids.entries()) {
    const whole = transfer(id)?.length
    if (!whole) continue
    received += receivedBytes[row] ?? 0
    length += whole
  }
  if (ids.length === 0) return NONE
  return length === 0 ? INDETERMINATE : Math.min(1, received / length)
}
