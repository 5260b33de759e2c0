import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { netrcFile } from './netrc-file.ts'
import type { Surroundings } from './state-directory.ts'

let home: string
beforeEach(() => (home = mkdtempSync(path.join(tmpdir(), 'shoal-netrc-'))))
afterEach(() => rmSync(home, { recursive: true }))

const here = (env: Surroundings['env'] = {}): Surroundings => ({ env, platform: 'linux', home })

test('none is none', () => {
  expect(netrcFile(here())).toBeNull()
  expect(netrcFile(here({ NETRC: path.join(home, 'nowhere') }))).toBeNull()
})

test('it is in the home folder, and NETRC names another', () => {
  writeFileSync(path.join(home, '.netrc'), 'standard', { mode: 0o600 })
  writeFileSync(path.join(home, 'other'), 'named', { mode: 0o600 })
  expect(netrcFile(here())).toEqual({
    path: path.join(home, '.netrc'),
    text: 'standard',
    readableByOthers: false
  })
  expect(netrcFile(here({ NETRC: path.join(home, 'other') }))?.text).toBe('named')
})

test('whether others may read it is told', () => {
  writeFileSync(path.join(home, '.netrc'), '')
  for (const [mode, readable] of [
    [0o640, true],
    [0o604, true],
    [0o600, false]
  ] as const) {
    chmodSync(path.join(home, '.netrc'), mode)
    expect(netrcFile(here())?.readableByOthers).toBe(readable)
  }
})
