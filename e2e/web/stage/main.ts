/**
 * An Electron that shows pages built around the double engine, under the product's own protocol and policy, and has
 * nothing else of the product: what is measured or pictured here is the page and nothing besides.
 */
import { app, BrowserWindow, protocol, session } from 'electron'
import { declareAppScheme, serveApp } from '../../../src-main/desktop/app-protocol.ts'

const directory = process.env['STAGE_PAGES']
if (directory === undefined) throw new Error('STAGE_PAGES names no folder')

declareAppScheme(protocol)
void app.whenReady().then(async () => {
  serveApp(session.defaultSession.protocol, directory)
  const window = new BrowserWindow({
    width: 1280,
    height: 800,
    useContentSize: true,
    frame: false,
    webPreferences: { sandbox: true, contextIsolation: true }
  })
  await window.loadURL('app://shoal/blank.html')
})
