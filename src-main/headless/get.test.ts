/** The get command against an engine double on a wire of memory: what is asked, what is said, how it ends. */
import { expect, test } from 'vitest'
import type { AddTransfer, TransferChange } from '../../src-shared/contract/contract.ts'
import { fail, problem, ShoalError, type Problem } from '../../src-shared/errors/problem.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer, TransferState } from '../../src-shared/model/transfer.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { serve } from '../../src-shared/rpc/server.ts'
import { get } from './get.ts'
import type { Report } from './report.ts'
import { aTransfer, receiving } from './transfer.fixture.ts'

const command = {
  uri: 'http://host/file.bin',
  mirrors: [],
  metalink: null,
  directory: '/downloads',
  name: null,
  connections: 3,
  caCertificate: null,
  request: null,
  takesOver: false,
  limitBytesPerSecond: undefined,
  checksum: null,
  peers: null,
  stateDirectory: null,
  json: false
}

/** An engine that does as `play` says once the transfer has been added. */
function stage(
  play: (set: (state: TransferState, over?: Partial<Transfer>) => void) => void,
  before: Transfer[] = [],
  intervalMs = 60_000
) {
  const wire = memoryWire()
  const said: string[] = []
  const log: TransferEvent[] = []
  const added: AddTransfer[] = []
  const interrupt = new AbortController()
  let seq = 0
  let hear: (seq: number, change: TransferChange) => void = () => undefined
  let died: (problem: Problem) => void = () => undefined
  let closed = 0
  const set = (state: TransferState, over?: Partial<Transfer>): void =>
    hear(++seq, { kind: 'changed', transfer: aTransfer(state, over) })

  serve(
    wire.server,
    {
      'transfers.add': (request) => {
        added.push(request)
        set({ kind: 'running', phase: 'resolving' })
        // After the answer has been heard, as a real engine's news would be.
        setTimeout(() => play(set), 5)
        return { id: 't1' }
      },
      'transfers.pause': () => {
        set({ kind: 'paused' }, { receivedBytes: 500_000 })
        return []
      },
      'transfers.log': () => log,
      'progress.frame': () => ({
        atMs: 0,
        ids: ['t1'],
        receivedBytes: Float64Array.of(250_000),
        bytesPerSecond: Float64Array.of(1000),
        connections: Uint16Array.of(3),
        maps: []
      })
    },
    {
      'transfers.changes': {
        subscribe(listener) {
          hear = listener
          return { seq, snapshot: before, unsubscribe: () => undefined }
        }
      }
    },
    (_method, input) => ({ ok: true, input })
  )

  const report: Report = {
    intervalMs,
    started: (transfer, resumedBytes) => said.push(`started ${transfer.name} ${resumedBytes}`),
    progress: (moment) =>
      said.push(`progress ${moment.receivedBytes} ${moment.bytesPerSecond} ${moment.connections}`),
    notice: (notice) => said.push(`notice ${notice.code}`),
    retrying: (attempt, _inSeconds, { code }) => said.push(`retrying ${attempt} ${code}`),
    done: (_transfer, path, run) => said.push(`done ${path} ${run.seconds}`),
    failed: ({ code }) => said.push(`failed ${code}`),
    interrupted: (_problem, transfer) => said.push(`interrupted ${transfer?.receivedBytes}`)
  }
  const surroundings = {
    startEngine: () =>
      Promise.resolve({
        connect: () => wire.client,
        onDied: (listener: (problem: Problem) => void) => void (died = listener),
        close: () => Promise.resolve(void (closed += 1))
      }),
    report,
    interrupted: interrupt.signal,
    elapsedSeconds: () => 2
  }
  return {
    said,
    log,
    added,
    interrupt,
    wire,
    exitCode: () => get(command, surroundings),
    kill: (trouble: Problem) => died(trouble),
    closed: () => closed,
    surroundings
  }
}

const done: TransferState = { kind: 'done', path: '/downloads/file.bin', finishedAtMs: 1 }

test('a transfer that goes well is started, done and exits 0', async () => {
  const run = stage((set) => {
    set(receiving)
    set(done)
  })
  expect(await run.exitCode()).toBe(0)
  expect(run.said).toEqual(['started file.bin 0', 'done /downloads/file.bin 2'])
  expect(run.added).toEqual([{ uri: 'http://host/file.bin', directory: '/downloads', connections: 3 }])
  expect(run.closed()).toBe(1)
})

test('the start is told with the name the origin gave, not with a guess', async () => {
  const run = stage((set) => {
    set(receiving, { name: 'download.php', length: null })
    set(receiving, { name: 'real.iso', length: null })
    set(receiving, { name: 'real.iso', length: 5 })
    set(done, { name: 'real.iso', length: 5 })
  })
  await run.exitCode()
  expect(run.said[0]).toBe('started real.iso 0')
})

test('a transfer refused before it had a file is not told as started', async () => {
  const run = stage((set) => {
    set(receiving, { length: null })
    set({ kind: 'failed', problem: problem('directory-missing') })
  })
  expect(await run.exitCode()).toBe(5)
  expect(run.said).toEqual(['failed directory-missing'])
})

test('counters come from frames while it runs', async () => {
  const run = stage(
    (set) => {
      set(receiving)
      setTimeout(() => set(done), 50)
    },
    [],
    1
  )
  expect(await run.exitCode()).toBe(0)
  expect(run.said).toContain('progress 250000 1000 3')
  expect(run.said.at(-1)).toBe('done /downloads/file.bin 2')
})

test('bytes that were here before the run are told apart', async () => {
  const run = stage(
    (set) => {
      set(receiving, { receivedBytes: 700_000 })
      set(done)
    },
    [aTransfer({ kind: 'paused' }, { receivedBytes: 600_000 })]
  )
  expect(await run.exitCode()).toBe(0)
  expect(run.said[0]).toBe('started file.bin 600000')
})

test('a failure that an earlier run left behind is not taken for this one', async () => {
  const run = stage((set) => set(done), [aTransfer({ kind: 'failed', problem: problem('source-changed') })])
  expect(await run.exitCode()).toBe(0)
})

test('each retry and notice is told once', async () => {
  const lost = problem('connection-lost')
  const notices = [{ code: 'web-page', message: 'A web page came.' }]
  const run = stage((set) => {
    set(receiving, { notices })
    set({ kind: 'retrying', attempt: 1, untilMs: 1, problem: lost }, { notices })
    set({ kind: 'retrying', attempt: 1, untilMs: 1, problem: lost }, { notices })
    set(receiving, { notices })
    set({ kind: 'retrying', attempt: 1, untilMs: 2, problem: lost }, { notices })
    set(done, { notices })
  })
  await run.exitCode()
  expect(run.said).toEqual([
    'started file.bin 0',
    'notice web-page',
    'retrying 1 connection-lost',
    'retrying 1 connection-lost',
    'done /downloads/file.bin 2'
  ])
})

test('a redirect of this run is told, once, and before the end', async () => {
  const redirected = { kind: 'redirected', detail: { from: 'a:80', to: 'b:80', status: 302 } }
  const run = stage((set) => {
    run.log.push({ ...redirected, atMs: 1 }, { ...redirected, atMs: Date.now() + 1 })
    set(receiving)
    setTimeout(() => set(done), 20)
  })
  await run.exitCode()
  expect(run.said).toEqual(['started file.bin 0', 'notice redirected', 'done /downloads/file.bin 2'])
})

test.each([
  ['source-changed', 3],
  ['http-not-found', 1],
  ['disk-full', 5],
  ['uri-invalid', 2]
] as const)('a transfer failed with %s exits %d', async (code, exitCode) => {
  const run = stage((set) => set({ kind: 'failed', problem: problem(code) }))
  expect(await run.exitCode()).toBe(exitCode)
  expect(run.said).toEqual([`failed ${code}`])
  expect(run.closed()).toBe(1)
})

test('Ctrl-C pauses, says so and exits 130', async () => {
  const run = stage((set) => set(receiving))
  setTimeout(() => run.interrupt.abort(), 20)
  expect(await run.exitCode()).toBe(130)
  expect(run.said.at(-1)).toBe('interrupted 500000')
  expect(run.closed()).toBe(1)
})

test('Ctrl-C before the transfer was added pauses it as soon as it is', async () => {
  const run = stage((set) => set(receiving))
  run.interrupt.abort()
  expect(await run.exitCode()).toBe(130)
})

test('an engine that dies ends the run with its reason', async () => {
  const run = stage((set) => set(receiving))
  setTimeout(() => run.kill(problem('internal', { reason: 'out of memory' })), 20)
  expect(await run.exitCode()).toBe(1)
  expect(run.said.at(-1)).toBe('failed internal')
})

test('an engine whose wire is cut ends the run', async () => {
  const run = stage((set) => set(receiving))
  setTimeout(() => run.wire.close(), 20)
  expect(await run.exitCode()).toBe(1)
  expect(run.said.at(-1)).toBe('failed disconnected')
})

test('an engine that cannot start is a failure of its own kind', async () => {
  const run = stage(() => undefined)
  const startEngine = () => Promise.reject(fail('journal-newer', { path: 'j', found: 9, known: 1 }))
  expect(await get(command, { ...run.surroundings, startEngine })).toBe(5)
  expect(run.said).toEqual(['failed journal-newer'])
})

test('a request the engine refuses is told with its reason', async () => {
  const run = stage(() => {
    throw new Error('never played')
  })
  const refusal = new ShoalError(problem('transfer-busy', { pid: 1, name: 'file.bin' }))
  const startEngine = async () => ({
    ...(await run.surroundings.startEngine()),
    connect: () => {
      const wire = memoryWire()
      serve(wire.server, { 'transfers.add': () => Promise.reject(refusal) }, {}, (_method, input) => ({
        ok: true,
        input
      }))
      return wire.client
    }
  })
  expect(await get(command, { ...run.surroundings, startEngine })).toBe(1)
  expect(run.said).toEqual(['failed transfer-busy'])
})
