/** The contract's conformance cases over Electron's real IPC: see conformance-app/main.ts for what lies between. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, expect, test, type ElectronApplication } from '@playwright/test'
import { conformanceCases } from '../../src-shared/rpc/conformance.ts'
import { electronRuntime } from './app.ts'
import { buildConformanceApp } from './conformance-app/build.ts'

let directory = ''
let electron: ElectronApplication

test.beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'shoal-conformance-'))
  await buildConformanceApp(directory)
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

for (const { name } of conformanceCases) {
  test(name, async () => {
    const failure = await electron.evaluate(
      (_electron, given) =>
        (globalThis as unknown as { runCase(name: string): Promise<string | null> }).runCase(given),
      name
    )
    expect(failure).toBeNull()
  })
}
