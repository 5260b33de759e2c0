/** The promises of pinned TLS in Electron, whose TLS library is BoringSSL where Node's is OpenSSL. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { _electron, expect, test, type ElectronApplication } from '@playwright/test'
import { build } from 'vite'
import { pinnedTlsCases } from '../../src-main/peers/identity/pinned-tls.fixture.ts'
import { electronRuntime } from './app.ts'

const APP = path.join(import.meta.dirname, 'pinned-tls-app')

let directory = ''
let electron: ElectronApplication

test.beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'shoal-pinned-tls-'))
  // As the desktop itself is built: its runtime may be as old as Node 18.
  await build({
    configFile: false,
    root: APP,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true },
    build: {
      ssr: path.join(APP, 'main.ts'),
      outDir: directory,
      emptyOutDir: false,
      target: 'node18',
      minify: false,
      rolldownOptions: {
        external: ['electron', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)],
        output: { format: 'cjs', entryFileNames: 'main.cjs', codeSplitting: false }
      }
    }
  })
  await writeFile(
    path.join(directory, 'package.json'),
    JSON.stringify({ name: 'pinned-tls', version: '1.0.0', main: 'main.cjs' })
  )
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

for (const { name } of pinnedTlsCases) {
  test(name, async () => {
    const failure = await electron.evaluate(
      (_electron, given) =>
        (globalThis as unknown as { runCase(name: string): Promise<string | null> }).runCase(given),
      name
    )
    expect(failure).toBeNull()
  })
}
