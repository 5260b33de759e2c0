/** What comes when a transfer is done, and when all are: chosen in the settings, seen to come, called off. */
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { seriousFindings } from './findings.ts'
import { ofEngine } from './of-engine.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const openSection = async (page: Page): Promise<void> => {
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Desktop', exact: true }).click()
}

test('a program is shown and never opened; the end is counted down, called off by a new transfer and by hand, and comes once', async ({
  place,
  originWith
}) => {
  const shoal = await place.start()
  const { page, electron } = shoal
  await electron.evaluate(({ shell }) => {
    const did: string[] = []
    Object.assign(globalThis, { did })
    shell.openPath = (file) => (did.push(`open ${file}`), Promise.resolve(''))
    shell.showItemInFolder = (file) => void did.push(`show ${file}`)
  })
  const origin = await originWith({ bytesPerSecond: 8 * MiB })
  const fetch = (name: string, size: number): Promise<unknown> =>
    ofEngine(place, (client) => client.call('transfers.add', { uri: origin.file(`/${name}`, { size }).url }))
  await openSection(page)
  const whenDone = page.locator('[data-setting=whenDone]')
  const whenAllDone = page.locator('[data-setting=whenAllDone]')
  await whenDone.getByText('Open it', { exact: true }).click()
  await whenAllDone.getByText('Quit Shoal').click()
  await expect(page.getByRole('button', { name: 'Reset: When all transfers are done' })).toBeVisible()

  await fetch('program.sh', 9)
  const dialog = page.getByRole('dialog', { name: 'All transfers are done: Shoal quits' })
  await expect(dialog).toContainText(/In 5\d seconds/)
  await expect(dialog.getByRole('button', { name: 'Call it off' })).toBeFocused()
  expect(await seriousFindings(page)).toEqual([])
  expect(await electron.evaluate(() => (globalThis as unknown as { did: string[] }).did)).toEqual([
    `show ${path.join(place.downloadDirectory, 'program.sh')}`
  ])

  await fetch('later.bin', 8 * MiB)
  await expect(dialog).toBeHidden()
  await expect(dialog).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(dialog).toBeHidden()
  await expect(whenAllDone.getByRole('radio', { name: 'Nothing' })).toBeChecked()

  await whenAllDone.getByText('Quit Shoal').click()
  await expect(page.getByRole('button', { name: 'Reset: When all transfers are done' })).toBeVisible()
  await fetch('last.bin', 9)
  const ended = new Promise((resolve) => electron.process().once('exit', resolve))
  await dialog.getByRole('button', { name: 'Quit now' }).click()
  expect(await ended).toBe(0)

  const again = await place.start()
  await openSection(again.page)
  const kept = (item: string, label: string) =>
    again.page.locator(`[data-setting=${item}]`).getByRole('radio', { name: label, exact: true })
  await expect(kept('whenDone', 'Open it')).toBeChecked()
  await expect(kept('whenAllDone', 'Nothing')).toBeChecked()
})
