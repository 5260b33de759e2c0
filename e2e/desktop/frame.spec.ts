/** The window's frame: what is looked at, in which order, in which language and in which colours. */
import { expect, type Page } from '@playwright/test'
import type { Shoal } from './app.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const add = async (shoal: Shoal, url: string): Promise<void> => {
  await shoal.page.getByRole('textbox').fill(url)
  await shoal.page.keyboard.press('Enter')
}
const names = (page: Page): Promise<string[]> =>
  page.getByRole('article').getByRole('heading').allTextContents()
const filter = (page: Page, name: string): Promise<void> =>
  page.getByRole('navigation').getByRole('button', { name }).click()

test('filters, search and order show what they say, and the counts agree', async ({ shoal, originWith }) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  await add(shoal, origin.file('/delta.zip', { status: 404 }).url)
  await shoal.reaches('delta.zip', 'failed')
  for (const name of ['alpha.iso', 'charlie.bin', 'Bravo.bin']) {
    await add(shoal, origin.file(`/${name}`, { size: 64 * MiB }).url)
    await shoal.reaches(name, 'running')
  }
  await shoal.row('charlie.bin').getByRole('button', { name: 'Pause' }).click()
  await shoal.reaches('charlie.bin', 'paused')

  for (const [words, found] of [
    ['Active 2', ['Bravo.bin', 'alpha.iso']],
    ['Queued', []],
    ['Paused 1', ['charlie.bin']],
    ['Failed 1', ['delta.zip']],
    ['All 4', ['Bravo.bin', 'charlie.bin', 'alpha.iso', 'delta.zip']]
  ] as const) {
    await filter(page, words)
    await expect.poll(() => names(page)).toEqual(found)
  }
  await page.getByRole('button', { name: 'Newest first' }).click()
  await page.getByRole('menuitemradio', { name: 'Name' }).click()
  expect(await names(page)).toEqual(['alpha.iso', 'Bravo.bin', 'charlie.bin', 'delta.zip'])

  await page.keyboard.press('Control+F')
  await page.keyboard.type('BIN 127.0.0')
  await expect.poll(() => names(page)).toEqual(['Bravo.bin', 'charlie.bin'])
  await expect(page.getByRole('status').filter({ hasText: '2 transfers' })).toBeVisible()
  await page.keyboard.type('x')
  await expect(page.getByText('Nothing matches “BIN 127.0.0x”')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('article')).toHaveCount(4)
})

test('language, theme, contrast and motion are chosen by keyboard, hold at once, and are there after a restart', async ({
  place
}) => {
  const shoal = await place.start()
  const { page } = shoal
  const look = (of: Page): Promise<unknown> =>
    of.evaluate(() => {
      const { lang, dir, dataset } = document.documentElement
      const { theme, contrast, motion } = dataset
      return { lang, dir, theme, contrast, motion, ground: getComputedStyle(document.body).backgroundColor }
    })
  const before = (await look(page)) as Record<string, string>
  expect(before).toMatchObject({ lang: 'en', dir: 'ltr', contrast: 'normal', motion: 'full' })
  const other = before['theme'] === 'dark' ? 'Light' : 'Dark'

  await page.getByRole('button', { name: 'Appearance' }).focus()
  await page.keyboard.press('Enter')
  const choose = async (group: string, choice: string): Promise<void> => {
    await page.getByRole('group', { name: group }).getByRole('radio', { name: choice }).press('Space')
  }
  await choose('Theme', other)
  await choose('Contrast', 'High')
  await choose('Motion', 'Reduced')
  await choose('Language', 'العربية')
  // The panel stays, in the language just chosen.
  await expect(page.getByRole('radio', { name: 'العربية' })).toBeChecked()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('heading', { name: 'أفلت رابطًا هنا' })).toBeVisible()
  const chosen = (await look(page)) as Record<string, string>
  expect(chosen).toMatchObject({
    dir: 'rtl',
    theme: other.toLowerCase(),
    contrast: 'more',
    motion: 'reduced'
  })
  expect(chosen['ground']).not.toBe(before['ground'])
  await shoal.quit()

  const again = await place.start()
  expect(await look(again.page)).toEqual(chosen)
  await expect(again.page.getByRole('heading', { name: 'أفلت رابطًا هنا' })).toBeVisible()
})
