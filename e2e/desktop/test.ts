/** The desktop tests' fixtures: a fresh place, a Shoal in it, origins; all of it gone when the test ends. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test as base } from '@playwright/test'
import { startOrigin, type Origin, type OriginOptions } from '../fixtures/origin.ts'
import { makePlace, type Place, type Shoal, type Surroundings } from './app.ts'

interface Fixtures {
  /** The desktop around it: `test.use({ surroundings: 'with a tray' })`. */
  readonly surroundings: Surroundings
  /** A fresh place. Several starts there share journal and files. */
  readonly place: Place
  /** A Shoal just started in `place`. */
  readonly shoal: Shoal
  /** Starts an origin that stops with the test. */
  readonly originWith: (options?: OriginOptions) => Promise<Origin>
}

export const test = base.extend<Fixtures>({
  surroundings: ['bare', { option: true }],
  place: async ({ surroundings }, use, testInfo) => {
    const root = await mkdtemp(path.join(tmpdir(), 'shoal-desktop-'))
    const place = await makePlace(root, (name) => testInfo.outputPath(name), undefined, surroundings)
    await use(place)
    await place.leave()
    await rm(root, { recursive: true, force: true, maxRetries: 5 })
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
