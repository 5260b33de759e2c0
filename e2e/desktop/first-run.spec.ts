/** The first start asks a few things once, by keyboard as well, and never again. */
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { expect } from '@playwright/test'
import { giveFolder } from './files-given.ts'
import { seriousFindings } from './findings.ts'
import { test } from './test.ts'

test('answered by keyboard: the folder and the look hold at once and are never asked for again', async ({
  place,
  host
}) => {
  const shoal = await place.startFresh()
  const { page } = shoal
  const films = path.join(path.dirname(place.downloadDirectory), 'films')
  await mkdir(films)
  const asked = page.getByRole('dialog')
  await expect(asked).toHaveAccessibleName('Where should files go?')
  await expect(asked.getByRole('heading')).toBeFocused()
  expect(await seriousFindings(page)).toEqual([])
  await page.keyboard.press('Tab')
  const first = host === 'desktop' ? asked.getByRole('button').first() : asked.getByRole('textbox')
  await expect(first).toBeFocused()
  await giveFolder(host, shoal, 'Another folder…', films)
  await expect(page.getByText(`Files go to ${films}`)).toBeVisible()
  await asked.getByRole('button', { name: 'Next' }).press('Enter')
  await expect(asked).toHaveAccessibleName('Take part in your network?')
  await expect(asked.getByRole('radio', { name: 'Not now' })).toBeChecked()
  expect(await seriousFindings(page)).toEqual([])
  await asked.getByRole('radio', { name: 'Take part' }).press('Space')
  await expect(asked.getByRole('radio', { name: 'Take part' })).toBeChecked()
  await asked.getByRole('button', { name: 'Next' }).press('Enter')
  await expect(asked).toHaveAccessibleName('How should it look?')
  await expect(asked.getByRole('heading')).toBeFocused()
  for (const theme of ['Light', 'Dark']) {
    await asked.getByRole('radio', { name: theme }).press('Space')
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme.toLowerCase())
    expect(await seriousFindings(page), theme).toEqual([])
  }
  await asked.getByRole('radio', { name: 'العربية' }).press('Space')
  // It stays where it is, in the language just chosen.
  await expect(asked).toHaveAccessibleName('كيف تريد مظهره؟')
  await asked.getByRole('radio', { name: 'English' }).press('Space')
  await asked.getByRole('button', { name: 'Start' }).press('Enter')
  await expect(asked).toBeHidden()
  await expect(page.getByText(`Files go to ${films}`)).toBeVisible()
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Helping others' }).click()
  await expect(page.locator('[data-setting=membership]')).toContainText('Joined')
  await shoal.quit()

  const again = await place.startFresh()
  await expect(again.page.getByText(`Files go to ${films}`)).toBeVisible()
  await expect(again.page.getByRole('dialog')).toBeHidden()
  await again.page.keyboard.press('Control+,')
  await again.page.getByRole('button', { name: 'Helping others' }).click()
  const membership = again.page.locator('[data-setting=membership]')
  await expect(membership).toContainText('Joined')
  await membership.getByRole('switch').press('Space')
  await expect(membership.getByRole('switch')).not.toBeChecked()
  await expect(membership).not.toContainText('Joined')
})

test('skipped with Escape, it is over as well, and nothing was changed', async ({ place }) => {
  const shoal = await place.startFresh()
  await expect(shoal.page.getByRole('dialog')).toBeVisible()
  await shoal.page.keyboard.press('Escape')
  await expect(shoal.page.getByRole('dialog')).toBeHidden()
  await expect(shoal.page.getByText(`Files go to ${place.downloadDirectory}`)).toBeVisible()
  await shoal.page.reload()
  await expect(shoal.page.getByRole('textbox')).toBeVisible()
  await expect(shoal.page.getByText('Files go to')).toBeVisible()
  await expect(shoal.page.getByRole('dialog')).toBeHidden()
})
