/**
 * A window to read a long text in. Its session knows this text and nothing else, no script runs in it, and it has no
 * wire to anything: what it shows was written by others.
 */
import { readFile } from 'node:fs/promises'
import { BrowserWindow, nativeTheme, type Session } from 'electron'
import { APP_ORIGIN, APP_SCHEME } from './app-origin.ts'
import { BACKGROUND } from './window.ts'

/** The browser's own view of a text wraps its lines by a style in the page. */
const HEADERS = {
  'Content-Type': 'text/plain; charset=utf-8',
  'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'",
  'X-Content-Type-Options': 'nosniff'
} as const

export interface Sessions {
  fromPartition(partition: string): Session
}

/** Rejects where the file cannot be read; then there is no window. */
export async function openReadingWindow(sessions: Sessions, title: string, file: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  const session = sessions.fromPartition(`reading ${title}`)
  if (session.protocol.isProtocolHandled(APP_SCHEME)) session.protocol.unhandle(APP_SCHEME)
  session.protocol.handle(APP_SCHEME, () => new Response(text, { headers: HEADERS }))
  const window = new BrowserWindow({
    title,
    width: 760,
    height: 720,
    minWidth: 360,
    minHeight: 240,
    show: false,
    autoHideMenuBar: true,
    backgroundColor: nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light,
    webPreferences: {
      session,
      sandbox: true,
      contextIsolation: true,
      javascript: false,
      spellcheck: false,
      devTools: false
    }
  })
  // The address is no title.
  window.on('page-title-updated', (event) => event.preventDefault())
  window.once('ready-to-show', () => window.show())
  await window.loadURL(`${APP_ORIGIN}/`)
}
