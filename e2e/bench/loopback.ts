/**
 * How fast, and at what cost, one file comes from nginx on loopback into memory: Shoal beside curl, aria2c and axel.
 * All take turns within every round, so that a busy moment of the machine hurts each alike; medians are told. Every
 * contender's file is compared with the original once per number of connections.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, open, rm, stat } from 'node:fs/promises'
import { cpus, tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { seededContent } from '../fixtures/content.ts'
import { startNginx } from '../fixtures/nginx.ts'
import { findRivals, shoal, type Contender } from './contenders.ts'
import { runMeasured, type Cost } from './measured-process.ts'
import { memoryDirectory } from './memory-directory.ts'
import { withWarmMemory } from './warm-memory.ts'

const GIB = 2 ** 30
const STEP_BYTES = 16 << 20
/** What is held between runs may pass the file's size by this much. */
const HELD_BYTES = 512 << 20
const NAME = 'loopback.bin'
const TINY_NAME = 'tiny.bin'

interface Settings {
  readonly runs: number
  readonly size: number
  readonly connections: readonly number[]
  readonly directory: string | undefined
}

export async function run(words: readonly string[]): Promise<void> {
  const settings = read(words)
  const memory = await memoryDirectory(2 * settings.size + HELD_BYTES, settings.directory)
  // Shoal's journal stays on the disk, where a user's is.
  const state = await mkdtemp(path.join(tmpdir(), 'shoal-bench-state-'))
  const nginx = await startNginx({ root: memory.path })
  try {
    const { found, missing } = await findRivals()
    const contenders = [await shoal(state), ...found]
    await makeFile(path.join(memory.path, NAME), settings.size)
    await makeFile(path.join(memory.path, TINY_NAME), 1)
    const fetch = (contender: Contender, name: string, connections: number, check: 'compare' | 'trust') =>
      fetchOnce(contender, {
        url: `${nginx.url}/files/${name}`,
        source: path.join(memory.path, name),
        connections,
        check
      })

    say(
      `One file of ${settings.size} bytes, nginx on loopback, source and target in memory; medians of ${settings.runs},`
    )
    say(
      `contenders taking turns; ${cpus().length} processors (${cpus()[0]?.model ?? 'unknown'}), shared with nginx.`
    )
    say(`Times are of the whole process, from its start to its end.\n`)
    for (const { name, version } of contenders) say(`- ${name}: ${version}`)
    for (const name of missing) say(`- ${name}: not installed, left out`)

    say('\n| connections | client | MB/s | CPU s/GB | peak MB | shoal’s rate ÷ | shoal’s CPU ÷ |')
    say('|---:|---|---:|---:|---:|---:|---:|')
    for (const connections of settings.connections) {
      const costs = await takeTurns(contenders, settings.runs, (contender, round) =>
        fetch(contender, NAME, connections, round === 0 ? 'compare' : 'trust')
      )
      printRows(connections, costs, settings.size)
    }

    say('\nWhat the system alone takes, and no client can save:\n')
    say('| part | CPU s/GB |\n|---|---:|')
    const parts = await takeTurns(
      unavoidable(settings.size).filter(({ needs }) => !missing.includes(needs)),
      settings.runs,
      (part) => fetch(part, NAME, 1, 'trust')
    )
    for (const [name, cost] of parts) say(`| ${name} | ${cpuPerGb(cost, settings.size).toFixed(2)} |`)

    const starts = await takeTurns(contenders, settings.runs, (contender) =>
      fetch(contender, TINY_NAME, 1, 'trust')
    )
    say('\nStart to end for a file of one byte, included above:\n')
    say('| client | ms | CPU ms |\n|---|---:|---:|')
    for (const [name, cost] of starts) {
      say(
        `| ${name} | ${(medianOf(cost, 'seconds') * 1000).toFixed(0)} | ${(medianOf(cost, 'cpuSeconds') * 1000).toFixed(0)} |`
      )
    }
  } finally {
    await nginx.stop()
    await memory.remove()
    await rm(state, { recursive: true, force: true })
  }
}

/** The two halves of the work, each done alone by the plainest program there is. */
const unavoidable = (size: number): (Contender & { readonly needs: string })[] => [
  {
    needs: 'dd',
    name: 'writing (dd, 512 KiB at a time)',
    command: (_url, file) => [
      'dd',
      'if=/dev/zero',
      `of=${file}`,
      'bs=512K',
      `count=${size}`,
      'iflag=count_bytes',
      'status=none'
    ]
  },
  {
    needs: 'curl',
    name: 'receiving (curl to nowhere)',
    command: (url) => ['curl', '--silent', '--output', '/dev/null', url]
  }
]

type Costs = ReadonlyMap<string, readonly Cost[]>

/** Each round starts with another contender; one that cannot take part is left out. */
async function takeTurns(
  contenders: readonly Contender[],
  runs: number,
  turn: (contender: Contender, round: number) => Promise<Cost | null>
): Promise<Costs> {
  const costs = new Map<string, Cost[]>(contenders.map(({ name }) => [name, []]))
  for (let round = 0; round < runs; round += 1) {
    const first = round % contenders.length
    for (const contender of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const cost = await turn(contender, round)
      if (cost) costs.get(contender.name)?.push(cost)
    }
  }
  return costs
}

interface Fetch {
  readonly url: string
  /** What nginx serves: the target goes beside it. */
  readonly source: string
  readonly connections: number
  /** `compare`: every byte afterwards, outside the time measured. */
  readonly check: 'compare' | 'trust'
}

/** Null when the contender cannot use so many connections. */
async function fetchOnce(
  contender: Contender,
  { url, source, connections, check }: Fetch
): Promise<Cost | null> {
  const target = `${source}.fetched`
  const command = contender.command(url, target, connections)
  if (!command) return null
  try {
    const { size } = await stat(source)
    const cost = await withWarmMemory(path.dirname(target), size, [target, `${target}.part`], () =>
      runMeasured(command)
    )
    if (check === 'compare' && !(await sameBytes(source, target))) {
      throw new Error(`${contender.name} with ${connections} connections fetched a file that differs`)
    }
    return cost
  } finally {
    await rm(target, { force: true })
  }
}

const sameBytes = (one: string, other: string): Promise<boolean> =>
  promisify(execFile)('cmp', ['--silent', one, other]).then(
    () => true,
    () => false
  )

function printRows(connections: number, costs: Costs, size: number): void {
  const figures = [...costs].flatMap(([name, all]) =>
    all.length === 0
      ? []
      : [
          {
            name,
            rate: size / 1e6 / medianOf(all, 'seconds'),
            cpu: cpuPerGb(all, size),
            peak: medianOf(all, 'peakBytes') / 1e6
          }
        ]
  )
  const [own] = figures
  for (const { name, rate, cpu, peak } of figures) {
    const ratios =
      own && name !== own.name ? `${(own.rate / rate).toFixed(2)} | ${(own.cpu / cpu).toFixed(2)}` : '|'
    say(
      `| ${connections} | ${name} | ${rate.toFixed(0)} | ${cpu.toFixed(2)} | ${peak.toFixed(0)} | ${ratios} |`
    )
  }
}

const cpuPerGb = (costs: readonly Cost[], size: number): number =>
  medianOf(costs, 'cpuSeconds') / (size / 1e9)

function medianOf(costs: readonly Cost[], measure: keyof Cost): number {
  const sorted = costs.map((cost) => cost[measure]).sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return ((sorted[middle] ?? NaN) + (sorted[sorted.length - 1 - middle] ?? NaN)) / 2
}

async function makeFile(file: string, size: number): Promise<void> {
  const content = seededContent('loopback', size)
  const handle = await open(file, 'w')
  try {
    for (let at = 0; at < size; at += STEP_BYTES) await handle.write(content.read(at, at + STEP_BYTES))
  } finally {
    await handle.close()
  }
}

function read(words: readonly string[]): Settings {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '5' },
      size: { type: 'string', default: String(2 * GIB) },
      connections: { type: 'string', default: '1,4,8,16' },
      directory: { type: 'string' }
    }
  })
  return {
    runs: whole('--runs', values.runs),
    size: whole('--size', values.size),
    connections: values.connections.split(',').map((text) => whole('--connections', text)),
    directory: values.directory
  }
}

function whole(option: string, text: string): number {
  const number = Number(text)
  if (!Number.isSafeInteger(number) || number < 1)
    throw new Error(`${option}: expected a whole number, received "${text}"`)
  return number
}

const say = (line: string): void => void process.stdout.write(`${line}\n`)
