import Database from 'better-sqlite3'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../src-shared/rpc/client.ts'
import { engineHere } from './engine-here.ts'
import type { ShoalOptions } from './shoal-options.ts'

let folder: string
let options: ShoalOptions
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'shoal-here-'))
  options = {
    version: '1.2.3',
    stateDirectory: join(folder, 'state'),
    downloadDirectory: join(folder, 'Downloads'),
    resume: 'none',
    settings: 'none',
    patienceMs: 5_000,
    peers: null
  }
})
afterEach(() => rmSync(folder, { recursive: true }))

/** Nothing is hashed. */
const NO_FILE = '/nowhere.cjs'

test('clients have wires of their own; closing ends them all and the journal cleanly', async () => {
  const body = randomBytes(300_000)
  const origin = createServer((_request, response) => response.end(body)).listen(0, '127.0.0.1')
  await once(origin, 'listening')
  const engine = await engineHere(options, NO_FILE)
  const [one, other] = [createClient(engine.connect()), createClient(engine.connect())]
  const uri = `http://127.0.0.1:${(origin.address() as AddressInfo).port}/file.bin`
  const done = new Promise<string>((resolve) =>
    other.subscribe('transfers.changes', {
      snapshot: () => undefined,
      event(change) {
        if ('transfer' in change && change.transfer.state.kind === 'done') resolve(change.transfer.state.path)
      }
    })
  )
  await one.call('transfers.add', { uri })
  expect(readFileSync(await done).equals(body)).toBe(true)

  const ended = Promise.all(
    [one, other].map((client) => new Promise<void>((resolve) => client.onClosed(resolve)))
  )
  await engine.close()
  await ended
  expect(readdirSync(options.stateDirectory)).toEqual(['journal.sqlite'])
  origin.close()
})

test('input is checked against the schemas', async () => {
  const engine = await engineHere(options, NO_FILE)
  const client = createClient(engine.connect())
  await expect(client.call('transfers.pause', { ids: [7 as unknown as string] })).rejects.toMatchObject({
    code: 'input-invalid'
  })
  await engine.close()
})

test('a journal from a newer Shoal rejects the start with its own code', async () => {
  await (await engineHere(options, NO_FILE)).close()
  const db = new Database(join(options.stateDirectory, 'journal.sqlite'))
  db.pragma('user_version = 1000')
  db.close()
  await expect(engineHere(options, NO_FILE)).rejects.toMatchObject({ code: 'journal-newer' })
})
