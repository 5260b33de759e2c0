/**
 * The window's tests once more, in a browser: the page that `shoal serve` serves, in Chromium, over the WebSocket. Of the
 * desktop's tests those that are about the page run unchanged. What reaches into the shell around it is tagged `@shell`,
 * what would only say again what it said in the desktop `@once`.
 */
import { defineConfig } from '@playwright/test'
import type { HostOption } from './e2e/desktop/test.ts'

/** In e2e/desktop. Those that are left out are about the program, not the page. */
const PAGE_SPECS = [
  ...['acting', 'adding', 'adding-dialog', 'address', 'categories', 'commands'],
  ...['detail', 'first-run', 'list', 'live', 'many', 'peers', 'queue', 'settings']
]

export default defineConfig<HostOption>({
  testDir: 'e2e',
  testMatch: [...PAGE_SPECS.map((name) => `desktop/${name}.spec.ts`), 'web/*.spec.ts'],
  grepInvert: /@shell|@once/,
  outputDir: 'test-results/browser',
  globalSetup: './e2e/runtime/browser-setup.ts',
  use: { host: 'browser' },
  workers: 1,
  // What passes only when tried again is named at the end of the run.
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  globalTimeout: 6 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/browser.json' }]]
})
