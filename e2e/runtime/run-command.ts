/**
 * Runs a program to its end. Collected output is for machines to read and for the message when it fails; nothing
 * goes through a shell, so names with spaces are safe.
 */
import { spawn, type SpawnOptions } from 'node:child_process'
import { once } from 'node:events'
import { constants } from 'node:os'

const TAIL_LINES = 20

/** What it wrote to standard output. Rejects with the tail of what it said when it fails or is not there. */
export async function output(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {}
): Promise<string> {
  const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] })
  let out = ''
  let all = ''
  child.stdout?.on('data', (data: Buffer) => {
    out += data.toString()
    all += data.toString()
  })
  child.stderr?.on('data', (data: Buffer) => (all += data.toString()))
  const [code, signal] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null]
  if (code === 0) return out
  const tail = all.trimEnd().split('\n').slice(-TAIL_LINES).join('\n')
  throw new Error(
    `${[command, ...args.slice(0, 3)].join(' ')} … ended with ${code ?? signal ?? '?'}:\n${tail}`
  )
}

/** Runs it with this terminal as its own. Resolves to its exit code; a signal counts as 128 + its number. */
export async function exitCode(
  command: string,
  args: readonly string[],
  options: SpawnOptions = {}
): Promise<number> {
  const child = spawn(command, args, { stdio: 'inherit', ...options })
  // Ctrl-C reaches the child by itself: it is in the same terminal. Here it must only not end the wait.
  const ignore = (): void => {}
  const forward = (): void => void child.kill('SIGTERM')
  process.on('SIGINT', ignore)
  process.on('SIGTERM', forward)
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]
    return code ?? 128 + (signal ? constants.signals[signal] : 0)
  } finally {
    process.off('SIGINT', ignore)
    process.off('SIGTERM', forward)
  }
}
