/**
 * Names a process so that the name outlives it without being inherited: a process id is used again, the pair of
 * process id and start time is not. Where the system does not tell start times the process id alone must do.
 */
import { readFileSync } from 'node:fs'
import { hasCode } from './error-code.ts'

export interface ProcessIdentity {
  readonly pid: number
  /** Boot and start time on Linux; empty where unknown. */
  readonly started: string
}

export const thisProcess = (): ProcessIdentity => ({ pid: process.pid, started: startOf(process.pid) ?? '' })

export const isSameProcess = (a: ProcessIdentity, b: ProcessIdentity): boolean =>
  a.pid === b.pid && a.started === b.started

/** False when the process has ended, also when another has its id now. */
export function isAlive({ pid, started }: ProcessIdentity): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false
  if (started !== '') return startOf(pid) === started
  try {
    process.kill(pid, 0)
    return true
  } catch (thrown) {
    // EPERM: it lives, and belongs to somebody else.
    return hasCode(thrown, 'EPERM')
  }
}

/** Null when there is no such process, or only its unburied remains (a zombie). */
function startOf(pid: number): string | null {
  const stat = readProc(`/proc/${pid}/stat`)
  if (stat === null) return null
  // proc_pid_stat(5): the command name, in parentheses, may hold spaces and parentheses; the state is field 3 and
  // the start time field 22.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const [state, startTicks] = [fields[0], fields[22 - 3]]
  if (state === 'Z' || state === 'X') return null
  return `${readProc('/proc/sys/kernel/random/boot_id')?.trim() ?? ''}/${startTicks ?? ''}`
}

function readProc(path: string): string | null {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return null
  }
}
