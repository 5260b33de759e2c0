/**
 * The fixtures of tests of the window: a fresh place, a Shoal in it, origins; all of it gone when the test ends. The same
 * tests run in the desktop and, but for those tagged `@shell` or `@once`, in a browser; the configuration says where.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base } from '@playwright/test'
import { browserOnce, makeServedPlace, type OpenBrowser } from '../web/served.ts'
import { startOrigin, type Origin, type OriginOptions } from '../fixtures/origin.ts'
import { makePlace, type Place, type Shoal, type Surroundings } from './app.ts'

export interface HostOption {
  /** Who shows the window. */
  readonly host: 'desktop' | 'browser'
}

interface WorkerFixtures {
  /** The browser of all tests of a worker, started by the first that needs it. */
  readonly openBrowser: OpenBrowser
}

interface Fixtures extends HostOption {
  /** The desktop around it: `test.use({ surroundings: 'with a tray' })`. */
  readonly surroundings: Surroundings
  /** Makes a fresh place, for another machine as it were. */
  readonly newPlace: () => Promise<Place>
  /** A fresh place. Several starts there share journal and files. */
  readonly place: Place
  /** A Shoal just started in `place`. */
  readonly shoal: Shoal
  /** Starts an origin that stops with the test. */
  readonly originWith: (options?: OriginOptions) => Promise<Origin>
}

export const test = base.extend<Fixtures, WorkerFixtures>({
  host: ['desktop', { option: true }],
  surroundings: ['bare', { option: true }],
  openBrowser: [
    // Playwright reads the pattern to learn which fixtures another needs; this needs none.
    // eslint-disable-next-line no-empty-pattern
    async ({}, use) => {
      const browser = browserOnce()
      await use(browser.open)
      await browser.close()
    },
    { scope: 'worker' }
  ],
  newPlace: async ({ host, surroundings, openBrowser }, use, testInfo) => {
    const made: { readonly root: string; readonly place: Place }[] = []
    await use(async () => {
      const root = await mkdtemp(path.join(tmpdir(), `shoal-${host}-`))
      const picturePath = (name: string): string => testInfo.outputPath(name)
      const place =
        host === 'browser'
          ? await makeServedPlace(root, picturePath, openBrowser)
          : await makePlace(root, picturePath, undefined, surroundings)
      made.push({ root, place })
      return place
    })
    for (const { root, place } of made) {
      await place.leave()
      await rm(root, { recursive: true, force: true, maxRetries: 5 })
    }
  },
  place: async ({ newPlace }, use) => {
    await use(await newPlace())
  },
  shoal: async ({ place }, use) => {
    await use(await place.start())
  },
  // Playwright reads the pattern to learn which fixtures another needs; this needs none.
  // eslint-disable-next-line no-empty-pattern
  originWith: async ({}, use) => {
    const origins: Origin[] = []
    await use(async (options) => {
      const origin = await startOrigin(options)
      origins.push(origin)
      return origin
    })
    for (const origin of origins) await origin.stop()
  }
})
