/** What a process and all it has started cost, as the kernel counts it. Linux only. */
import { readdirSync, readFileSync } from 'node:fs'

export interface ProcessCost {
  readonly pid: number
  /** What Chromium calls it; `main` for the first. */
  readonly kind: string
  /** User and system, since its start. */
  readonly cpuSeconds: number
  /** Its own pages, and its part of those it shares (PSS). */
  readonly memoryBytes: number
}

/** USER_HZ: what the kernel tells times in, on every Linux that Node runs on. */
const TICKS_A_SECOND = 100

export function processTree(root: number): readonly ProcessCost[] {
  const stats = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? statOf(Number(name)) : []))
  const found = new Set([root])
  // Children have been started after their parents, but ids wrap around: so until nothing is added.
  for (let size = 0; size !== found.size;) {
    size = found.size
    for (const { pid, parent } of stats) if (found.has(parent)) found.add(pid)
  }
  return stats
    .filter(({ pid }) => found.has(pid))
    .map(({ pid, cpuSeconds }) => ({
      ...{ pid, cpuSeconds },
      kind: pid === root ? 'main' : kindOf(pid),
      memoryBytes: memoryOf(pid)
    }))
}

function statOf(pid: number): { pid: number; parent: number; cpuSeconds: number }[] {
  const stat = read(`/proc/${pid}/stat`)
  // The name, in brackets, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  if (fields.length < 13) return []
  const ticks = Number(fields[11]) + Number(fields[12])
  return [{ pid, parent: Number(fields[1]), cpuSeconds: ticks / TICKS_A_SECOND }]
}

const kindOf = (pid: number): string =>
  /--utility-sub-type=([\w.]+)/
    .exec(read(`/proc/${pid}/cmdline`))?.[1]
    ?.split('.')
    .at(-1) ??
  /--type=([\w-]+)/.exec(read(`/proc/${pid}/cmdline`))?.[1] ??
  'other'

const memoryOf = (pid: number): number =>
  Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) * 1024

/** Empty when it has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
