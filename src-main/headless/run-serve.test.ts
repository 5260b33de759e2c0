/** Serving as far as it is the command's own: what it needs, how it ends, and what it keeps from the engine. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createClient } from '../../src-shared/rpc/client.ts'
import { memoryWire } from '../../src-shared/rpc/memory-transport.ts'
import { join, runServe, type ServeSurroundings } from './run-serve.ts'
import { engineWire, someSurroundings } from './surroundings.fixture.ts'
import { AT_REST } from './surroundings.ts'

let around: ReturnType<typeof someSurroundings>
let serving: ServeSurroundings
let pages: string
beforeEach(() => {
  around = someSurroundings(null)
  pages = mkdtempSync(path.join(tmpdir(), 'shoal-pages-'))
  writeFileSync(path.join(pages, 'index.html'), '<!doctype html>')
  const { surroundings } = around
  serving = { ...surroundings, pageDirectory: pages, startResident: () => surroundings.startEngine(AT_REST) }
})
afterEach(() => {
  around.remove()
  rmSync(pages, { recursive: true })
})

const command = { stateDirectory: null, json: true, port: 0 }

test('for scripts: where it serves, and that it has stopped', async () => {
  const ended = runServe(command, serving)
  await expect.poll(() => around.stdout).toContain('"serving"')
  const [said] = around.lines() as [{ url: string; port: number }]
  expect(said.url).toMatch(new RegExp(`^http://127\\.0\\.0\\.1:${said.port}/#token=[\\w-]{43}$`))
  around.interrupt.abort()
  expect(await ended).toBe(0)
  expect(around.lines().map(({ event }) => event)).toEqual(['serving', 'stopped'])
  expect(around.stderr).toBe('')
  expect(around.closed).toBe(1)
})

test('every run has another token', async () => {
  const urls = new Set<string>()
  for (let run = 1; run <= 2; run++) {
    const other = {
      ...serving,
      interrupted: AbortSignal.abort(),
      stdout: (text: string) => void urls.add(text)
    }
    await runServe({ ...command, json: false }, other)
  }
  expect(new Set([...urls].map((url) => url.split('#')[1])).size).toBe(2)
})

test('an engine that dies ends it, with the reason', async () => {
  const ended = runServe(command, serving)
  await expect.poll(() => around.stdout).toContain('"serving"')
  around.die()
  await expect(ended).rejects.toMatchObject({
    code: 'internal',
    message: expect.stringContaining('memory') as string
  })
  expect(around.closed).toBe(1)
})

test('without a page nothing is started', async () => {
  rmSync(path.join(pages, 'index.html'))
  await expect(runServe(command, serving)).rejects.toMatchObject({
    message: expect.stringContaining('has not been built') as string
  })
  expect(around.started).toEqual([])
})

test("a page is answered by the engine, but for the desktop's own calls; the engine's end is the page's", async () => {
  const page = memoryWire()
  let hangUp: () => void = () => undefined
  const engine = engineWire(null)
  join(
    { ...page.server, close: () => page.close() },
    {
      send: (message) => engine.send(message),
      onMessage(listener) {
        hangUp = () => listener({ t: 'closed' })
        return engine.onMessage(listener)
      }
    }
  )
  const client = createClient(page.client)
  expect(await client.call('app.info', null)).toMatchObject({ version: '1.2.3' })
  expect(await client.call('desktop.abilities', null)).toEqual([])
  await expect(client.call('desktop.open', { id: 'a' })).rejects.toMatchObject({ code: 'desktop-only' })
  const closed = new Promise<void>((resolve) => client.onClosed(resolve))
  hangUp()
  await closed
})
