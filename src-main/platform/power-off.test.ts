import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { powerOff, runCommand, waysToPowerOff } from './power-off.ts'

let directory = ''
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'shoal-power-'))
})
afterEach(() => rmSync(directory, { recursive: true }))

/** Stands in for a command of the system and writes down how it was called. */
function standIn(name: string, body = ''): void {
  writeFileSync(path.join(directory, name), `#!/bin/sh\necho "$0 $*" >> "$(dirname "$0")/called"\n${body}\n`)
  chmodSync(path.join(directory, name), 0o755)
}

/** Every command is looked for among the stand-ins and nowhere else. */
const harmless = (platform: NodeJS.Platform) => ({
  ways: waysToPowerOff(platform, {}),
  run: (command: string, words: readonly string[]) =>
    runCommand(path.join(directory, path.win32.basename(command)), words)
})

const called = (): readonly string[] =>
  readFileSync(path.join(directory, 'called'), 'utf8').trim().replaceAll(`${directory}/`, '').split('\n')

test.each([
  ['linux', 'systemctl', 'systemctl poweroff --no-ask-password'],
  ['win32', 'shutdown.exe', 'shutdown.exe /s /t 0'],
  ['darwin', 'osascript', 'osascript -e tell application "System Events" to shut down']
] as const)('%s is shut down in its own way, once', async (platform, name, call) => {
  standIn(name)
  await powerOff(harmless(platform))
  expect(called()).toEqual([call])
})

test('where there is no systemd the older command is used', async () => {
  standIn('shutdown')
  await powerOff(harmless('linux'))
  expect(called()).toEqual(['shutdown -h now'])
})

test('a refusal is told in the words of the system, and nothing else is tried', async () => {
  standIn('systemctl', 'echo "Interactive authentication required." >&2; exit 1')
  standIn('shutdown')
  await expect(powerOff(harmless('linux'))).rejects.toMatchObject({
    code: 'power-off-refused',
    message: expect.stringContaining('Interactive authentication required') as string
  })
  expect(called()).toEqual(['systemctl poweroff --no-ask-password'])
})

test('a system that has no such command is told of, too', async () => {
  await expect(powerOff(harmless('linux'))).rejects.toMatchObject({ code: 'power-off-refused' })
})
