/**
 * `npm run package`: builds Shoal and makes an unpacked package of it in release/, to try it. `-- installers` makes
 * what people install, for the system this runs on; that one fetches Electron and packaging tools.
 */
import path from 'node:path'
import { ensureBuilt, ROOT } from '../../e2e/runtime/built.ts'
import { resolveElectron } from '../../e2e/runtime/resolve-electron.ts'
import { sayOnStderr as say } from '../../e2e/runtime/say.ts'
import { makeInstallers, makeUnpacked } from './make-package.ts'

const OUTPUT = path.join(ROOT, 'release')

async function main(words: readonly string[]): Promise<number> {
  const [kind = 'dir', ...more] = words
  if ((kind !== 'dir' && kind !== 'installers') || more.length > 0) {
    say(`Expected "dir" (also without a word) or "installers", received "${words.join(' ')}".`)
    return 2
  }
  await ensureBuilt(say)
  const made =
    kind === 'dir' ? [await makeUnpacked(await resolveElectron(say), OUTPUT)] : await makeInstallers(OUTPUT)
  for (const file of made) process.stdout.write(`${path.relative(ROOT, file)}\n`)
  return 0
}

try {
  process.exitCode = await main(process.argv.slice(2))
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
