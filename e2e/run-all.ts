/**
 * `npm test`: everything that must hold, in the order in which a failure is cheapest to learn of. Later steps run
 * although earlier ones failed. The last line counts all of it, and the exit code says whether all of it passed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from './runtime/built.ts'
import { resolveElectron } from './runtime/resolve-electron.ts'
import { exitCode } from './runtime/run-command.ts'
import { sayOnStderr as say } from './runtime/say.ts'
import {
  COMPILER_NEEDS,
  ELECTRON_NEEDS,
  ensureSystemPackages,
  TEST_NEEDS
} from './runtime/system-packages.ts'
import {
  countLine,
  playwrightCounts,
  stepCounts,
  sum,
  vitestCounts,
  type Counts
} from './runtime/test-counts.ts'

const RESULTS = path.join(ROOT, 'test-results')

/** Runs a tool of this project, named by its file in node_modules. */
const tool = (file: string, ...args: string[]): Promise<number> =>
  exitCode(process.execPath, [path.join(ROOT, 'node_modules', file), ...args], { cwd: ROOT })

const TSC = 'typescript/bin/tsc'
const VITE = 'vite/bin/vite.js'

const checks: readonly (readonly [title: string, run: () => Promise<number>])[] = [
  ['types, shared', () => tool(TSC, '-p', 'src-shared')],
  ['types, main', () => tool(TSC, '-p', 'src-main')],
  ['types, renderer', () => tool(TSC, '-p', 'src-renderer')],
  ['types, tests', () => tool(TSC, '-p', 'e2e')],
  ['types, packaging', () => tool(TSC, '-p', 'assets/packaging')],
  ['lint', () => tool('eslint/bin/eslint.js', '.')],
  ['format', () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'import graph',
    () => tool('dependency-cruiser/bin/dependency-cruiser.mjs', 'src-shared', 'src-main', 'src-renderer')
  ],
  ['build, main', () => tool(VITE, 'build', '--config', 'vite.main.config.ts')],
  ['build, page', () => tool(VITE, 'build')]
]

async function unitAndIntegration(): Promise<Counts> {
  const report = path.join(RESULTS, 'vitest.json')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  const code = await tool('vitest/vitest.mjs', 'run', ...reporters)
  return vitestCounts(await textOf(report), code)
}

async function desktop(): Promise<Counts> {
  const code = await tool('@playwright/test/cli.js', 'test')
  return playwrightCounts(await textOf(path.join(RESULTS, 'desktop.json')), code)
}

async function browser(): Promise<Counts> {
  const code = await tool('@playwright/test/cli.js', 'test', '--config', 'playwright.browser.config.ts')
  return playwrightCounts(await textOf(path.join(RESULTS, 'browser.json')), code)
}

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null)

/** Ctrl-C ends the step under way by itself; this keeps the next one from starting. */
let interrupted = false
process.on('SIGINT', () => (interrupted = true))

/** Says how long it took and how it ended, so that a long log can be skimmed. */
async function step(title: string, run: () => Promise<Counts>): Promise<Counts> {
  if (interrupted) throw new Error('Interrupted.')
  const began = performance.now()
  say(`── ${title}`)
  const counts = await run().catch((error: unknown): Counts => {
    say(error instanceof Error ? error.message : String(error))
    return stepCounts(1)
  })
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(`── ${title}: ${counts.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return counts
}

async function main(): Promise<Counts> {
  await rm(RESULTS, { recursive: true, force: true })
  await mkdir(RESULTS, { recursive: true })
  await ensureSystemPackages([...TEST_NEEDS, ...ELECTRON_NEEDS, ...COMPILER_NEEDS], say)
  const all: Counts[] = []
  for (const [title, run] of checks) all.push(await step(title, async () => stepCounts(await run())))
  all.push(await step('unit and integration tests', unitAndIntegration))
  const { version } = await resolveElectron(say)
  all.push(await step(`desktop tests in Electron ${version}`, desktop))
  all.push(await step('tests of the page in Chromium', browser))
  return sum(all)
}

const counts = await main().catch((error: unknown): Counts => {
  say(error instanceof Error ? error.message : String(error))
  return stepCounts(1)
})
const line = countLine(counts)
await writeFile(path.join(RESULTS, 'counts.txt'), `${line}\n`)
console.log(line)
process.exitCode = counts.failed === 0 ? 0 : 1
