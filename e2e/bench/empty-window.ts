/** The least that an Electron program with a window can be: what Shoal's desktop costs is told beside it. */
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { _electron, type ElectronApplication, type Page } from '@playwright/test'
import { electronRuntime } from '../desktop/app.ts'

const MAIN = `const { app, BrowserWindow } = require('electron')
app.setPath('userData', process.env.EMPTY_WINDOW_DATA)
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 980, height: 680, show: false, webPreferences: { sandbox: true } })
  window.once('ready-to-show', () => window.show())
  window.loadFile('index.html')
})
`
const PAGE =
  '<!doctype html><meta charset="utf-8"><title>Empty</title><input type="text" aria-label="Nothing">'

/** Starts it in `folder`. */
export async function startEmptyWindow(
  folder: string
): Promise<{ readonly electron: ElectronApplication; readonly page: Page }> {
  await mkdir(folder, { recursive: true })
  await writeFile(path.join(folder, 'package.json'), '{"name":"empty","version":"1.0.0","main":"main.cjs"}')
  await writeFile(path.join(folder, 'main.cjs'), MAIN)
  await writeFile(path.join(folder, 'index.html'), PAGE)
  const runtime = await electronRuntime()
  const electron = await _electron.launch({
    executablePath: runtime.executablePath,
    args: [...runtime.args, folder],
    env: { ...(process.env as Record<string, string>), EMPTY_WINDOW_DATA: path.join(folder, 'data') }
  })
  const page = await electron.firstWindow()
  await page.getByRole('textbox').waitFor({ state: 'visible' })
  return { electron, page }
}
