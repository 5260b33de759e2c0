/**
 * Unit and integration tests. They sit beside what they test, and in e2e where they need servers or processes; all
 * talk to loopback only. Desktop tests are Playwright's (playwright.config.ts).
 */
import os from 'node:os'
import { defineConfig } from 'vitest/config'

/** They measure time, or have networks and many processes of their own: on two cores they suffer when more run at once. */
const TIMED = [
  'e2e/{faults,lab,lan}/**/*.test.ts',
  ...['kill', 'rates', 'scheduling'].map((name) => `e2e/integration/${name}.test.ts`)
]

export default defineConfig({
  test: {
    environment: 'node',
    pool: 'forks',
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
    },
    projects: [
      {
        extends: true,
        test: {
          name: 'waiting',
          include: ['src-*/**/*.test.{ts,tsx}', 'e2e/**/*.test.ts'],
          exclude: TIMED,
          // Most of them wait most of the time.
          maxWorkers: 3,
          sequence: { groupOrder: 0 }
        }
      },
      {
        extends: true,
        test: { name: 'timed', include: TIMED, maxWorkers: 2, sequence: { groupOrder: 1 } }
      }
    ]
  }
})
