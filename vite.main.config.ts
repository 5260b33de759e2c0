/**
 * Builds what runs outside the page: five CommonJS programs in dist/main with fixed names. They run on the oldest
 * supported Electron (Node 18.15), so the target is node18. Each is a build of its own, with an engine of its own where
 * it runs one: a worker or a CLI should not drag the desktop along.
 */
import { builtinModules } from 'node:module'
import path from 'node:path'
import { defineConfig, type EnvironmentOptions, type Plugin } from 'vite'

const root = import.meta.dirname

const entries = {
  desktop: 'src-main/desktop/main.ts',
  preload: 'src-main/desktop/preload/preload.ts',
  'engine-thread': 'src-main/host/engine-thread.ts',
  'hash-thread': 'src-main/host/hash-thread.ts',
  cli: 'src-main/headless/cli.ts'
}

/** In several files; a sandboxed preload can load no second one. */
const SPLIT: readonly string[] = ['desktop', 'engine-thread', 'cli']

/** Never bundled: the runtime has them, they hold native code, or (ws's and ssh2's accelerators) they are deliberately absent. */
const external = [
  'electron',
  'better-sqlite3',
  'koffi',
  'bufferutil',
  'utf-8-validate',
  'cpu-features',
  ...builtinModules,
  ...builtinModules.map((name) => `node:${name}`)
]

/** Vite wants environment names that are identifiers. */
const environmentName = (output: string): string => output.replace(/-/g, '_')

/** ssh2 looks for an accelerator compiled in its own folder; the bundle is the same whether somebody compiled it or not. */
const withoutSshAccelerator: Plugin = {
  name: 'without-ssh-accelerator',
  enforce: 'pre',
  resolveId: (id) => (id.endsWith('/sshcrypto.node') ? { id: 'sshcrypto.node', external: true } : null)
}

const environment = (output: string, entry: string): EnvironmentOptions => ({
  consumer: 'server',
  resolve: { noExternal: true, external, conditions: ['node', 'module', 'import', 'default'] },
  build: {
    outDir: 'dist/main',
    emptyOutDir: false,
    copyPublicDir: false,
    target: 'node18',
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: path.join(root, entry),
      platform: 'node',
      external,
      output: {
        format: 'cjs',
        entryFileNames: `${output}.cjs`,
        chunkFileNames: `${output}.[name].cjs`,
        // What is seldom needed (SFTP, the making of certificates, updates) is not read at each start.
        codeSplitting: SPLIT.includes(output)
      }
    }
  }
})

export default defineConfig({
  root,
  publicDir: false,
  plugins: [withoutSshAccelerator],
  logLevel: 'warn',
  environments: Object.fromEntries(
    Object.entries(entries).map(([output, entry]) => [environmentName(output), environment(output, entry)])
  ),
  builder: {
    buildApp: async (builder) => {
      for (const output of Object.keys(entries)) {
        const built = builder.environments[environmentName(output)]
        if (!built) throw new Error(`No build is configured for ${output}`)
        await builder.build(built)
      }
    }
  }
})
