/** The list: many at once, by pointer and by keyboard; what is removed can be brought back; the queue's order is one's own. */
import { readdir } from 'node:fs/promises'
import { expect, type Page } from '@playwright/test'
import type { Shoal } from './app.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const addAll = async (shoal: Shoal, urls: readonly string[]): Promise<void> => {
  await shoal.page.getByRole('textbox').fill(urls.join('\n'))
  await shoal.page.keyboard.press('Enter')
}
const names = (page: Page): Promise<string[]> =>
  page.getByRole('article').getByRole('heading').allTextContents()

test('by keyboard alone: select, pause, resume, remove, take it back, let it go', async ({
  shoal,
  place,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  const files = ['one.bin', 'two.bin', 'three.bin']
  for (const name of files) {
    await addAll(shoal, [origin.file(`/${name}`, { size: 64 * MiB }).url])
    await shoal.reaches(name, 'running')
  }
  // From the field over options, search and order into the list, which is one stop.
  for (let stops = 0; stops < 4; stops++) await page.keyboard.press('Tab')
  await expect(page.getByRole('row', { name: 'three.bin' })).toBeFocused()
  await page.keyboard.press('Home')
  await page.keyboard.press('Shift+ArrowDown')
  await expect(page.getByText('2 selected')).toBeVisible()
  await page.keyboard.press('p')
  await shoal.reaches('three.bin', 'paused')
  await shoal.reaches('two.bin', 'paused')
  await shoal.reaches('one.bin', 'running')
  await page.keyboard.press('r')
  await shoal.reaches('three.bin', 'running')
  await shoal.reaches('two.bin', 'running')

  await page.keyboard.press('Delete')
  await expect(page.getByRole('dialog')).toContainText('Remove 2 transfers?')
  await page.getByRole('button', { name: 'Remove and delete' }).press('Enter')
  await expect.poll(() => names(page)).toEqual(['one.bin'])
  await expect(page.getByRole('row', { name: 'one.bin' })).toBeFocused()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect.poll(() => names(page)).toEqual(['three.bin', 'two.bin', 'one.bin'])
  await shoal.reaches('three.bin', 'running')
  await shoal.reaches('two.bin', 'running')
  // Running begins before the file does.
  await expect
    .poll(async () => (await readdir(place.downloadDirectory)).sort())
    .toEqual(files.map((name) => `${name}.part`).sort())

  await page.getByRole('row', { name: 'one.bin' }).press('Control+A')
  await expect(page.getByText('3 selected')).toBeVisible()
  await page.getByRole('button', { name: 'Remove those selected' }).press('Enter')
  await page.getByRole('button', { name: 'Remove and delete' }).press('Enter')
  await expect(page.getByText('Drop a link here')).toBeVisible()
  // Whoever closes the window in between meant it.
  await page.reload()
  await expect.poll(() => readdir(place.downloadDirectory)).toEqual([])
  await expect(page.getByRole('article')).toHaveCount(0)
})

test('the queue is put in another order by dragging and by keyboard', async ({ shoal, originWith }) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  const files = [1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `part-${number}.zip`)
  await addAll(
    shoal,
    files.map((name) => origin.file(`/${name}`, { size: 64 * MiB }).url)
  )
  await page.getByRole('navigation').getByRole('button', { name: 'Queued 4' }).click()
  await expect.poll(() => names(page)).toEqual(['part-6.zip', 'part-7.zip', 'part-8.zip', 'part-9.zip'])

  const handle = (name: string) =>
    shoal.row(name).getByRole('button', { name: `Place of ${name} in the queue` })
  const from = (await handle('part-9.zip').boundingBox())!
  const to = (await shoal.row('part-6.zip').boundingBox())!
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + 20, to.y + to.height - 10, { steps: 5 })
  await page.waitForTimeout(100)
  await shoal.picture('dragging')
  await page.mouse.up()
  await expect.poll(() => names(page)).toEqual(['part-6.zip', 'part-9.zip', 'part-7.zip', 'part-8.zip'])

  await handle('part-6.zip').press('ArrowDown')
  await expect.poll(() => names(page)).toEqual(['part-9.zip', 'part-6.zip', 'part-7.zip', 'part-8.zip'])
  await expect(handle('part-6.zip')).toBeFocused()
  await shoal.page.getByRole('row', { name: 'part-8.zip' }).press('Alt+ArrowUp')
  await expect.poll(() => names(page)).toEqual(['part-9.zip', 'part-6.zip', 'part-8.zip', 'part-7.zip'])
})
