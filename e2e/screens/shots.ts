/**
 * Every screen there is a picture of: what the double engine shows (e2e/web/scenes.ts) and what is done to get there. To
 * add one, add it here.
 */
import type { Page } from '@playwright/test'
import { SETTINGS_SECTIONS } from '../../src-renderer/stores/view.ts'

export interface Shot {
  /** Of the file. */
  readonly name: string
  readonly scene: string
  /** Further words of the page's address, for what else the double shows. */
  readonly words?: Readonly<Record<string, string>>
  /** How long it is watched before the picture, where the last half minute is in it. */
  readonly watchedMs?: number
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
  { name: 'transfers', scene: 'everything', watchedMs: 31_000 },
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
  {
    name: 'adding',
    scene: 'running',
    async arrange(page) {
      await page.keyboard.press('Control+N')
      await page.keyboard.type('https://releases.example.org/harbour/harbour-26.10-live-amd64.iso')
      await page.waitForTimeout(1000)
    }
  },
  { name: 'first-run', scene: 'first-run' },
  { name: 'nearby-empty', scene: 'running', arrange: pressing('Control+7') },
  { name: 'nearby', scene: 'running', words: { nearby: 'eight' }, arrange: pressing('Control+7') },
  {
    name: 'nearby-machine',
    scene: 'running',
    words: { nearby: 'two' },
    async arrange(page) {
      await page.keyboard.press('Control+7')
      const machine = page.locator('[data-peer]').first()
      await machine.getByRole('button').first().click()
      await machine.scrollIntoViewIfNeeded()
    }
  },
  {
    name: 'pairing',
    scene: 'running',
    words: { nearby: 'two' },
    async arrange(page) {
      await page.keyboard.press('Control+7')
      await page.evaluate(() =>
        (window as unknown as { double: { pairs(state: object): void } }).double.pairs({
          kind: 'comparing',
          code: '418207',
          peer: 'K3FJ2QM-7VXKZRA-4W6PLTD-QYH5BNE-2GCOS7U-RM3XJ4I-ZD6TVLA-P5KQWEB',
          name: 'Workshop',
          host: '192.168.1.33',
          confirmed: 'nobody'
        })
      )
      await page.getByRole('dialog').waitFor()
    }
  },
  {
    name: 'ending',
    scene: 'all-done',
    async arrange(page) {
      await page.evaluate(() =>
        (window as unknown as { double: { endsWith(now: object): void } }).double.endsWith({
          ending: 'shut-down',
          secondsLeft: 42
        })
      )
      await page.getByRole('dialog').waitFor()
    }
  },
  ...SETTINGS_SECTIONS.map((section): Shot => ({
    name: `settings-${section}`,
    scene: 'running',
    async arrange(page) {
      await page.keyboard.press('Control+,')
      await page.locator(`[data-section="${section}"]`).click()
    }
  })),
  {
    name: 'settings-category',
    scene: 'running',
    async arrange(page) {
      await page.keyboard.press('Control+,')
      await page.locator('[data-category="music"] summary').click()
    }
  },
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
