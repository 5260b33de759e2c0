/** Shoal's page in whatever shows it, as a person looks at it. */
import { expect, type Locator, type Page } from '@playwright/test'

export interface ShownPage {
  readonly page: Page
  /** The row of a transfer, by the name people see. */
  row(name: string): Locator
  /** Resolves when the row says so. */
  reaches(
    name: string,
    state: 'running' | 'queued' | 'retrying' | 'paused' | 'done' | 'failed'
  ): Promise<void>
  /** A picture of the window, kept with the test's results. */
  picture(name: string): Promise<void>
}

/** `picturePath` says where pictures go. */
export function shownPage(page: Page, picturePath: (name: string) => string): ShownPage {
  const row = (name: string): Locator => page.getByRole('article', { name, exact: true })
  return {
    page,
    row,
    reaches: (name, state) => expect(row(name)).toHaveAttribute('data-state', state, { timeout: 60_000 }),
    async picture(name) {
      await page.screenshot({ path: picturePath(`${name}.png`), animations: 'disabled' })
    }
  }
}
