/**
 * A person says which folder or file is meant: in the system's dialogs where Shoal's window has them, and in a browser by
 * typing, or by the browser's own download.
 */
import { expect, type Page } from '@playwright/test'
import type { Shoal } from './app.ts'
import type { HostOption } from './test.ts'

type Host = HostOption['host']

/** The system's dialogs will be answered like this. */
const answerDialogs = ({ electron }: Shoal, chosen: string): Promise<void> =>
  electron.evaluate(({ dialog }, answer) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [answer] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: answer })
  }, chosen)

/** By the keyboard, which is where the way to it begins: `button` leads to the system's dialog. */
export async function giveFolder(host: Host, shoal: Shoal, button: string, folder: string): Promise<void> {
  const { page } = shoal
  if (host === 'desktop') {
    await answerDialogs(shoal, folder)
    await page.getByRole('button', { name: button }).press('Enter')
    return
  }
  await expect(page.getByRole('button', { name: button })).toHaveCount(0)
  const field = page.getByRole('textbox', { name: 'Download folder' })
  await field.fill('nowhere')
  await field.press('Enter')
  await expect(page.getByText('Give the whole path of a folder.')).toBeVisible()
  await field.fill(folder)
  await field.press('Enter')
}

/** `press` begins the export; resolves when its file is there. */
export async function takeExport(
  host: Host,
  shoal: Shoal,
  file: string,
  press: (page: Page) => Promise<void>
) {
  const { page } = shoal
  if (host === 'desktop') {
    await answerDialogs(shoal, file)
    await press(page)
    await expect(page.getByText(`Settings written to ${file}`)).toBeVisible()
    return
  }
  const [download] = await Promise.all([page.waitForEvent('download'), press(page)])
  expect(download.suggestedFilename()).toBe('shoal-settings.json')
  await download.saveAs(file)
}
