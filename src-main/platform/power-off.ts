/**
 * Shuts this machine down in the way of its system, as its user may: programs are asked to end first. It is called when
 * a person chose so and nobody called it off, and by nothing else.
 */
import { execFile } from 'node:child_process'
import path from 'node:path'
import { fail } from '../../src-shared/errors/problem.ts'
import { reasonOf } from './system-reason.ts'

type Way = readonly [command: string, ...words: string[]]

/** In the order in which they are tried; the next only where a command is not there at all. */
export function waysToPowerOff(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): readonly Way[] {
  switch (platform) {
    case 'win32':
      return [
        [path.win32.join(env['SystemRoot'] ?? 'C:\\Windows', 'System32', 'shutdown.exe'), '/s', '/t', '0']
      ]
    case 'darwin':
      return [['/usr/bin/osascript', '-e', 'tell application "System Events" to shut down']]
    default:
      // logind asks whoever else is at work, and knows whether this user may; it asks nobody for a password.
      return [
        ['systemctl', 'poweroff', '--no-ask-password'],
        ['shutdown', '-h', 'now']
      ]
  }
}

/** A port of its own, so that no test can ever shut a machine down. */
export interface Power {
  readonly ways: readonly Way[]
  /** Rejects with what the command said, or with code `ENOENT` where there is none. */
  run(command: string, words: readonly string[]): Promise<void>
}

/** Long enough for a system that asks its user. */
const ANSWER_MS = 60_000

export const systemPower = (): Power => ({
  ways: waysToPowerOff(process.platform, process.env),
  run: runCommand
})

export const runCommand = (command: string, words: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    execFile(command, words, { timeout: ANSWER_MS, windowsHide: true }, (error, _stdout, stderr) => {
      if (!error) return resolve()
      const [said] = stderr.trim().split('\n', 1)
      reject(Object.assign(new Error(said || error.message, { cause: error }), { code: error.code }))
    })
  })

/** Resolves when the system has taken it on. Rejects with ShoalError `power-off-refused`. */
export async function powerOff({ ways, run }: Power): Promise<void> {
  for (const [command, ...words] of ways) {
    try {
      return await run(command, words)
    } catch (thrown) {
      if ((thrown as NodeJS.ErrnoException).code !== 'ENOENT')
        throw fail('power-off-refused', { reason: reasonOf(thrown) }, thrown)
    }
  }
  throw fail('power-off-refused', { reason: 'it has no command for that which Shoal knows' })
}
