/** Builds the conformance app into a folder of the test's own, the way the desktop itself is built. */
import { mkdir, writeFile } from 'node:fs/promises'
import { builtinModules } from 'node:module'
import path from 'node:path'
import { build, type InlineConfig } from 'vite'

const external = ['electron', ...builtinModules, ...builtinModules.map((name) => `node:${name}`)]

const bundle = (entry: string, outDir: string, output: string, format: 'cjs' | 'es'): InlineConfig => ({
  configFile: false,
  root: import.meta.dirname,
  publicDir: false,
  logLevel: 'warn',
  ssr: { noExternal: true },
  build: {
    ssr: format === 'cjs' ? path.join(import.meta.dirname, entry) : false,
    outDir,
    emptyOutDir: false,
    target: format === 'cjs' ? 'node18' : 'chrome114',
    minify: false,
    modulePreload: false,
    rolldownOptions: {
      input: path.join(import.meta.dirname, entry),
      external: format === 'cjs' ? external : [],
      output: { format, entryFileNames: output }
    }
  }
})

export async function buildConformanceApp(directory: string): Promise<void> {
  const page = path.join(directory, 'page')
  await mkdir(page, { recursive: true })
  await build(bundle('main.ts', directory, 'main.cjs', 'cjs'))
  await build(bundle('preload.ts', directory, 'preload.cjs', 'cjs'))
  await build(bundle('page.ts', page, 'page.js', 'es'))
  await writeFile(
    path.join(page, 'index.html'),
    '<!doctype html><script type="module" src="page.js"></script>'
  )
  await writeFile(
    path.join(directory, 'package.json'),
    JSON.stringify({ name: 'conformance', version: '1.0.0', main: 'main.cjs' })
  )
}
