/** Follows a window, so that the next one stands where this one stood, on these displays. */
import { app, screen, type BrowserWindow } from 'electron'
import type { Memory } from './memory.ts'
import { placeOn, withPlacement, type WindowPlace } from './placement.ts'

const NAME = 'placements'
/** A window that is dragged moves with every frame. */
const SETTLED_MS = 500

export const rememberedPlace = (memory: Memory): WindowPlace =>
  placeOn(memory.get(NAME), screen.getAllDisplays())

export function rememberWindow(window: BrowserWindow, memory: Memory): void {
  let timer: NodeJS.Timeout | undefined
  const keep = (): void => {
    clearTimeout(timer)
    if (window.isDestroyed() || window.isMinimized()) return
    const placement = { ...window.getNormalBounds(), isMaximized: window.isMaximized() }
    memory.set(NAME, withPlacement(memory.get(NAME), screen.getAllDisplays(), placement))
  }
  const keepSoon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(keep, SETTLED_MS)
  }
  window.on('resize', keepSoon)
  window.on('move', keepSoon)
  window.on('maximize', keepSoon)
  window.on('unmaximize', keepSoon)
  window.on('close', keep)
  // A quit ends the window without closing it.
  app.on('before-quit', keep)
  window.once('closed', () => {
    clearTimeout(timer)
    app.off('before-quit', keep)
  })
}
