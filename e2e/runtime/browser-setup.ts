/** Before the tests in a browser: the build is current, and the browser is there. */
import { ensureBuilt } from './built.ts'
import { sayOnStderr as say } from './say.ts'
import { ensureSystemPackages, TEST_NEEDS } from './system-packages.ts'

// Playwright takes the default export of its global setup.
export default async function prepareBrowser(): Promise<void> {
  await ensureSystemPackages(TEST_NEEDS, say)
  await ensureBuilt(say)
}
