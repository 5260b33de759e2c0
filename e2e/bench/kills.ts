/**
 * kill -9 at random instants of a transfer at full loopback speed, each time resumed to its end: the file must be the
 * right one, and what a kill costs is how far the journal was behind the file, in time. Invariant 2 allows what the
 * last half second received.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, open, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs, promisify } from 'node:util'
import { seededContent } from '../fixtures/content.ts'
import { startNginx } from '../fixtures/nginx.ts'
import { openDatabase } from '../integration/journal-surgery.ts'
import { say, verdict } from './fetching.ts'

const CLI = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')
const SIZE = 512 << 20
const STEP_BYTES = 16 << 20
const NAME = 'killed.bin'
const ALLOWED_MS = 500
/** Kills come between these after the first byte; at full speed the transfer takes about half a second. */
const KILL_WITHIN_MS = 450
const LOOK_MS = 5

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({ args: [...words], options: { kills: { type: 'string', default: '200' } } })
  const kills = Number(values.kills)
  if (!Number.isSafeInteger(kills) || kills < 1)
    throw new Error(`--kills: expected a whole number, received "${values.kills}"`)
  const folder = await mkdtemp(path.join(tmpdir(), 'shoal-bench-kills-'))
  const source = path.join(folder, 'source')
  await mkdir(source)
  await makeFile(path.join(source, NAME))
  const nginx = await startNginx({ root: source })
  const url = `${nginx.url}/files/${NAME}`
  const costs: Cost[] = []
  let early = 0
  try {
    say(
      `${SIZE >> 20} MiB from nginx on loopback at full speed, killed at a random instant, resumed to its end.\n`
    )
    while (costs.length < kills) {
      const place = await mkdtemp(path.join(folder, 'run-'))
      const cost = await killed(url, place)
      if (cost) costs.push(cost)
      else early++
      const [code] = (await once(start(url, place), 'exit')) as [number | null]
      if (code !== 0) throw new Error(`resuming after kill ${costs.length} ended with ${code}`)
      await promisify(execFile)('cmp', [path.join(source, NAME), path.join(place, NAME)])
      await rm(place, { recursive: true })
    }
    const worst = Math.max(...costs.map(({ ms }) => ms))
    const sorted = (pick: (cost: Cost) => number): number[] => costs.map(pick).sort((a, b) => a - b)
    const middle = (all: number[]): number => all[all.length >> 1] ?? NaN
    say(
      '| kills | wrong files | rate at the kill, MB/s | lost, MB | lost, ms of receiving |\n|---:|---:|---|---|---|'
    )
    const cells = [
      sorted(({ bytesPerSecond }) => bytesPerSecond / 1e6),
      sorted(({ bytes }) => bytes / 1e6),
      sorted(({ ms }) => ms)
    ].map((all) => `median ${middle(all).toFixed(0)}, most ${(all.at(-1) ?? NaN).toFixed(0)}`)
    say(`| ${kills} | 0 | ${cells.join(' | ')} |`)
    if (early > 0) say(`\n${early} more had finished before they could be killed.`)
    verdict(`at most ${ALLOWED_MS} ms of receiving lost`, `${worst.toFixed(0)} ms`, worst <= ALLOWED_MS)
  } finally {
    await nginx.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

interface Cost {
  readonly bytes: number
  /** How long before the kill the file had been where the journal knows it to be. */
  readonly ms: number
  readonly bytesPerSecond: number
}

const start = (url: string, place: string): ChildProcess =>
  spawn(process.execPath, [CLI, 'get', url, '-d', place, '--state-dir', path.join(place, 'state')], {
    stdio: 'ignore'
  })

/** Null when it had finished. */
async function killed(url: string, place: string): Promise<Cost | null> {
  const part = path.join(place, `${NAME}.part`)
  const child = start(url, place)
  const exit = once(child, 'exit')
  const delayMs = Math.random() * KILL_WITHIN_MS
  const looks: { readonly atMs: number; readonly bytes: number }[] = []
  let firstMs = Infinity
  while (child.exitCode === null && performance.now() - firstMs < delayMs) {
    await sleep(LOOK_MS)
    const bytes = await allocated(part)
    looks.push({ atMs: performance.now(), bytes })
    if (bytes > 0) firstMs = Math.min(firstMs, performance.now())
  }
  const killedMs = performance.now()
  child.kill('SIGKILL')
  await exit
  if (child.signalCode !== 'SIGKILL') return null
  const durable = durableBytes(path.join(place, 'state'))
  const there = await allocated(part)
  const reached = looks.find(({ bytes }) => bytes > 0 && bytes >= durable)?.atMs ?? killedMs
  return {
    bytes: Math.max(0, there - durable),
    ms: Math.max(0, killedMs - reached),
    bytesPerSecond: (there / (killedMs - firstMs)) * 1000
  }
}

const allocated = (file: string): Promise<number> =>
  stat(file).then(
    ({ blocks }) => blocks * 512,
    () => 0
  )

const durableBytes = (stateDirectory: string): number =>
  openDatabase(stateDirectory, (database) =>
    database.prepare<[], number>('select coalesce(sum(end_byte - first_byte), 0) from ranges').pluck().get()
  ) ?? 0

async function makeFile(file: string): Promise<void> {
  const content = seededContent(NAME, SIZE)
  const handle = await open(file, 'w')
  try {
    for (let at = 0; at < SIZE; at += STEP_BYTES)
      await handle.write(content.read(at, Math.min(SIZE, at + STEP_BYTES)))
  } finally {
    await handle.close()
  }
}
