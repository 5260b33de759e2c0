import {
  existsSync,
  linkSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { renameByReserving, renameWithoutReplacing } from './rename-without-replacing.ts'

let folder: string
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), 'shoal-rename-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

describe.each([
  ['by hard link', renameWithoutReplacing],
  ['by reserving the name', renameByReserving]
])('%s', (_, rename) => {
  test('the file gets its name', async () => {
    writeFileSync(at('a.part'), 'bytes')
    await rename(at('a.part'), at('a'))
    expect(readdirSync(folder)).toEqual(['a'])
    expect(readFileSync(at('a'), 'utf8')).toBe('bytes')
  })

  test('a taken name is refused and nothing changes', async () => {
    writeFileSync(at('a.part'), 'new')
    writeFileSync(at('a'), 'old')
    await expect(rename(at('a.part'), at('a'))).rejects.toMatchObject({ code: 'EEXIST' })
    expect(readFileSync(at('a.part'), 'utf8')).toBe('new')
    expect(readFileSync(at('a'), 'utf8')).toBe('old')
  })

  test('a file that is gone is reported and leaves no placeholder', async () => {
    await expect(rename(at('a.part'), at('a'))).rejects.toMatchObject({ code: 'ENOENT' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('of many that want one name exactly one gets it', async () => {
    const wanting = Array.from({ length: 16 }, (_unused, index) => at(`${index}.part`))
    for (const path of wanting) writeFileSync(path, path)
    const outcomes = await Promise.allSettled(wanting.map((path) => rename(path, at('a'))))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const winner = wanting[outcomes.findIndex(({ status }) => status === 'fulfilled')]
    expect(readFileSync(at('a'), 'utf8')).toBe(winner)
  })
})

test('a rename that a crash cut between link and unlink is finished, not refused', async () => {
  writeFileSync(at('a.part'), 'bytes')
  linkSync(at('a.part'), at('a'))
  await renameWithoutReplacing(at('a.part'), at('a'))
  expect(readdirSync(folder)).toEqual(['a'])
  expect(readFileSync(at('a'), 'utf8')).toBe('bytes')
})

test('a file is never mistaken for the other half of itself', async () => {
  writeFileSync(at('a'), 'bytes')
  await expect(renameWithoutReplacing(at('a'), at('a'))).rejects.toMatchObject({ code: 'EEXIST' })
  expect(readFileSync(at('a'), 'utf8')).toBe('bytes')
})

/** Another file system than the one tests live on: neither link(2) nor rename(2) crosses from one to the other. */
const elsewhere = ['/dev/shm', '/var/tmp', homedir()].find(
  (path) => existsSync(path) && statSync(path).dev !== statSync(tmpdir()).dev
)

test.runIf(elsewhere)(
  'where neither link nor rename works, the reason is told and no placeholder stays',
  async () => {
    const target = mkdtempSync(join(elsewhere ?? '', 'shoal-rename-'))
    try {
      writeFileSync(at('a.part'), 'bytes')
      await expect(renameWithoutReplacing(at('a.part'), join(target, 'a'))).rejects.toMatchObject({
        code: 'EXDEV'
      })
      expect(readdirSync(target)).toEqual([])
      expect(readFileSync(at('a.part'), 'utf8')).toBe('bytes')
    } finally {
      rmSync(target, { recursive: true })
    }
  }
)
