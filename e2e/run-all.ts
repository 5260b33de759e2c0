/**
 * `npm test`: everything that must hold, in the order in which a failure is cheapest to learn of. Later steps run
 * although earlier ones failed. The last line counts all of it, and the exit code says whether all of it passed.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from './runtime/built.ts'
import { playwrightOutcome } from './runtime/playwright-report.ts'
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
  failedStep,
  lastWords,
  stepOutcome,
  sum,
  withExitCode,
  type Outcome
} from './runtime/test-outcome.ts'
import { filesToTryAgain, reportedFiles, vitestOutcome, type FileReport } from './runtime/vitest-report.ts'

const RESULTS = path.join(ROOT, 'test-results')

/** Runs a tool of this project, named by its file in node_modules. */
const tool = (file: string, ...args: string[]): Promise<number> =>
  exitCode(process.execPath, [path.join(ROOT, 'node_modules', file), ...args], { cwd: ROOT })

const TSC = 'typescript/bin/tsc'
const VITE = 'vite/bin/vite.js'

type Check = readonly [title: string, run: () => Promise<number>]

/** Takes as long as all the others, which run beside it. */
const LINT: Check = ['lint', () => tool('eslint/bin/eslint.js', '.')]
const CHECKS: readonly Check[] = [
  ['types, shared', () => tool(TSC, '-p', 'src-shared')],
  ['types, main', () => tool(TSC, '-p', 'src-main')],
  ['types, renderer', () => tool(TSC, '-p', 'src-renderer')],
  ['types, tests', () => tool(TSC, '-p', 'e2e')],
  ['types, packaging', () => tool(TSC, '-p', 'assets/packaging')],
  ['format', () => tool('prettier/bin/prettier.cjs', '--check', '--log-level', 'warn', '.')],
  [
    'import graph',
    () => tool('dependency-cruiser/bin/dependency-cruiser.mjs', 'src-shared', 'src-main', 'src-renderer')
  ],
  ['build, main', () => tool(VITE, 'build', '--config', 'vite.main.config.ts')],
  ['build, page', () => tool(VITE, 'build')]
]

/** How often at most. On a machine that is lent to others, tests of processes and networks run out of time in minutes. */
const TRIED_AGAIN = 2
const UNIT = 'unit and integration tests'
const CHROMIUM = 'tests of the page in Chromium'

async function unitAndIntegration(): Promise<Outcome> {
  const first = await vitest('vitest.json')
  const again = new Map<string, FileReport>()
  let last = first
  for (let nth = 1; nth <= TRIED_AGAIN; nth++) {
    const files = filesToTryAgain(last.files)
    if (files.length === 0) break
    say(`── once more, alone: ${files.map((file) => path.relative(ROOT, file)).join(', ')}`)
    last = await vitest(`vitest-again-${nth}.json`, '--maxWorkers=1', ...files)
    for (const file of last.files) again.set(file.name, file)
  }
  return withExitCode(vitestOutcome(first.files, [...again.values()], ROOT), UNIT, last.code)
}

async function vitest(
  report: string,
  ...args: string[]
): Promise<{ files: readonly FileReport[]; code: number }> {
  const file = path.join(RESULTS, report)
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  const code = await tool('vitest/vitest.mjs', 'run', ...reporters, ...args)
  return { files: reportedFiles(await textOf(file)), code }
}

async function playwright(title: string, report: string, ...args: string[]): Promise<Outcome> {
  const code = await tool('@playwright/test/cli.js', 'test', ...args)
  return withExitCode(playwrightOutcome(await textOf(path.join(RESULTS, report))), title, code)
}

const textOf = (file: string): Promise<string | null> => readFile(file, 'utf8').catch(() => null)

/** Ctrl-C ends the step under way by itself; this keeps the next one from starting. */
let interrupted = false
process.on('SIGINT', () => (interrupted = true))

/** Says how long it took and how it ended, so that a long log can be skimmed. */
async function step(title: string, run: () => Promise<Outcome>): Promise<Outcome> {
  if (interrupted) throw new Error('Interrupted.')
  const began = performance.now()
  say(`── ${title}`)
  const outcome = await run().catch((error: unknown) => failedStep(title, messageOf(error)))
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  say(`── ${title}: ${outcome.failed === 0 ? 'passed' : 'FAILED'} in ${seconds} s`)
  return outcome
}

async function inTurn(checks: readonly Check[]): Promise<readonly Outcome[]> {
  const all: Outcome[] = []
  for (const [title, run] of checks) all.push(await step(title, async () => stepOutcome(title, await run())))
  return all
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

async function main(): Promise<Outcome> {
  await rm(RESULTS, { recursive: true, force: true })
  await mkdir(RESULTS, { recursive: true })
  await ensureSystemPackages([...TEST_NEEDS, ...ELECTRON_NEEDS, ...COMPILER_NEEDS], say)
  const all: Outcome[] = []
  all.push(...(await Promise.all([inTurn([LINT]), inTurn(CHECKS)])).flat())
  all.push(await step(UNIT, unitAndIntegration))
  const { version } = await resolveElectron(say)
  const desktop = `desktop tests in Electron ${version}`
  all.push(await step(desktop, () => playwright(desktop, 'desktop.json')))
  const browserConfig = ['--config', 'playwright.browser.config.ts']
  all.push(await step(CHROMIUM, () => playwright(CHROMIUM, 'browser.json', ...browserConfig)))
  return sum(all)
}

const outcome = await main().catch((error: unknown) => failedStep('getting ready', messageOf(error)))
const words = lastWords(outcome)
await writeFile(path.join(RESULTS, 'last-words.txt'), `${words}\n`)
console.log(words)
process.exitCode = outcome.failed === 0 ? 0 : 1
