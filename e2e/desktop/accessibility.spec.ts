/** What a machine can tell of accessibility: no serious or critical finding on any screen, in any theme or language. */
import { expect } from '@playwright/test'
import { seriousFindings } from './findings.ts'
import { test } from './test.ts'

const MiB = 1 << 20

const LOOKS = [
  { theme: 'light', contrast: 'system', language: 'en' },
  { theme: 'dark', contrast: 'system', language: 'en' },
  { theme: 'light', contrast: 'more', language: 'ar' },
  { theme: 'dark', contrast: 'more', language: 'ar' }
]

test('no serious finding: empty, at work, selected, queued, asking, appearance, details; in every look @once', async ({
  shoal,
  originWith
}) => {
  // Some forty looks at whole pages.
  test.slow()
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  expect(await seriousFindings(page)).toEqual([])
  const urls = [1, 2, 3, 4, 5, 6].map((number) => origin.file(`/part-${number}.zip`, { size: 64 * MiB }).url)
  urls.push(origin.file('/missing.pdf', { status: 404 }).url)
  await page.getByRole('textbox').fill(urls.slice(0, 6).join('\n'))
  await page.keyboard.press('Enter')
  await shoal.reaches('part-6.zip', 'queued')
  await shoal.row('part-6.zip').getByRole('button', { name: 'Start now' }).click()
  await page.getByRole('textbox').fill(urls[6]!)
  await page.keyboard.press('Enter')
  await shoal.row('missing.pdf').getByRole('button', { name: 'Start now' }).click()
  await shoal.reaches('missing.pdf', 'failed')

  for (const look of LOOKS) {
    await page.evaluate((chosen) => localStorage.setItem('appearance', JSON.stringify(chosen)), look)
    await page.reload()
    await expect(shoal.row('missing.pdf')).toBeVisible()
    await page.getByRole('row', { name: 'part-6.zip' }).click()
    const found = new Map<string, readonly string[]>()
    found.set('list', await seriousFindings(page))
    await page.getByRole('row', { name: 'part-6.zip' }).press('Delete')
    await expect(page.getByRole('dialog')).toBeVisible()
    found.set('question', await seriousFindings(page))
    await page.keyboard.press('Escape')
    await page.locator('button[aria-haspopup]').last().click()
    found.set('panel', await seriousFindings(page))
    await page.keyboard.press('Escape')
    for (const keys of ['Control+K', 'F1']) {
      await page.keyboard.press(keys)
      await expect(page.getByRole('dialog')).toBeVisible()
      found.set(keys, await seriousFindings(page))
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    }
    await page.getByRole('row', { name: 'part-6.zip' }).press('Enter')
    const tabs = page.locator('[data-part="detail"]').getByRole('tab')
    await expect(page.locator('[data-part="delivery-map"]')).toBeVisible()
    for (const tab of [0, 1, 2, 3]) {
      await tabs.nth(tab).click()
      await page.locator('[data-part="detail"] section').first().waitFor()
      found.set(`detail ${tab}`, await seriousFindings(page))
    }
    await page.keyboard.press('Escape')
    for (const [screen, findings] of found) expect(findings, `${screen}, ${JSON.stringify(look)}`).toEqual([])
  }
})
