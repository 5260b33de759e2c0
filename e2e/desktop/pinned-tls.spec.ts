/** The promises of pinned TLS in Electron, whose TLS library is BoringSSL where Node's is OpenSSL. */
import { writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { build } from 'vite'
import { pinnedTlsCases } from '../../src-main/peers/identity/pinned-tls.fixture.ts'
import { testsOfCases } from './case-app.ts'

const APP = path.join(import.meta.dirname, 'pinned-tls-app')

testsOfCases('pinned-tls', pinnedTlsCases, async (directory) => {
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
})
