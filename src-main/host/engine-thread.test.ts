import Database from 'better-sqlite3'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import type { ShoalOptions } from './shoal-options.ts'
import { startEngine } from './start-engine.ts'

const threadFile = fileURLToPath(new URL('engine-thread.ts', import.meta.url))
const body = randomBytes(300_000)

let folder: string
let options: ShoalOptions
let origin: Server
let uri: string
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'shoal-engine-'))
  options = {
    version: '1.2.3',
    stateDirectory: join(folder, 'state'),
    downloadDirectory: join(folder, 'Downloads'),
    resume: 'all',
    settings: 'kept',
    patienceMs: 5_000,
    peers: null
  }
  // Without ranges: whatever is asked for, the answer is the whole file.
  origin = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1')
  await once(origin, 'listening')
  uri = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/file.bin`
})
afterEach(() => {
  origin.close()
  origin.closeAllConnections()
  rmSync(folder, { recursive: true })
})

const finished = (client: Client): Promise<string> =>
  new Promise((resolve, reject) =>
    client.subscribe('transfers.changes', {
      snapshot: () => undefined,
      event(change) {
        const state = 'transfer' in change ? change.transfer.state : null
        if (state?.kind === 'done') resolve(state.path)
        if (state?.kind === 'failed') reject(new Error(state.problem.message))
      }
    })
  )

test('a file comes through the thread, is remembered, and the journal is closed cleanly', async () => {
  const engine = await startEngine(options, threadFile)
  const client = createClient(engine.connect())
  expect(await client.call('app.info', null)).toMatchObject({
    version: '1.2.3',
    stateDirectory: options.stateDirectory
  })
  const done = finished(client)
  const { id } = await client.call('transfers.add', { uri })
  const path = await done
  expect(path).toBe(join(options.downloadDirectory, 'file.bin'))
  expect(readFileSync(path).equals(body)).toBe(true)
  await engine.close()
  expect(readdirSync(options.stateDirectory)).toEqual(['journal.sqlite'])

  const again = await startEngine(options, threadFile)
  const remembered = await new Promise((resolve) =>
    createClient(again.connect()).subscribe('transfers.changes', {
      snapshot: resolve,
      event: () => undefined
    })
  )
  expect(remembered).toMatchObject([{ id, name: 'file.bin', state: { kind: 'done', path } }])
  await again.close()
})

test('a journal from a newer Shoal rejects the start with its own code', async () => {
  await (await startEngine(options, threadFile)).close()
  const db = new Database(join(options.stateDirectory, 'journal.sqlite'))
  db.pragma('user_version = 1000')
  db.close()
  await expect(startEngine(options, threadFile)).rejects.toMatchObject({
    name: 'ShoalError',
    code: 'journal-newer'
  })
})

test('what the engine refuses reaches the caller as the catalogue has it', async () => {
  const engine = await startEngine(options, threadFile)
  const client = createClient(engine.connect())
  await expect(client.call('transfers.add', { uri: 'no uri' })).rejects.toMatchObject({ code: 'uri-invalid' })
  await expect(client.call('transfers.startNow', { id: 'nobody' })).rejects.toMatchObject({
    code: 'transfer-unknown'
  })
  await engine.close()
})
