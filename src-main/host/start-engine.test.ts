import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Problem } from '../../src-shared/errors/problem.ts'
import { createClient } from '../../src-shared/rpc/client.ts'
import type { ShoalOptions } from './shoal-options.ts'
import { startEngine } from './start-engine.ts'

let folder: string
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'shoal-thread-'))))
afterAll(() => rmSync(folder, { recursive: true }))

const options: ShoalOptions = {
  version: '1.2.3',
  stateDirectory: '/nowhere',
  downloadDirectory: '/nowhere',
  resume: 'none',
  settings: 'none',
  patienceMs: 1_000,
  peers: null
}

/** A real thread running the real protocol around a Shoal made of `body`, an object literal with the options in scope. */
function threadWith(body: string): string {
  const file = join(folder, `${Math.random()}.mjs`)
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  writeFileSync(
    file,
    `import { parentPort, workerData } from 'node:worker_threads'
     import { runEngineThread } from ${url('run-engine-thread.ts')}
     import { fail } from ${url('../../src-shared/errors/problem.ts')}
     import { appendFileSync } from 'node:fs'
     const { options } = workerData
     const streams = { 'transfers.changes': { subscribe: () => ({ seq: 0, snapshot: [], unsubscribe() {} }) } }
     runEngineThread(parentPort, async () => (${body})).then(() => process.exit(0))`
  )
  return file
}

const QUIET = '{ methods: {}, streams, close: async () => {} }'

test('several clients share one engine thread', async () => {
  const engine = await startEngine(
    options,
    threadWith(
      "{ methods: { 'app.info': () => ({ version: options.version }) }, streams, close: async () => {} }"
    )
  )
  const clients = [engine.connect(), engine.connect()].map(createClient)
  const answers = await Promise.all(clients.map((client) => client.call('app.info', null)))
  expect(answers).toEqual([{ version: '1.2.3' }, { version: '1.2.3' }])
  await engine.close()
})

test('input is checked against the schemas inside the thread', async () => {
  const engine = await startEngine(
    options,
    threadWith("{ methods: { 'transfers.startNow': () => null }, streams, close: async () => {} }")
  )
  const call = createClient(engine.connect()).call('transfers.startNow', { id: '' })
  await expect(call).rejects.toMatchObject({
    problem: { message: 'The request transfers.startNow was refused: id must not be empty.' }
  })
  await engine.close()
})

test('what goes wrong at the start arrives as its own problem', async () => {
  const starting = startEngine(
    options,
    threadWith("(() => { throw fail('journal-newer', { path: '/j', found: 9, known: 1 }) })()")
  )
  await expect(starting).rejects.toMatchObject({ name: 'ShoalError', code: 'journal-newer' })
})

test('a thread file that cannot be loaded rejects the start', async () => {
  await expect(startEngine(options, join(folder, 'missing.mjs'))).rejects.toMatchObject({ code: 'internal' })
})

test('a crash is told to the owner and to every client', async () => {
  const engine = await startEngine(
    options,
    threadWith(
      "{ methods: { 'app.info': () => { setTimeout(() => { throw new Error('kaboom') }); return new Promise(() => {}) } }, streams, close: async () => {} }"
    )
  )
  const died = new Promise<Problem>((resolve) => engine.onDied(resolve))
  const [caller, bystander] = [createClient(engine.connect()), createClient(engine.connect())]
  const bystanderClosed = new Promise<void>((resolve) => bystander.onClosed(resolve))
  await expect(caller.call('app.info', null)).rejects.toMatchObject({ code: 'disconnected' })
  expect((await died).message).toContain('kaboom')
  await bystanderClosed

  // Afterwards nothing hangs: a late listener is told, a new wire is closed, and closing is over at once.
  expect((await new Promise<Problem>((resolve) => engine.onDied(resolve))).message).toContain('kaboom')
  await new Promise<void>((resolve) => createClient(engine.connect()).onClosed(resolve))
  await engine.close()
})

test('closing waits for the engine to stop, tells the clients, and is no death', async () => {
  const trace = join(folder, 'trace')
  const engine = await startEngine(
    options,
    threadWith(
      `{ methods: { 'app.info': () => new Promise(() => {}) }, streams, async close() {
         await new Promise((resolve) => setTimeout(resolve, 100))
         appendFileSync(${JSON.stringify(trace)}, 'stopped')
       } }`
    )
  )
  let deaths = 0
  engine.onDied(() => deaths++)
  const pending = createClient(engine.connect()).call('app.info', null)
  await Promise.all([
    engine.close(),
    engine.close(),
    expect(pending).rejects.toMatchObject({ code: 'disconnected' })
  ])
  expect(readFileSync(trace, 'utf8')).toBe('stopped')
  expect(deaths).toBe(0)
})

test('a stop that fails is reported', async () => {
  const engine = await startEngine(
    options,
    threadWith(
      "{ methods: {}, streams, async close() { throw fail('journal-unwritable', { path: '/j', reason: 'disk gone' }) } }"
    )
  )
  await expect(engine.close()).rejects.toMatchObject({ code: 'journal-unwritable' })
})

test('the thread ends although sockets and timers are left in it', async () => {
  const engine = await startEngine(options, threadWith(`setInterval(() => {}, 1000) && ${QUIET}`))
  await engine.close()
})
