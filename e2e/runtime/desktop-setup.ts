/**
 * Before the desktop tests: the build is current, Electron is there, and so is a display. It happens here and not
 * in the tests because the first time may take minutes, which is no test's fault.
 */
import { ensureBuilt } from './built.ts'
import { resolveElectron } from './resolve-electron.ts'
import { sayOnStderr as say } from './say.ts'
import { ensureSystemPackages, TEST_NEEDS } from './system-packages.ts'
import { startVirtualDisplay } from './virtual-display.ts'

// Playwright takes the default export of its global setup.
export default async function prepareDesktop(): Promise<(() => Promise<void>) | undefined> {
  await ensureSystemPackages(TEST_NEEDS, say)
  await ensureBuilt(say)
  const { version } = await resolveElectron(say)
  say(`Desktop tests run in Electron ${version}.`)
  if (process.platform !== 'linux') return undefined
  const display = await startVirtualDisplay()
  process.env['DISPLAY'] = display.name
  delete process.env['WAYLAND_DISPLAY']
  return () => display.stop()
}
