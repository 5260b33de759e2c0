/**
 * Builds Shoal when what is in dist is missing or older than what it is made from. For people who just start it;
 * the test run builds in any case.
 */
import { readdir, stat } from 'node:fs/promises'
import path from 'node:path'
import { output } from './run-command.ts'
import type { Say } from './say.ts'

export const ROOT = path.resolve(import.meta.dirname, '../..')

const OUTPUTS = [
  ...['desktop', 'preload', 'engine-thread', 'hash-thread', 'cli'].map((name) => `dist/main/${name}.cjs`),
  'dist/renderer/index.html'
]
const SOURCES = [
  'src-shared',
  'src-main',
  'src-renderer',
  'assets',
  'package.json',
  'vite.main.config.ts',
  'vite.config.ts'
]

export async function ensureBuilt(say: Say): Promise<void> {
  if (await isBuilt(ROOT)) return
  say('Building Shoal.')
  const vite = path.join(ROOT, 'node_modules', 'vite', 'bin', 'vite.js')
  await output(process.execPath, [vite, 'build', '--config', 'vite.main.config.ts'], { cwd: ROOT })
  await output(process.execPath, [vite, 'build'], { cwd: ROOT })
}

/** Whether every output is there and none is older than any source. */
export async function isBuilt(root: string): Promise<boolean> {
  const built = await Promise.all(OUTPUTS.map((name) => changedMs(path.join(root, name))))
  const oldestBuilt = Math.min(...built)
  if (oldestBuilt === 0) return false
  const sources = await Promise.all(SOURCES.map((name) => newestMs(path.join(root, name))))
  return Math.max(...sources) <= oldestBuilt
}

/** Of a file, or of everything in a folder; a deleted file shows in its folder's own time. */
async function newestMs(name: string): Promise<number> {
  const own = await changedMs(name)
  const inside = await readdir(name, { recursive: true }).catch(() => [])
  return Math.max(own, ...(await Promise.all(inside.map((entry) => changedMs(path.join(name, entry))))))
}

/** 0 when there is no such file. */
const changedMs = (name: string): Promise<number> =>
  stat(name).then(
    (found) => found.mtimeMs,
    () => 0
  )
