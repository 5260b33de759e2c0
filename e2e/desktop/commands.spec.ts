/** Keys, the list of them and the palette: one table, reached without a pointer. */
import { expect } from '@playwright/test'
import { test } from './test.ts'

const MiB = 1 << 20

test('the palette finds commands and transfers, acts, and gives the keyboard back', async ({
  shoal,
  originWith
}) => {
  const { page } = shoal
  const origin = await originWith({ bytesPerSecond: MiB })
  for (const name of ['alpha.iso', 'bravo.bin']) {
    await page.keyboard.press('Control+L')
    await page.keyboard.type(origin.file(`/${name}`, { size: 64 * MiB }).url)
    await page.keyboard.press('Enter')
    await shoal.reaches(name, 'running')
  }
  const palette = page.getByRole('dialog', { name: 'Find a command or a transfer' })
  const field = palette.getByRole('combobox')
  const marked = palette.locator('[role="option"][data-focused]')

  await page.keyboard.press('Control+K')
  await expect(field).toBeFocused()
  await page.keyboard.type('pause al')
  await expect(marked).toHaveText('Pause all')
  // A screen reader is told which one is meant.
  await expect(field).toHaveAttribute('aria-activedescendant', (await marked.getAttribute('id'))!)
  await page.keyboard.press('Enter')
  await shoal.reaches('alpha.iso', 'paused')
  await shoal.reaches('bravo.bin', 'paused')
  await expect(palette).toBeHidden()
  await expect(page.getByRole('textbox', { name: 'Links to download' })).toBeFocused()

  await page.keyboard.press('Control+K')
  await page.keyboard.type('alp')
  await expect(marked).toContainText('alpha.iso')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('region', { name: 'Details of alpha.iso' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('region')).toHaveCount(0)

  // What is selected is what it acts on, and it says so.
  await page.getByRole('row', { name: 'bravo.bin' }).click()
  await page.keyboard.press('Control+K')
  await page.keyboard.type('resume')
  await expect(marked).toContainText('bravo.bin')
  await page.keyboard.press('Enter')
  await shoal.reaches('bravo.bin', 'running')
  await expect(page.getByRole('row', { name: 'bravo.bin' })).toBeFocused()

  await page.keyboard.press('Control+K')
  await page.keyboard.type('zzz')
  await expect(palette.getByText('Nothing by that name')).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()
  await expect(page.getByRole('row', { name: 'bravo.bin' })).toBeFocused()
})

test('keys pressed while the palette or the list of keys is closing are heard', async ({ shoal }) => {
  const { page } = shoal
  const palette = page.getByRole('dialog', { name: 'Find a command or a transfer' })
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  /** Closes what is open and presses a key before anything else can happen: nobody types as fast, unless the machine is busy. */
  const closeAndPress = (key: string, ctrlKey: boolean): Promise<void> =>
    page.evaluate(
      ([pressed, control]) => {
        document.querySelector('dialog')?.close()
        const init = { key: pressed, ctrlKey: control, bubbles: true, cancelable: true }
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', init))
      },
      [key, ctrlKey] as const
    )
  const field = palette.getByRole('combobox')
  await page.keyboard.press('Control+K')
  await expect(field).toBeFocused()
  await page.keyboard.type('zz')
  await closeAndPress('k', true)
  await expect(field).toHaveValue('')
  await page.keyboard.press('Escape')
  await expect(palette).toHaveCount(0)

  // Where the keyboard was nowhere, it stays for that moment in what has closed.
  await page.evaluate(() => (document.activeElement as HTMLElement).blur())
  await page.keyboard.press('Control+K')
  await expect(field).toBeFocused()
  await closeAndPress('F1', false)
  await expect(list).toBeVisible()
  await closeAndPress('k', true)
  await expect(field).toBeFocused()
  await expect(list).toHaveCount(0)
})

test('what a key does is said in one place, found by key and by pointer', async ({ shoal }) => {
  const { page } = shoal
  const list = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  // A question mark that is typed is text.
  await page.keyboard.press('?')
  await expect(page.getByRole('textbox')).toHaveValue('?')
  await page.keyboard.press('F1')
  await expect(list).toContainText('Find a command or a transfer')
  await expect(list).toContainText('Earlier in the queue')
  await page.keyboard.press('Escape')
  await expect(list).toBeHidden()
  await page.getByRole('button', { name: 'Shortcuts' }).click()
  await expect(list).toBeVisible()
  // What is under it does not hear the keys.
  await page.keyboard.press('Control+2')
  await list.getByRole('button', { name: 'Close' }).press('Enter')
  await expect(page.getByRole('button', { name: 'All', exact: true })).toHaveAttribute('aria-current', 'true')
  await page.keyboard.press('Control+2')
  await expect(page.getByRole('button', { name: 'Active', exact: true })).toHaveAttribute(
    'aria-current',
    'true'
  )
})
