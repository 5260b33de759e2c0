/**
 * `shoal status` against real running commands: processes of their own that fetch from real servers, found by their
 * control sockets, judged by what is printed and what is left behind.
 */
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, statSync } from 'node:fs'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { newFolder } from './shoal.ts'

const MIB = 1 << 20
const program = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')

interface Tile {
  readonly start: number
  readonly end: number
  readonly state: string
}
interface Status {
  readonly event: string
  readonly transfer: string
  readonly engine: number
  readonly name: string
  readonly length: number
  readonly receivedBytes: number
  readonly tiles: readonly Tile[]
}

let folder: string
let state: string
let origin: Origin
const running = new Set<ChildProcess>()

beforeAll(() => {
  if (!existsSync(program)) throw new Error('The command line has not been built; run "npm run build" first')
})
beforeEach(async () => {
  folder = await newFolder('status')
  state = path.join(folder, 'state')
  await mkdir(path.join(folder, 'downloads'))
  origin = await startOrigin()
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map((child) => once(child, 'close')))
  await origin.stop()
  await rm(folder, { recursive: true, force: true })
})

function start(...words: readonly string[]) {
  const child = spawn(process.execPath, [program, ...words], {
    cwd: path.join(folder, 'downloads'),
    env: { ...process.env, SHOAL_STATE_DIR: state },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  running.add(child)
  let said = ''
  child.stdout.on('data', (data: Buffer) => (said += data.toString()))
  child.stderr.on('data', (data: Buffer) => (said += data.toString()))
  const ended = once(child, 'close').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, said }
  })
  return { child, ended, said: () => said }
}

/** A `get` of a slow file, once bytes arrive. */
async function getting(name: string) {
  const file = origin.file(`/${name}`, { size: 16 * MIB, bytesPerSecond: MIB })
  const run = start('get', file.url, '--no-peers', '--json', '--connections', '2')
  await expect.poll(run.said, { timeout: 20_000 }).toMatch(/"event":"progress"/)
  return run
}

async function status(): Promise<readonly Status[]> {
  const { code, said } = await start('status', '--json').ended
  expect(code).toBe(0)
  return said
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Status)
}

test('what a running get fetches is told, and its tiles cover the file at every look', async () => {
  const get = await getting('a.bin')
  const received: number[] = []
  while (new Set(received).size < 4 && received.length < 60) {
    const [transfer, ...more] = await status()
    expect(more).toEqual([])
    expect(transfer).toMatchObject({
      event: 'transfer',
      engine: get.child.pid,
      name: 'a.bin',
      length: 16 * MIB,
      state: { kind: 'running', phase: 'receiving' },
      limitation: { kind: expect.stringMatching(/^(measuring|connections|server)$/) as unknown }
    })
    let covered = 0
    for (const tile of transfer?.tiles ?? []) {
      expect(tile.start).toBe(covered)
      expect(tile.end).toBeGreaterThan(tile.start)
      covered = tile.end
    }
    expect(covered).toBe(16 * MIB)
    const states = new Set(transfer?.tiles.map((tile) => tile.state))
    expect(states).toContain('inFlight')
    received.push(transfer?.receivedBytes ?? 0)
  }
  expect(received).toEqual(received.slice().sort((a, b) => a - b))
  expect(new Set(received).size).toBe(4)
  const { said } = await start('status').ended
  expect(said).toMatch(/^a\.bin .* % .*MB\/s/)
})

test('two at once are both told, each by the process that fetches it', async () => {
  const [a, b] = await Promise.all([getting('a.bin'), getting('b.bin')])
  const told = (await status()).map(({ name, engine }) => [name, engine])
  expect(told.sort()).toEqual([
    ['a.bin', a.child.pid],
    ['b.bin', b.child.pid]
  ])
})

test('the socket is for its owner alone, goes with its process, and one that was killed is cleared away', async () => {
  const get = await getting('a.bin')
  const run = path.join(state, 'run')
  const socket = path.join(run, `${get.child.pid}.sock`)
  expect(statSync(run).mode & 0o777).toBe(0o700)
  expect(statSync(socket).mode & 0o777).toBe(0o600)
  get.child.kill('SIGKILL')
  await get.ended
  expect(existsSync(socket)).toBe(true)
  expect((await start('status').ended).said).toBe('No Shoal is running\n')
  expect(readdirSync(run)).toEqual([])

  const again = await getting('b.bin')
  again.child.kill('SIGINT')
  expect((await again.ended).code).toBe(130)
  expect(readdirSync(run)).toEqual([])
})

test('a state directory that cannot hold a socket does not cost the file', async () => {
  await mkdir(state, { mode: 0o700 })
  // A file where the folder should be.
  await writeFile(path.join(state, 'run'), '')
  const file = origin.file('/a.bin', { size: MIB })
  const { code, said } = await start('get', file.url, '--no-peers', '--json').ended
  expect(code).toBe(0)
  expect(said).toContain('"event":"notice","code":"control-unavailable"')
  expect(said).toContain('"event":"done"')
})
