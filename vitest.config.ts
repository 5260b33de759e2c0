/**
 * Unit and integration tests. They sit beside what they test, and in e2e where they need servers or processes; all
 * talk to loopback only. Desktop tests are Playwright's (playwright.config.ts).
 */
import os from 'node:os'
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src-*/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    // Two cores are what a small CI machine has; tests that measure time suffer when more run at once.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // A busy machine may take a second to start a program.
    expect: { poll: { timeout: 10_000 } },
    allowOnly: false,
    // A person's own logins and proxies are nothing for tests.
    env: {
      NETRC: os.devNull,
      http_proxy: '',
      https_proxy: '',
      HTTPS_PROXY: '',
      all_proxy: '',
      ALL_PROXY: ''
    }
  }
})
