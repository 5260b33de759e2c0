/**
 * The built Shoal on a host of a lab: `shoal peer` and `shoal get` with a state directory of the host's own, in memory,
 * and one group key for all. What they say comes as JSON lines; each is a process that can be killed by its id.
 *
 *   await shareGroupKey(lab.hosts) · const peer = await startPeer(lab.host(1)) · peer.id
 *   const get = startGet(lab.host(0), file.url) · await get.line('progress') · await get.done() · await peer.end('SIGKILL')
 */
import { execFile, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { promisify } from 'node:util'
import type { Plan } from '../../src-shared/model/peer.ts'
import { sha256File } from '../fixtures/content.ts'
import type { LanHost } from './lab.ts'
import type { LanFile } from './lan-origin.ts'

export interface JsonLine {
  readonly event: string
  readonly [field: string]: unknown
}

export interface DoneLine extends JsonLine {
  readonly event: 'done'
  readonly path: string
  readonly bytes: number
  readonly seconds: number
  readonly refetchedBytes: number
  readonly retransmittedBytes: number
  readonly sources: readonly {
    readonly id: string
    readonly kind: 'origin' | 'mirror' | 'peer'
    readonly bytes: number
    readonly connections: number
  }[]
}

/** One transfer in `shoal status --json`. */
export interface StatusLine extends JsonLine, Pick<Plan, 'revision' | 'tiles' | 'peers'> {
  readonly event: 'transfer'
  readonly uri: string
  /** Null: not known yet. */
  readonly length: number | null
}

export interface ShoalProcess {
  readonly pid: number
  /** What it has said so far, oldest first. */
  readonly lines: readonly JsonLine[]
  /** The first line of this event for which `holds` is true, said already or still to come; rejects when it ends before. */
  line(event: string, holds?: (line: JsonLine) => boolean): Promise<JsonLine>
  /** Resolves with its exit code; null: a signal ended it. */
  readonly exit: Promise<number | null>
  end(signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<void>
}

export interface ShoalPeer extends ShoalProcess {
  readonly id: string
}

export interface ShoalGet extends ShoalProcess {
  /** Where the file is once it is done, for this process. */
  readonly file: string
  /** Resolves with its last line; rejects with what it said when it failed. */
  done(): Promise<DoneLine>
  /** Bytes of the file that are there by now, by the memory they take. */
  receivedBytes(): number
}

const project = path.resolve(import.meta.dirname, '../..')
const program = path.join(project, 'src-main/headless/bin/shoal.cjs')
const residentProgram = path.join(import.meta.dirname, 'resident-program.ts')
const STDERR_CHARACTERS = 2000
/** stat(2). */
const STAT_BLOCK_BYTES = 512

/** Why Shoal cannot be run on a host; null when it can. */
export const notBuiltBecause = (): string | null =>
  existsSync(path.join(project, 'dist/main/cli.cjs'))
    ? null
    : 'Shoal has not been built; run "npm run build" first'

/** From now on these hosts trust each other. */
export async function shareGroupKey(hosts: readonly LanHost[]): Promise<void> {
  const key = `${randomBytes(32).toString('hex')}\n`
  for (const { namespace } of hosts) await writeFile(outside(namespace, 'group.key'), key, { mode: 0o600 })
}

/** The host is as if Shoal had never run on it, but for the group key. Nothing of it may be running. */
export const forget = ({ namespace }: LanHost): Promise<void> =>
  rm(outside(namespace, 'state'), { recursive: true, force: true })

/** Resolves when it listens. */
export async function startPeer(host: LanHost, ...words: string[]): Promise<ShoalPeer> {
  const running = start(host, [
    program,
    'peer',
    '--json',
    '--port',
    '0',
    ...common(host),
    ...groupKey(host),
    ...words
  ])
  const { id } = await running.line('listening')
  if (typeof id !== 'string') throw new Error('shoal peer listens and does not say who it is')
  return { ...running, id }
}

let files = 0

/** `words` are further options, or a mirror. */
export function startGet(host: LanHost, url: string, ...words: string[]): ShoalGet {
  const name = `fetched-${++files}.bin`
  const key = words.includes('--no-peers') ? [] : groupKey(host)
  const target = path.join(host.namespace.folder, name)
  const running = start(host, [
    program,
    'get',
    url,
    '-o',
    target,
    '--json',
    ...common(host),
    ...key,
    ...words
  ])
  const file = outside(host.namespace, name)
  return {
    ...running,
    file,
    async done() {
      const code = await running.exit
      const last = running.lines.at(-1)
      if (code !== 0 || last?.event !== 'done')
        throw new Error(`shoal get ended with ${code}: ${JSON.stringify(last ?? running.said())}`)
      return last as DoneLine
    },
    receivedBytes: () =>
      [file, `${file}.part`]
        .map((each) => statSync(each, { throwIfNoEntry: false })?.blocks ?? 0)
        .reduce((most, blocks) => Math.max(most, blocks * STAT_BLOCK_BYTES), 0)
  }
}

export interface ShoalResident extends ShoalProcess {
  /** Resolves when the file has been fetched, and has been the origin's; `seconds` count from the request to the last byte. */
  fetch(file: LanFile): Promise<Pick<DoneLine, 'seconds' | 'sources'>>
}

/** A Shoal that stays, as the one under a window: its engine has started before anything is asked of it. */
export async function startResident(host: LanHost): Promise<ShoalResident> {
  const { folder } = host.namespace
  const running = start(host, [residentProgram, `${folder}/state`, `${folder}/group.key`])
  await running.line('ready')
  let fetched = 0
  return {
    ...running,
    async fetch(file) {
      const name = `resident-${++fetched}.bin`
      const heard = running.lines.length
      running.write(`${JSON.stringify({ uri: file.url, directory: folder, name })}\n`)
      const last = await running.line('settled', (line) => running.lines.indexOf(line) >= heard)
      if (last['state'] !== 'done') throw new Error(`${file.url} was not fetched: ${JSON.stringify(last)}`)
      const { seconds, sources } = last as unknown as DoneLine
      await requireRight(outside(host.namespace, name), file, sources)
      await rm(outside(host.namespace, name))
      return { seconds, sources }
    }
  }
}

/** What every Shoal of this host is fetching now. */
export const statusOf = (host: LanHost): Promise<readonly StatusLine[]> => told<StatusLine>(host, 'status')

/** What this host says of itself and of those it knows; `words` may change that. */
export const peersOf = (host: LanHost, ...words: string[]): Promise<readonly JsonLine[]> =>
  told<JsonLine>(host, 'peers', ...words)

async function told<Line>(host: LanHost, ...words: string[]): Promise<readonly Line[]> {
  const [command, ...args] = host.run(process.execPath, program, ...words, '--json', ...common(host))
  const { stdout } = await promisify(execFile)(command, args, { maxBuffer: 64 << 20 })
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}

/** Throws when the file is not the origin's, byte for byte, or the sources do not account for all of it. */
export async function checkFetched(get: ShoalGet, origin: LanFile): Promise<DoneLine> {
  const done = await get.done()
  await requireRight(get.file, origin, done.sources)
  return done
}

async function requireRight(
  file: string,
  { bytes, sha256 }: LanFile,
  sources: DoneLine['sources']
): Promise<void> {
  if ((await sha256File(file)) !== sha256) throw new Error('the file differs from the origin’s')
  const accounted = sources.reduce((sum, source) => sum + source.bytes, 0)
  if (accounted !== bytes)
    throw new Error(`the sources say ${accounted} bytes of ${bytes}: ${JSON.stringify(sources)}`)
}

interface Started extends ShoalProcess {
  /** The end of what it said on stderr. */
  said(): string
  write(text: string): void
}

function start(host: LanHost, words: readonly string[]): Started {
  const reason = notBuiltBecause()
  if (reason !== null) throw new Error(reason)
  const [command, ...args] = host.run(process.execPath, ...words)
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'] })
  const { pid } = child
  if (pid === undefined) throw new Error(`${command} could not be started`)
  const lines: JsonLine[] = []
  const waiting = new Set<() => void>()
  let said = ''
  let ended = false
  const look = (): void => waiting.forEach((each) => each())
  child.stderr.on('data', (data: Buffer) => (said = (said + data.toString()).slice(-STDERR_CHARACTERS)))
  createInterface(child.stdout).on('line', (line) => {
    lines.push(JSON.parse(line) as JsonLine)
    look()
  })
  const exit = (once(child, 'close') as Promise<[number | null]>).then(([code]) => {
    ended = true
    look()
    return code
  })
  return {
    pid,
    lines,
    exit,
    said: () => said.trim(),
    write: (text) => void child.stdin.write(text),
    line: (event, holds = () => true) =>
      new Promise((resolve, reject) => {
        const wait = (): void => {
          const found = lines.find((line) => line.event === event && holds(line))
          if (!found && !ended) return
          waiting.delete(wait)
          if (found) resolve(found)
          else reject(new Error(`shoal ${words[1]} ended without "${event}": ${said.trim()}`))
        }
        waiting.add(wait)
        wait()
      }),
    async end(signal = 'SIGTERM') {
      if (!ended) child.kill(signal)
      await exit
    }
  }
}

const outside = (namespace: LanHost['namespace'], name: string): string =>
  path.join(namespace.folderFromOutside, name)
const common = ({ namespace }: LanHost): string[] => ['--state-dir', `${namespace.folder}/state`]
const groupKey = ({ namespace }: LanHost): string[] => ['--group-key-file', `${namespace.folder}/group.key`]
