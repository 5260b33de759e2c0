/** Settings take effect at once and stay; what is wrong is said beside the field and never kept; files go both ways. */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { once } from 'node:events'
import { createServer } from 'node:net'
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { accepts, freePort } from '../fixtures/server-process.ts'
import { giveFolder, takeExport } from './files-given.ts'
import { seriousFindings } from './findings.ts'
import { test } from './test.ts'

const open = async (page: Page, section: string): Promise<void> => {
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: section, exact: true }).last().click()
}

test('a folder that was chosen takes the next file without a restart, and what was set is there after one', async ({
  place,
  host,
  originWith
}) => {
  const shoal = await place.start()
  const { page } = shoal
  const films = path.join(path.dirname(place.downloadDirectory), 'films')
  await mkdir(films)
  await open(page, 'Files')
  await giveFolder(host, shoal, 'Choose…', films)
  await expect(page.getByText(`Files go to ${films}`)).toBeVisible()
  await page.getByRole('switch', { name: 'Read each finished file again' }).press('Space')
  await expect(page.getByRole('button', { name: 'Reset: Read each finished file again' })).toBeVisible()

  await page.getByRole('button', { name: 'Transfers', exact: true }).click()
  const mostActive = page.getByRole('textbox', { name: 'Transfers at the same time' })
  await mostActive.fill('0')
  await expect(page.getByText('Give a whole number from 1 to 100.')).toBeVisible()
  await expect(mostActive).toHaveAttribute('aria-invalid', 'true')
  await mostActive.press('Escape')
  await expect(mostActive).toHaveValue('5')
  await mostActive.fill('3')
  await expect(page.getByRole('button', { name: 'Reset: Transfers at the same time' })).toBeVisible()
  await page.getByText('My own:').click()
  const address = page.getByRole('textbox', { name: 'Address of the proxy' })
  await address.fill('http://me:secret@proxy')
  await expect(page.getByText('without a name and password')).toBeVisible()
  await page.getByText('As the system says').click()

  await page.getByRole('button', { name: 'Helping others' }).click()
  await page.getByRole('switch', { name: 'Share finished files' }).press('Space')
  await page.getByRole('textbox', { name: 'Upload limit' }).fill('2.5 MB/s')
  await page.getByRole('textbox', { name: 'Upload limit' }).press('Enter')
  await page.getByRole('textbox', { name: 'Private networks' }).fill('10.20.0.0/16\noffice')
  await expect(page.getByText('“office” is no network.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Reset: Upload limit' })).toBeVisible()

  await page.keyboard.press('Control+F')
  await page.keyboard.type('cache space')
  await expect(page.getByRole('heading', { level: 3 })).toHaveText(['Space for the cache'])
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')

  const origin = await originWith()
  await page
    .getByRole('textbox', { name: 'Links to download' })
    .fill(origin.file('/film.bin', { size: 9 }).url)
  await page.keyboard.press('Enter')
  await shoal.reaches('film.bin', 'done')
  await access(path.join(films, 'film.bin'))
  await shoal.quit()

  const again = await place.start()
  await expect(again.page.getByText(`Files go to ${films}`)).toBeVisible()
  await open(again.page, 'Files')
  await expect(again.page.getByRole('switch', { name: 'Read each finished file again' })).toBeChecked()
  await open(again.page, 'Transfers')
  await expect(again.page.getByRole('textbox', { name: 'Transfers at the same time' })).toHaveValue('3')
  await again.page.getByRole('button', { name: 'Reset: Transfers at the same time' }).click()
  await expect(again.page.getByRole('textbox', { name: 'Transfers at the same time' })).toHaveValue('5')
  await expect(again.page.getByRole('radio', { name: 'As the system says' })).toBeChecked()
  await again.page.getByRole('button', { name: 'Helping others' }).click()
  await expect(again.page.getByRole('switch', { name: 'Share finished files' })).toBeChecked()
  await expect(again.page.getByRole('textbox', { name: 'Upload limit' })).toHaveValue('2.5\u00a0MB/s')
  await expect(again.page.getByRole('textbox', { name: 'Private networks' })).toHaveValue('')
})

test('hours hold as soon as they are added, and no longer once they are removed', async ({ shoal }) => {
  const { page } = shoal
  await open(page, 'Speed')
  await page.getByRole('button', { name: 'Add hours' }).click()
  const hours = page.getByRole('group', { name: 'Hours 1' })
  for (const day of ['Sun', 'Sat']) await hours.getByRole('checkbox', { name: day }).press('Space')
  await hours.getByLabel('From').fill('00:00')
  await hours.getByLabel('To').fill('00:00')
  await expect(hours.getByText('until the next day')).toBeVisible()
  await expect(page.getByText('all paused at these hours')).toBeVisible()
  await hours.getByLabel('What holds').selectOption('limited')
  await hours.getByRole('textbox', { name: 'Limit' }).fill('300 kB/s')
  await hours.getByRole('textbox', { name: 'Limit' }).press('Enter')
  await expect(page.getByText('300 kB/s at these hours')).toBeVisible()
  await hours.getByRole('button', { name: 'Remove hours 1' }).click()
  await expect(page.getByText('at these hours')).toBeHidden()
})

test('a file broken by hand changes nothing and is told why; a whole one is taken over, and undone', async ({
  shoal,
  place,
  host
}) => {
  const { page } = shoal
  const file = path.join(place.downloadDirectory, 'settings.json')
  await open(page, 'Import and export')
  await takeExport(host, shoal, file, () => page.getByRole('button', { name: 'Export…' }).click())
  const exported = await readFile(file, 'utf8')
  const take = async (text: string): Promise<void> => {
    await writeFile(file, text)
    await page.locator('input[type=file]').setInputFiles(file)
  }
  const changed = exported.replace('"connections": 16', '"connections": 9')
  expect(changed).not.toBe(exported)
  for (const [text, reason] of [
    [
      changed.replace('"mostActive": 5', '"mostActive": "five"'),
      'at “settings.mostActive”: Give a whole number'
    ],
    [changed.replace('"policy": {', '"policy": '), 'The file is no valid JSON: look at line'],
    ['\u0000\u0001', 'The file is no valid JSON'],
    ['{}', 'The file is no settings file of Shoal.'],
    [`${changed}${' '.repeat(1 << 20)}`, 'The file is too large']
  ] as const) {
    await take(text)
    await expect(page.locator('[data-setting=importFile]')).toContainText(reason)
  }
  await page.getByRole('button', { name: 'Transfers', exact: true }).click()
  const connections = page.getByRole('textbox', { name: 'Connections of a transfer' })
  await expect(connections).toHaveValue('16')

  await page.getByRole('button', { name: 'Import and export' }).click()
  await take(changed)
  await expect(page.getByText('1 setting changed.')).toBeVisible()
  await page.getByRole('button', { name: 'Transfers', exact: true }).click()
  await expect(connections).toHaveValue('9')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(connections).toHaveValue('16')
})

test('a port and networks that are chosen hold at once, and what stands in their way is said beside them', async ({
  shoal,
  place
}) => {
  const { page } = shoal
  const file = path.join(place.downloadDirectory, 'settings.json')
  const settings = { peerInterfaces: ['gone0', 'lo'] }
  await writeFile(file, JSON.stringify({ format: 'shoal-settings', version: 1, settings }))
  await open(page, 'Import and export')
  await page.locator('input[type=file]').setInputFiles(file)
  await expect(page.getByText('1 setting changed.')).toBeVisible()

  await page.getByRole('button', { name: 'Network', exact: true }).click()
  await expect(page.getByText('Shoal was started for lo alone')).toBeVisible()
  await expect(page.getByRole('radio', { name: 'Only these:' })).toBeChecked()
  const gone = page.getByRole('checkbox', { name: 'gone0' })
  await expect(gone).toHaveAccessibleDescription('not there now')
  await gone.press('Space')
  await expect(gone).toBeHidden()
  const own = page.getByRole('checkbox', { name: 'lo', exact: true })
  await expect(own).toHaveAccessibleDescription(/^This computer alone ?127\.0\.0\.1/)
  await own.press('Space')
  await expect(page.getByText('Choose at least one')).toBeVisible()
  await expect(own).toBeChecked()

  const port = page.getByRole('textbox', { name: 'Port', exact: true })
  await port.fill('80')
  await expect(page.getByText('Give a whole number from 1,024 to 65,535.')).toBeVisible()
  const [first, second] = [await freePort(), await freePort()]
  await port.fill(String(first))
  await port.press('Enter')
  await page.getByRole('button', { name: 'Helping others' }).click()
  await page.getByRole('switch', { name: 'Take part in the LAN' }).press('Space')
  await expect(page.getByText('Joined', { exact: true })).toBeVisible()
  expect(await accepts(first)).toBe(true)

  await page.getByRole('button', { name: 'Network', exact: true }).click()
  await port.fill(String(second))
  await port.press('Enter')
  await expect.poll(() => accepts(second)).toBe(true)
  await expect.poll(() => accepts(first)).toBe(false)

  const other = createServer().listen(first, '127.0.0.1')
  await once(other, 'listening')
  await port.fill(String(first))
  await port.press('Enter')
  await expect(page.getByText(`Port ${first} is taken by another program`)).toBeVisible()
  other.close()
})

test('no serious finding in any section, in either theme or direction @once', async ({ shoal }) => {
  const { page } = shoal
  await open(page, 'Speed')
  await page.getByRole('button', { name: 'Add hours' }).click()
  for (const look of [
    { theme: 'light', language: 'en' },
    { theme: 'dark', language: 'ar' }
  ]) {
    await page.evaluate((chosen) => localStorage.setItem('appearance', JSON.stringify(chosen)), look)
    await page.reload()
    await expect(page.getByRole('textbox')).toBeVisible()
    await page.keyboard.press('Control+,')
    const sections = page.getByRole('navigation').last().getByRole('button')
    for (const section of await sections.all()) {
      await section.click()
      await expect(page.getByRole('heading', { level: 3 }).first()).toBeVisible()
      const closed = page.locator('[data-setting] details:not([open]) > summary').first()
      if ((await closed.count()) > 0) await closed.click()
      const text = page.locator('[data-setting] input[type=text]:visible:not([data-kind=name])').first()
      // With its error in sight.
      if ((await text.count()) > 0) await text.fill('?')
      expect(await seriousFindings(page), `${await section.textContent()} ${JSON.stringify(look)}`).toEqual(
        []
      )
    }
  }
})
