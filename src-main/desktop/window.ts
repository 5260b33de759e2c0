/**
 * The window: one page of our own origin, sandboxed, in its own world, with no power but the preload's wire. It is
 * shown when it has something to show.
 */
import { BrowserWindow, nativeTheme } from 'electron'
import { APP_ORIGIN, isOfApp } from './app-origin.ts'
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { acceptPages } from './ipc-transport.ts'
import { LEAST, type WindowPlace } from './placement.ts'

/** The page's own background in both themes, so that nothing flashes before the first paint. */
export const BACKGROUND = { light: '#f3f6f8', dark: '#0d1418' } as const

const HOME = `${APP_ORIGIN}/`

export interface WindowOptions {
  readonly preloadFile: string
  readonly devTools: boolean
  readonly place: WindowPlace
  /** The window stays hidden until this resolves, and for good when it rejects. */
  readonly showAfter: Promise<unknown>
  /** Called with the wire of each document the window shows. */
  accept(page: Transport): void
}

export function openWindow(options: WindowOptions): BrowserWindow {
  const { preloadFile, devTools, showAfter, accept } = options
  const { isMaximized, ...bounds } = options.place
  const window = new BrowserWindow({
    title: 'Shoal',
    ...bounds,
    minWidth: Math.min(LEAST.width, bounds.width),
    minHeight: Math.min(LEAST.height, bounds.height),
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      preload: preloadFile,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
      devTools
    }
  })
  acceptPages(window.webContents, accept)
  const painted = new Promise<void>((resolve) => window.once('ready-to-show', resolve))
  Promise.all([painted, showAfter]).then(
    () => {
      if (window.isDestroyed()) return
      if (isMaximized) window.maximize()
      window.show()
    },
    () => undefined // whoever started the engine says why there is nothing to show
  )
  revive(window)
  // Chromium commits about:blank without asking anybody; no other address gets this far.
  window.webContents.on('did-navigate', (_event, address) => {
    if (!isOfApp(address)) void window.loadURL(HOME)
  })
  void window.loadURL(HOME)
  return window
}

/** A page that crashes again this soon would only crash for ever. */
const CRASH_PAUSE_MS = 10_000

/** Loads a crashed page anew; transfers never noticed, as they live elsewhere. */
function revive(window: BrowserWindow): void {
  let lastAtMs = -Infinity
  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const now = performance.now()
    if (reason === 'clean-exit' || now - lastAtMs < CRASH_PAUSE_MS) return
    lastAtMs = now
    window.reload()
  })
}

/** Brings the window to the front, as a second start of the program should. */
export function present(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
