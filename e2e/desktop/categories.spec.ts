/** Kinds of files: each with a folder of its own where a person says so, and a view of the list at the side. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect, type Locator, type Page } from '@playwright/test'
import { sha256File } from '../fixtures/content.ts'
import { test } from './test.ts'

const SIZE = 200_000

const openSettings = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Settings', exact: true }).click()

const summaryOf = (page: Page, name: string): Locator =>
  page.locator('[data-setting=categories] summary').filter({ has: page.getByText(name, { exact: true }) })

async function openCategory(page: Page, name: string): Promise<Locator> {
  await summaryOf(page, name).click()
  return page.getByRole('group', { name: `Category ${name}`, exact: true })
}

test('files go to the folder of their kind, the dialog says so before, and the list shows one kind alone', async ({
  place,
  originWith
}) => {
  const shoal = await place.start()
  const { page } = shoal
  const origin = await originWith()
  const films = path.join(place.downloadDirectory, '..', 'films')
  await openSettings(page)
  const video = await openCategory(page, 'Video')
  const folder = video.getByLabel('Folder')
  await folder.fill('films')
  await expect(video.getByText('“films” is not the whole path of a folder.')).toBeVisible()
  await folder.fill(`${films}/../../etc`)
  await expect(video.getByText('is not the whole path of a folder.')).toBeVisible()
  await folder.fill(films)
  await folder.press('Enter')
  await expect(page.locator('[data-category="video"] summary')).toContainText(films)
  const endings = video.getByLabel('Endings')
  await endings.fill('mkv, .MP4 a/b')
  await expect(video.getByText('“a/b” is no ending of a name.')).toBeVisible()
  await endings.fill('mkv, .MP4')
  await endings.press('Tab')
  await expect(endings).toHaveValue('mkv mp4')

  // The server's own name counts, not the link's; what is typed wins over both.
  const disguised = origin.file('/get', {
    size: SIZE,
    headers: { 'content-disposition': 'attachment; filename="film.mkv"' }
  })
  await page.locator('[data-filter="all"]').click()
  await page.keyboard.press('Control+N')
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Links', { exact: true }).fill(disguised.url)
  await expect(dialog.getByLabel('Folder')).toHaveAttribute('placeholder', films)
  await dialog.getByLabel('Save as', { exact: true }).fill('film.txt')
  await expect(dialog.getByLabel('Folder')).toHaveAttribute('placeholder', place.downloadDirectory)
  await dialog.getByLabel('Save as', { exact: true }).fill('')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await shoal.reaches('film.mkv', 'done')
  expect(await sha256File(path.join(films, 'film.mkv'))).toBe(disguised.sha256())

  const typed = path.join(place.downloadDirectory, '..', 'typed')
  await mkdir(typed)
  const other = origin.file('/other.mkv', { size: SIZE })
  await page.keyboard.press('Control+N')
  await dialog.getByLabel('Links', { exact: true }).fill(other.url)
  await dialog.getByLabel('Folder').fill(typed)
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await shoal.reaches('other.mkv', 'done')
  expect(await sha256File(path.join(typed, 'other.mkv'))).toBe(other.sha256())

  const song = origin.file('/song.mp3', { size: SIZE })
  await page.getByRole('textbox').first().fill(song.url)
  await page.keyboard.press('Enter')
  await shoal.reaches('song.mp3', 'done')
  const kinds = page.locator('[data-category]')
  await expect(kinds).toHaveText([/Video\s*2/, /Music\s*1/])
  await kinds.first().click()
  await expect(page.getByRole('article')).toHaveCount(2)
  await page.getByRole('searchbox').fill('other')
  await expect(page.getByRole('article')).toHaveCount(1)
  await page.getByRole('searchbox').fill('')
  await kinds.last().click()
  await expect(page.getByRole('article', { name: 'song.mp3' })).toBeVisible()
  await expect(page.getByRole('article')).toHaveCount(1)
  await page.locator('[data-filter="done"]').click()
  await expect(page.getByRole('article')).toHaveCount(3)
})

test('a category of one’s own is named, kept over a restart, and can be removed; all can be as usual again', async ({
  place
}) => {
  const first = await place.start()
  await openSettings(first.page)
  await first.page.getByRole('button', { name: 'Add a category' }).click()
  const fresh = first.page.getByRole('group', { name: 'Category New category' })
  await fresh.getByLabel('Name').fill('Maps')
  await fresh.getByLabel('Name').press('Enter')
  const maps = first.page.getByRole('group', { name: 'Category Maps' })
  await maps.getByLabel('Endings').fill('pbf osm.bz2')
  await maps.getByLabel('Endings').press('Tab')
  await expect(summaryOf(first.page, 'Maps')).toContainText('Download folder')
  await first.quit()

  const { page } = await place.start()
  await openSettings(page)
  const again = await openCategory(page, 'Maps')
  await expect(again.getByLabel('Endings')).toHaveValue('pbf osm.bz2')
  await again.getByRole('button', { name: 'Remove the category Maps' }).click()
  await expect(summaryOf(page, 'Maps')).toHaveCount(0)
  const pictures = await openCategory(page, 'Pictures')
  await pictures.getByRole('button', { name: 'Remove the category Pictures' }).click()
  await expect(summaryOf(page, 'Pictures')).toHaveCount(0)
  await page.getByRole('button', { name: 'Reset: Categories' }).click()
  await expect(summaryOf(page, 'Pictures')).toHaveCount(1)
})
