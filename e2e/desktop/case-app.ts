/** Cases that run inside an Electron of their own, in a small app that was built for them: one test for each. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, expect, test, type ElectronApplication } from '@playwright/test'
import { electronRuntime } from './app.ts'

/** `build` puts an app into the folder; its main process has `runCase(name)`, which resolves with what failed, or null. */
export function testsOfCases(
  app: string,
  cases: readonly { readonly name: string }[],
  build: (directory: string) => Promise<void>
): void {
  let directory = ''
  let electron: ElectronApplication

  test.beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), `shoal-${app}-`))
    await build(directory)
    const runtime = await electronRuntime()
    electron = await _electron.launch({
      executablePath: runtime.executablePath,
      args: [...runtime.args, directory, `--user-data-dir=${path.join(directory, 'profile')}`],
      env: { ...(process.env as Record<string, string>), ...runtime.env }
    })
  })
  test.afterAll(async () => {
    await electron.close()
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  })

  for (const { name } of cases) {
    test(name, async () => {
      const failure = await electron.evaluate(
        (_electron, given) =>
          (globalThis as unknown as { runCase(name: string): Promise<string | null> }).runCase(given),
        name
      )
      expect(failure).toBeNull()
    })
  }
}
