/** The program's one window, which is there or not: closing it destroys it, and opening it makes another. */
import type { BrowserWindow } from 'electron'
import { present } from './window.ts'

export interface OneWindow {
  /** Null while it is closed. */
  now(): BrowserWindow | null
  /** Brings it to the front, and makes one where there is none. */
  open(): void
}

export function oneWindow(make: () => BrowserWindow): OneWindow {
  let window: BrowserWindow | null = null
  // Between its end and the word of it, a window can be asked for nothing any more.
  const now = (): BrowserWindow | null => (window?.isDestroyed() ? null : window)
  return {
    now,
    open() {
      const there = now()
      if (there) return present(there)
      const opened = make()
      opened.once('closed', () => {
        if (window === opened) window = null
      })
      window = opened
    }
  }
}
