/**
 * `npm start -- [URI…]`: builds if needed and starts the desktop with these URIs. Where there is no display it says
 * so and fetches them in the terminal instead. The exit code is that of the program it started.
 */
import path from 'node:path'
import { ensureBuilt, ROOT } from './built.ts'
import { resolveElectron } from './resolve-electron.ts'
import { exitCode } from './run-command.ts'
import { sayOnStderr as say } from './say.ts'

const words = process.argv.slice(2)

async function main(): Promise<number> {
  if (hasDisplay()) return inWindow()
  if (words.length === 0) {
    say('There is no display for a window. To fetch a file in the terminal: npm start -- URI')
    return 2
  }
  say('There is no display for a window: fetching in the terminal.')
  return inTerminal()
}

async function inWindow(): Promise<number> {
  await ensureBuilt(say)
  const { executablePath, args, env } = await resolveElectron(say)
  return exitCode(executablePath, [...args, ROOT, ...words], { env: { ...process.env, ...env } })
}

/** Each URI is a file of its own, as in the window; with options among the words it is one `shoal get`. */
async function inTerminal(): Promise<number> {
  await ensureBuilt(say)
  const shoal = path.join(ROOT, 'src-main', 'headless', 'bin', 'shoal.cjs')
  // npm runs scripts in the package's folder; files go where the person was.
  const cwd = process.env['INIT_CWD'] ?? process.cwd()
  const calls = words.some((word) => word.startsWith('-')) ? [words] : words.map((word) => [word])
  let worst = 0
  for (const call of calls) {
    const code = await exitCode(process.execPath, [shoal, 'get', ...call], { cwd })
    if (code === INTERRUPTED) return code
    worst ||= code
  }
  return worst
}

const INTERRUPTED = 130

const hasDisplay = (): boolean =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY'])

try {
  process.exitCode = await main()
} catch (error) {
  say(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
