/**
 * Desktop tests: the built app in a real Electron. One at a time, since they measure time and share two cores with
 * the program under test.
 */
import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'e2e/desktop',
  outputDir: 'test-results/desktop',
  globalSetup: './e2e/runtime/desktop-setup.ts',
  workers: 1,
  // What passes only when tried again is named at the end of the run.
  retries: 1,
  forbidOnly: true,
  timeout: 90_000,
  globalTimeout: 15 * 60_000,
  expect: { timeout: 15_000 },
  reporter: [['list'], ['json', { outputFile: 'test-results/desktop.json' }]]
})
