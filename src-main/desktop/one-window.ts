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
  return {
    now: () => window,
    open() {
      if (window) return present(window)
      const opened = make()
      opened.once('closed', () => {
        if (window === opened) window = null
      })
      window = opened
    }
  }
}
