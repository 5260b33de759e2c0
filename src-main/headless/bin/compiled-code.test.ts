import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

let folder: string
let kept: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoal-compiled-'))
  kept = join(folder, 'cache', 'shoal', 'compiled-code')
  writeFileSync(join(folder, 'program.cjs'), "process.stdout.write('ran')")
})
afterEach(() => rmSync(folder, { recursive: true }))

/** What a program says that keeps its compiled code. */
function run(): string {
  const keeper = JSON.stringify(join(import.meta.dirname, 'compiled-code.cjs'))
  const program = JSON.stringify(join(folder, 'program.cjs'))
  return execFileSync(
    process.execPath,
    ['-e', `require(${keeper}).keepCompiledCode(); require(${program})`],
    {
      env: {
        ...process.env,
        HOME: folder,
        XDG_CACHE_HOME: join(folder, 'cache'),
        NODE_COMPILE_CACHE: undefined
      },
      encoding: 'utf8'
    }
  )
}

test('compiled code is kept for the next start, for its owner alone', () => {
  expect(run()).toBe('ran')
  const [version = ''] = readdirSync(kept)
  expect(readdirSync(join(kept, version)).length).toBeGreaterThan(0)
  expect(run()).toBe('ran')
})

test('nothing is kept, or run, where others can write', () => {
  mkdirSync(kept, { recursive: true })
  chmodSync(kept, 0o777)
  expect(run()).toBe('ran')
  expect(readdirSync(kept)).toEqual([])
})

test('the program starts where nothing can be kept', () => {
  writeFileSync(join(folder, 'cache'), 'a file in the way')
  expect(run()).toBe('ran')
  expect(existsSync(kept)).toBe(false)
})
