import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { ShoalError } from '../../src-shared/errors/problem.ts'
import { linksInGivenFile } from './given-file.ts'

const A = 'https://example.org/a.iso'
let directory: string

beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'shoal-given-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

const at = (name: string): string => path.join(directory, name)
const written = (name: string, content: string): string => {
  writeFileSync(at(name), content)
  return at(name)
}
const codeOf = (file: string): Promise<unknown> =>
  linksInGivenFile(file).catch((thrown: unknown) => (thrown instanceof ShoalError ? thrown.code : thrown))

test.each([
  ['a.url', `[InternetShortcut]\r\nURL=${A}\r\n`],
  ['a.desktop', `[Desktop Entry]\nType=Link\nURL=${A}\n`],
  ['a.webloc', `<plist><dict><key>URL</key><string>${A}</string></dict></plist>`],
  ['links.txt', `# mine\n${A}\n`]
])('%s gives its link', async (name, content) => {
  expect(await linksInGivenFile(written(name, content))).toEqual({
    wanted: [{ uri: A }],
    descriptions: [],
    passedOver: null
  })
})

test('a list keeps names and checksums, and says what it asks for besides', async () => {
  const file = written('links.txt', `${A}\n  out=b.iso\n  dir=/etc\nmagnet:?xt=urn:btih:1\n`)
  const { wanted, passedOver } = await linksInGivenFile(file)
  expect(wanted).toEqual([{ uri: A, name: 'b.iso' }])
  expect(passedOver?.message).toContain('the option dir, magnet: addresses')
})

test('a Metalink is handed on unread', async () => {
  const { descriptions } = await linksInGivenFile(written('a.meta4', '<metalink/>'))
  expect(descriptions).toEqual([{ fileName: 'a.meta4', document: '<metalink/>' }])
})

test('what starts a program, holds no link, too many or too much, or is no file, is refused with its reason', async () => {
  const program = written('a.desktop', `[Desktop Entry]\nType=Application\nExec=rm\nURL=${A}\n`)
  expect(await codeOf(program)).toBe('list-without-links')
  expect(await codeOf(written('words.txt', 'a shopping list'))).toBe('list-without-links')
  expect(
    await codeOf(written('many.txt', Array.from({ length: 101 }, (_, n) => `${A}?${n}`).join('\n')))
  ).toBe('list-too-large')
  for (const [name, code] of [
    ['long.txt', 'list-too-large'],
    ['long.url', 'list-too-large'],
    ['long.meta4', 'metalink-too-large']
  ] as const) {
    // As large as a disk image, and nothing of it is read.
    truncateSync(written(name, ''), 1e11)
    expect(await codeOf(at(name))).toBe(code)
  }
  mkdirSync(at('folder.txt'))
  expect(await codeOf(at('folder.txt'))).toBe('open-failed')
  expect(await codeOf(at('gone.txt'))).toBe('open-failed')
})

test.skipIf(process.platform === 'win32')('a named pipe is not waited for', async () => {
  execFileSync('mkfifo', [at('pipe.txt')])
  expect(await codeOf(at('pipe.txt'))).toBe('open-failed')
})
