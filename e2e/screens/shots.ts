/**
 * Every screen there is a picture of: what the double engine shows (e2e/web/scenes.ts) and what is done to get there. To
 * add one, add it here.
 */
import type { Page } from '@playwright/test'

export interface Shot {
  /** Of the file. */
  readonly name: string
  readonly scene: string
  /** From the scene to the screen, as a person would. */
  arrange?(page: Page): Promise<void>
}

const pressing =
  (...keys: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key)
  }

export const shots: readonly Shot[] = [
  { name: 'empty', scene: 'empty' },
  { name: 'transfers', scene: 'everything' },
  { name: 'queue', scene: 'queued', arrange: pressing('Control+3') },
  {
    name: 'selected',
    scene: 'running',
    async arrange(page) {
      await page.getByRole('row').nth(1).click()
      await page.keyboard.press('Shift+ArrowDown')
    }
  },
  {
    name: 'remove',
    scene: 'running',
    async arrange(page) {
      await page.getByRole('row').nth(1).click()
      await page.keyboard.press('Delete')
      await page.getByRole('dialog').waitFor()
    }
  },
  ...(['overview', 'connections', 'log', 'facts'] as const).map((tab): Shot => ({
    name: `detail-${tab}`,
    scene: 'running',
    async arrange(page) {
      await page.getByRole('row').nth(1).click()
      await page.keyboard.press('Enter')
      await page.locator(`[data-tab="${tab}"]`).click()
    }
  })),
  { name: 'palette', scene: 'everything', arrange: pressing('Control+K') },
  { name: 'shortcuts', scene: 'everything', arrange: pressing('F1') },
  {
    name: 'appearance',
    scene: 'running',
    arrange: (page) => page.getByRole('button', { name: 'Appearance' }).click()
  },
  {
    name: 'engine-gone',
    scene: 'running',
    arrange: (page) =>
      page.evaluate(() => (window as unknown as { double: { cutWire(): void } }).double.cutWire())
  }
]
