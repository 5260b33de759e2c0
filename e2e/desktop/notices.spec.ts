/** Whose work is in Shoal is read in Shoal. */
import { expect, type Page } from '@playwright/test'
import { writeNotices } from '../../assets/packaging/notices.ts'
import { test } from './test.ts'

test('the Help menu shows licences and the bill of materials, each in a window of its own', async ({
  place
}, testInfo) => {
  await writeNotices()
  const { electron } = await place.start()
  const read = async (id: string): Promise<Page> => {
    const [page] = await Promise.all([
      electron.waitForEvent('window'),
      electron.evaluate(({ Menu }, wanted) => {
        Menu.getApplicationMenu()?.getMenuItemById(wanted)?.click()
      }, id)
    ])
    return page
  }
  const licences = await read('licences')
  await expect(licences.locator('pre')).toContainText('Copyright (c) Meta Platforms')
  await licences.screenshot({ path: testInfo.outputPath('licences.png') })
  await expect((await read('bill')).locator('pre')).toContainText('"bomFormat": "CycloneDX"')
  const titles = await electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map((window) => window.getTitle())
  )
  expect(titles.sort()).toEqual(['Licences of others’ work in Shoal', 'Shoal', 'What Shoal is made of'])
})
