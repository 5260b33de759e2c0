/**
 * Runs one command to its end and tells what it cost. Processor time comes from the kernel's own account of the
 * finished process (wait4, through bash's `times`), threads and children included; peak memory is the high-water
 * mark the kernel keeps (VmHWM), read until the process is gone. Linux only.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import type { Readable } from 'node:stream'

export interface Cost {
  readonly seconds: number
  /** User and system together. */
  readonly cpuSeconds: number
  readonly peakBytes: number
}

/** Bash measures from inside, so that neither our own start of it nor our event loop counts. */
const WRAPPER = `
begin=$EPOCHREALTIME
"$@" &
pid=$!
echo "$pid" >&3
wait "$pid"
code=$?
echo "$begin $EPOCHREALTIME" >&3
times >&3
exit $code`

/** Often enough to see the last growth of a process that lives for a second. */
const MEMORY_LOOK_MS = 20
const SHOWN_STDERR_CHARACTERS = 500

/** `look` is called while the process lives, with its id. Rejects when the command fails, with what it said. */
export async function runMeasured(
  [command, ...args]: readonly [string, ...string[]],
  look: (pid: number) => void = () => undefined
): Promise<Cost> {
  const child = spawn('bash', ['-c', WRAPPER, 'bash', command, ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' }
  })
  let account = ''
  let said = ''
  let peakBytes = 0
  child.stderr?.on(
    'data',
    (data: Buffer) => (said = (said + data.toString()).slice(-SHOWN_STDERR_CHARACTERS))
  )
  ;(child.stdio[3] as Readable).on('data', (data: Buffer) => (account += data.toString()))
  const looking = setInterval(() => {
    const [pid] = account.split('\n', 1)
    if (!pid) return
    peakBytes = Math.max(peakBytes, peakOf(pid))
    look(Number(pid))
  }, MEMORY_LOOK_MS)
  const [code] = (await once(child, 'close')) as [number | null]
  clearInterval(looking)
  if (code !== 0) throw new Error(`${command} ended with ${code}: ${said.trim()}`)

  const [, clock = '', , children = ''] = account.split('\n')
  const [begin = 0, end = 0] = clock.split(' ').map(Number)
  return { seconds: end - begin, cpuSeconds: sumOfTimes(children), peakBytes }
}

function peakOf(pid: string): number {
  try {
    const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]
    return Number(kibibytes ?? 0) * 1024
  } catch {
    return 0 // it has just ended
  }
}

/** "0m1.234s 0m0.567s": user and system time of the children waited for. */
function sumOfTimes(line: string): number {
  const times = [...line.matchAll(/(\d+)m([\d.]+)s/g)]
  if (times.length !== 2) throw new Error(`bash's times said "${line}"`)
  return times.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds), 0)
}
