/**
 * Keeps every page where it is and every power of the browser shut: no navigation, no window, no webview, no
 * permission, no device, no request to anything but the page's own files. The page needs none of these, so whoever
 * asks is not the page we wrote.
 */
import type { App, Session, WebContents } from 'electron'
import { isOfApp } from './app-origin.ts'

/** Guards every session and page the application will ever have. Call it before the application is ready. */
export function guardAll(app: App): void {
  app.on('session-created', (session) => guardSession(session, app.isPackaged))
  app.on('web-contents-created', (_event, contents) => guardContents(contents))
}

function guardContents(contents: WebContents): void {
  contents.on('will-navigate', (details) => {
    if (!isReload(contents, details)) details.preventDefault()
  })
  contents.on('will-frame-navigate', (details) => {
    if (!isReload(contents, details)) details.preventDefault()
  })
  contents.on('will-redirect', (event) => event.preventDefault())
  contents.on('will-attach-webview', (event) => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    event.preventDefault()
    choose('')
  })
}

/** The page may load itself anew; that is the only way it may go. */
const isReload = (
  contents: WebContents,
  to: { readonly url: string; readonly isMainFrame: boolean }
): boolean => to.isMainFrame && isOfApp(to.url) && isOfApp(contents.getURL())

function guardSession(session: Session, isPackaged: boolean): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false))
  session.setPermissionCheckHandler(() => false)
  session.setDevicePermissionHandler(() => false)
  session.on('select-hid-device', (event, _details, choose) => {
    event.preventDefault()
    choose(null)
  })
  session.on('select-usb-device', (event, _details, choose) => {
    event.preventDefault()
    choose()
  })
  session.on('select-serial-port', (event, _ports, _contents, choose) => {
    event.preventDefault()
    choose('')
  })
  session.on('will-download', (event) => event.preventDefault())
  // It fetches dictionaries past the filter below, for any language there is, whether or not a page is to be checked.
  session.setSpellCheckerLanguages([])
  session.webRequest.onBeforeRequest((details, decide) => {
    decide({ cancel: !(isOfApp(details.url) || (!isPackaged && details.url.startsWith('devtools://'))) })
  })
}
