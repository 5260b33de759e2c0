/** More transfers than one call takes: all of them pause, resume, go and come back, and a window that is left has told of all. */
import path from 'node:path'
import { expect, type Page } from '@playwright/test'
import { MOST_AT_ONCE } from '../../src-shared/contract/contract.ts'
import { WEEKDAYS } from '../../src-shared/model/settings.ts'
import { openDatabase } from '../integration/journal-surgery.ts'
import { startShoal } from '../integration/shoal.ts'
import type { Place } from './app.ts'
import { test } from './test.ts'

const MANY = 1_200

/** They wait, at hours at which nothing runs. */
async function queueMany({ stateDirectory, downloadDirectory }: Place): Promise<void> {
  const { client, close } = await startShoal({
    folder: path.dirname(stateDirectory),
    downloads: downloadDirectory
  })
  const rule = { kind: 'paused' } as const
  await client.call('settings.set', { hours: [{ days: WEEKDAYS, fromMinute: 0, toMinute: 0, rule }] })
  for (let from = 0; from < MANY; from += MOST_AT_ONCE) {
    const files = Array.from({ length: Math.min(MOST_AT_ONCE, MANY - from) }, (_, at) => ({
      uri: `http://127.0.0.1:9/file-${from + at}.bin`
    }))
    await client.call('transfers.addMany', { files })
  }
  await close()
}

const kept = ({ stateDirectory }: Place): number | undefined =>
  openDatabase(stateDirectory, (database) =>
    database.prepare<[], number>('select count(*) from transfers').pluck().get()
  )

async function command(page: Page, words: string): Promise<void> {
  await page.keyboard.press('Control+K')
  const palette = page.getByRole('dialog', { name: 'Find a command or a transfer' })
  await expect(palette.getByRole('combobox')).toBeFocused()
  await page.keyboard.type(words)
  await expect(palette.locator('[role="option"][data-focused]')).toHaveText(words)
  await page.keyboard.press('Enter')
}

test('more than one call takes pause, resume and go together, and come back', async ({ place }) => {
  await queueMany(place)
  const { page } = await place.start()
  const all = (state: string) =>
    page.getByRole('navigation').getByRole('button', { name: `${state} ${MANY.toLocaleString('en')}` })
  await expect(all('Queued')).toBeVisible()
  await command(page, 'Pause all')
  await expect(all('Paused')).toBeVisible()
  await command(page, 'Resume all')
  await expect(all('Queued')).toBeVisible()

  const removeAll = async (): Promise<void> => {
    await page.getByRole('row', { name: 'file-' }).first().focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.press('Delete')
    await page.getByRole('button', { name: 'Remove and delete' }).press('Enter')
    await expect(page.getByText('Drop a link here')).toBeVisible()
  }
  await removeAll()
  await page.getByRole('button', { name: 'Undo' }).press('Enter')
  await expect(all('Queued')).toBeVisible()
  await removeAll()
  // Whoever leaves in between meant it.
  await page.reload()
  await expect.poll(() => kept(place)).toBe(0)
  await expect(page.getByText('Drop a link here')).toBeVisible()
})
