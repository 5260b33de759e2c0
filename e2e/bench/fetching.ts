/** What the benches of slow and broken networks share: the contenders' commands, one timed fetch, medians, a verdict. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Command } from '../lab/link.ts'
import { findRivals, shoal } from './contenders.ts'

export interface Fetcher {
  readonly name: string
  command(url: string, file: string): Command
}

export interface Fetched {
  readonly seconds: number
  /** What it asked for again, as it says itself; null where it does not say. */
  readonly retransmittedBytes: number | null
}

export interface Field {
  /** Shoal and the rivals found here, each with so many connections; curl has one. */
  with(connections: number): Fetcher[]
  /** Shoal with as many connections as it takes by itself. */
  readonly shoalAlone: Fetcher
  /** A file that nothing else uses. */
  file(): string
  remove(): Promise<void>
}

const ARIA2_LEAST_PIECE = '--min-split-size=1M'

/** The contenders and a folder for what they fetch. Says who takes part and who is missing. */
export async function gather({ without }: BenchOptions): Promise<Field> {
  const folder = await mkdtemp(path.join(tmpdir(), 'shoal-bench-'))
  const own = await shoal(path.join(folder, 'state'))
  const { found: all, missing } = await findRivals()
  const found = all.filter(({ name }) => !without.has(name))
  for (const { name, version } of [own, ...found]) say(`- ${name}: ${version}`)
  for (const name of missing) say(`- ${name}: not installed, left out`)
  for (const name of without) say(`- ${name}: left out as asked`)
  const commandOf = (
    each: (typeof found)[number],
    url: string,
    file: string,
    connections: number
  ): Command => {
    const command = each.command(url, file, connections)
    if (!command) throw new Error(`${each.name} cannot use ${connections} connections`)
    return command
  }
  let files = 0
  return {
    with: (connections) => [
      {
        name: `shoal, ${connections}`,
        command: (url, file) => [...commandOf(own, url, file, connections), '--json']
      },
      ...found.map((each): Fetcher => ({
        name: each.name === 'curl' ? 'curl, 1' : `${each.name}, ${connections}`,
        command: (url, file) => commandOf(each, url, file, connections)
      }))
    ],
    shoalAlone: {
      name: 'shoal, its own choice',
      command: (url, file) => {
        const [program, ...args] = commandOf(own, url, file, 1)
        const option = args.indexOf('--connections')
        return [program, ...args.slice(0, option), ...args.slice(option + 2), '--json']
      }
    },
    file: () => path.join(folder, `${++files}.bin`),
    remove: () => rm(folder, { recursive: true, force: true })
  }
}

/** aria2c as it comes, without the smaller pieces that the others' users would set. */
export const withoutSmallPieces = (fetcher: Fetcher): Fetcher => ({
  name: `${fetcher.name}, its own pieces`,
  command: (url, file) => fetcher.command(url, file).filter((word) => word !== ARIA2_LEAST_PIECE) as [string]
})

export interface Running {
  readonly done: Promise<Fetched>
  /** Ends it before its time; `done` is then never looked at. */
  kill(): Promise<void>
}

const SHOWN_STDERR_CHARACTERS = 500

export function begin([command, ...args]: Command): Running {
  const startMs = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const exit = once(child, 'close') as Promise<[number | null]>
  let out = ''
  let said = ''
  let killed = false
  child.stdout.on('data', (data: Buffer) => (out += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-SHOWN_STDERR_CHARACTERS)))
  return {
    done: exit.then(([code]) => {
      if (code !== 0 && !killed) throw new Error(`${args.join(' ')} ended with ${code}: ${said.trim()}`)
      const seconds = (performance.now() - startMs) / 1000
      const bytes = /"event":"done".*"retransmittedBytes":(\d+)/.exec(out)?.[1]
      return { seconds, retransmittedBytes: bytes === undefined ? null : Number(bytes) }
    }),
    async kill() {
      killed = true
      child.kill('SIGKILL')
      await exit
    }
  }
}

/** Each round starts with another contender. */
export async function inTurns<Contender, Result>(
  contenders: readonly Contender[],
  runs: number,
  turn: (contender: Contender) => Promise<Result>
): Promise<Map<Contender, Result[]>> {
  const results = new Map<Contender, Result[]>(contenders.map((each) => [each, []]))
  for (let round = 0; round < runs; round++) {
    const first = round % contenders.length
    for (const each of [...contenders.slice(first), ...contenders.slice(0, first)])
      results.get(each)?.push(await turn(each))
  }
  return results
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return ((sorted[middle] ?? NaN) + (sorted[sorted.length - 1 - middle] ?? NaN)) / 2
}

export interface BenchOptions {
  readonly runs: number
  /** Rivals that do not take part: a few are very slow at what is measured. */
  readonly without: ReadonlySet<string>
}

/** `--runs N --without NAME,NAME`. */
export function optionsOf(words: readonly string[], usualRuns: number): BenchOptions {
  const { values } = parseArgs({
    args: [...words],
    options: { runs: { type: 'string', default: String(usualRuns) }, without: { type: 'string' } }
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1)
    throw new Error(`--runs: expected a whole number, received "${values.runs}"`)
  return { runs, without: new Set(values.without?.split(',')) }
}

export const verdict = (promise: string, found: string, kept: boolean): void =>
  say(`\nPromised: ${promise}. Found: ${found} (${kept ? 'kept' : 'not kept'}).`)

export const say = (line: string): void => void process.stdout.write(`${line}\n`)
