/**
 * Runs that count: on a machine that is shared, others take the processors at times, and what a bench then measures is
 * theirs. A run of which they took too much is made again, so often and no more; how often is said with the result.
 */
import { readFileSync } from 'node:fs'
import { say } from './fetching.ts'

export interface Patience {
  /** Runs that may still be made again. */
  left: number
  /** Runs that were. */
  repeated: number
}

/** More than this share of the processors' time was not this machine's own. */
const MOST_STOLEN = 0.03

interface Times {
  readonly stolen: number
  readonly all: number
}

/** Of all processors since the start; zeros where the system does not tell (proc(5), field "steal"). */
function processorTimes(): Times {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n')
    const times = line.split(/\s+/).slice(1, 9).map(Number)
    return { stolen: times[7] ?? 0, all: times.reduce((sum, each) => sum + each, 0) }
  } catch {
    return { stolen: 0, all: 0 }
  }
}

/** `ready` prepares a run and gives back what is measured. */
export async function undisturbed<T>(patience: Patience, ready: () => Promise<() => Promise<T>>): Promise<T> {
  for (;;) {
    const run = await ready()
    const before = processorTimes()
    const result = await run()
    const after = processorTimes()
    const share = (after.stolen - before.stolen) / Math.max(1, after.all - before.all)
    if (share <= MOST_STOLEN || patience.left === 0) return result
    patience.left--
    patience.repeated++
  }
}

export function sayRepeated({ left, repeated }: Patience): void {
  if (repeated === 0) return
  const share = `more than ${MOST_STOLEN * 100} % of the processors was taken from this machine`
  const end = left === 0 ? ' No more were: the rest count whatever was taken.' : ''
  say(`\n${repeated} runs were made again, since ${share}.${end}`)
}
