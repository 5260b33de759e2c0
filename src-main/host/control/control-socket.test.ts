/** The control socket over real sockets: who reaches whom, what is refused, what is left behind. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync
} from 'node:fs'
import { createConnection, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { conformanceCases, type Wire } from '../../../src-shared/rpc/conformance.ts'
import { memoryWire } from '../../../src-shared/rpc/memory-transport.ts'
import { serve, type MethodHandlers } from '../../../src-shared/rpc/server.ts'
import type { Transport } from '../../../src-shared/rpc/transport.ts'
import { openControlSocket, type ControlSocket } from './control-socket.ts'
import { lineTransport, MAX_CLIENT_LINE_BYTES, MAX_ENGINE_LINE_BYTES } from './line-transport.ts'
import { socketPlace } from './run-directory.ts'
import { runningEngines, type RunningEngine } from './running-engines.ts'

let state: string
const open: ControlSocket[] = []
const found: RunningEngine[] = []
beforeEach(() => {
  state = mkdtempSync(path.join(tmpdir(), 'shoal-control-'))
})
afterEach(async () => {
  for (const engine of found.splice(0)) engine.close()
  await Promise.all(open.splice(0).map((socket) => socket.close()))
  rmSync(state, { recursive: true })
})

const info = (version: string) => ({
  version,
  runtime: 'Node',
  stateDirectory: state,
  downloadDirectory: '/d'
})

/** An engine's wires; `served` counts the calls that reached it. */
function engineOf(version: string, more: Partial<MethodHandlers> = {}) {
  const engine = {
    wires: 0,
    ended: 0,
    connect: (): Transport => {
      const { client, server } = memoryWire()
      engine.wires += 1
      serve(server, { 'app.info': () => info(version), ...more }, {}, (_method, input) => ({
        ok: true,
        input
      }))
      return {
        send(message) {
          if (message.t === 'closed') engine.ended += 1
          client.send(message)
        },
        onMessage: (listener) => client.onMessage(listener)
      }
    }
  }
  return engine
}

async function opened(...given: Parameters<typeof openControlSocket>): Promise<ControlSocket> {
  const socket = await openControlSocket(...given)
  open.push(socket)
  return socket
}

async function engines(): Promise<readonly RunningEngine[]> {
  const all = await runningEngines(state)
  found.push(...all)
  return all
}

const mode = (file: string): number => statSync(file).mode & 0o777
const run = (name = ''): string => path.join(state, 'run', name)
/** Of a process that has ended. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', ''])
  await once(child, 'exit')
  return child.pid ?? 0
}

test('a command finds the engine and is answered; folder and socket are for their owner alone', async () => {
  await opened(state, engineOf('1').connect)
  const [engine] = await engines()
  expect(engine).toMatchObject({ pid: process.pid, info: { version: '1' } })
  expect(await engine?.client.call('app.info', null)).toEqual(info('1'))
  expect(mode(run())).toBe(0o700)
  expect(mode(run(`${process.pid}.sock`))).toBe(0o600)
})

test('a folder that others may enter is closed to them; one of another kind is refused', async () => {
  mkdirSync(run(), { mode: 0o777 })
  chmodSync(run(), 0o777)
  expect(await engines()).toEqual([])
  await opened(state, engineOf('1').connect)
  expect(mode(run())).toBe(0o700)
  await open.pop()?.close()

  rmSync(run(), { recursive: true })
  const elsewhere = mkdtempSync(path.join(tmpdir(), 'shoal-elsewhere-'))
  symlinkSync(elsewhere, run())
  await expect(opened(state, engineOf('1').connect)).rejects.toMatchObject({
    problem: { code: 'control-unavailable', message: expect.stringContaining('it is no folder') as string }
  })
  expect(await engines()).toEqual([])
  rmSync(elsewhere, { recursive: true })
})

test.runIf(process.getuid?.() === 0)('a folder of another user is not used', async () => {
  mkdirSync(run(), { mode: 0o700 })
  const { chownSync } = await import('node:fs')
  chownSync(run(), 12_345, 12_345)
  await expect(opened(state, engineOf('1').connect)).rejects.toMatchObject({
    problem: { message: expect.stringContaining('belongs to somebody else') as string }
  })
  expect(await engines()).toEqual([])
})

test('closing ends the wires, tells the clients and leaves nothing', async () => {
  const engine = engineOf('1')
  const socket = await openControlSocket(state, engine.connect)
  const [reached] = await engines()
  const gone = new Promise<void>((resolve) => reached?.client.onClosed(resolve))
  await socket.close()
  await gone
  await expect.poll(() => engine.ended).toBe(1)
  expect(readdirSync(run())).toEqual([])
  expect(await engines()).toEqual([])
})

test('a client that goes ends its wire to the engine', async () => {
  const engine = engineOf('1')
  await opened(state, engine.connect)
  const [reached] = await engines()
  reached?.close()
  await expect.poll(() => [engine.wires, engine.ended]).toEqual([1, 1])
})

test('an engine that ends closes its clients', async () => {
  let end: () => void = () => undefined
  await opened(state, () => {
    const { client, server, close } = memoryWire()
    end = close
    serve(server, { 'app.info': () => info('1') }, {}, (_method, input) => ({ ok: true, input }))
    return client
  })
  const [reached] = await engines()
  const gone = new Promise<void>((resolve) => reached?.client.onClosed(resolve))
  end()
  await gone
})

test('an engine that cannot be reached closes the client instead of keeping it waiting', async () => {
  await opened(state, () => Promise.reject(new Error('it did not start')))
  expect(await engines()).toEqual([])
})

test('two engines of one state directory are both found', async () => {
  await opened(state, engineOf('own').connect)
  const child = await otherEngine()
  try {
    const all = await engines()
    expect(all.map(({ pid }) => pid)).toEqual([child.pid, process.pid].sort((a, b) => Number(a) - Number(b)))
    expect(new Set(all.map(({ info }) => info.version))).toEqual(new Set(['own', 'other']))
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  // Killed, it could not clean up; whoever looks next does.
  expect((await engines()).map(({ pid }) => pid)).toEqual([process.pid])
  expect(existsSync(run(`${child.pid}.sock`))).toBe(false)
})

test('a process that was stopped keeps nobody waiting', async () => {
  const child = await otherEngine()
  try {
    child.kill('SIGSTOP')
    expect(await engines()).toEqual([])
    expect(existsSync(run(`${child.pid}.sock`))).toBe(true)
  } finally {
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
})

test('a path too long for a socket is replaced by one among the temporary files, told by a pointer', async () => {
  const deep = path.join(state, 'a'.repeat(100))
  mkdirSync(deep)
  const place = socketPlace(deep, process.pid, state)
  const socket = await opened(deep, engineOf('deep').connect, place)
  expect(path.dirname(socket.path)).toBe(path.join(state, `shoal-${process.getuid?.()}`))
  expect(mode(path.dirname(socket.path))).toBe(0o700)
  expect(readFileSync(path.join(deep, 'run', `${process.pid}.at`), 'utf8')).toBe(socket.path)
  const [reached, ...more] = await runningEngines(deep)
  expect([reached?.info.version, more.length]).toEqual(['deep', 0])
  reached?.close()
  await open.pop()?.close()
  expect(readdirSync(path.join(deep, 'run'))).toEqual([])
  expect(existsSync(socket.path)).toBe(false)
})

test('what dead processes left is removed, what a pointer names only where it is a socket', async () => {
  await openControlSocket(state, engineOf('1').connect).then((socket) => socket.close())
  const [first, second] = [await deadPid(), await deadPid()]
  const precious = path.join(state, 'precious')
  writeFileSync(precious, 'kept')
  writeFileSync(run(`${first}.at`), precious)
  writeFileSync(run(`${second}.sock`), '')
  writeFileSync(run('notes.txt'), '')
  expect(await engines()).toEqual([])
  expect(readdirSync(run())).toEqual(['notes.txt'])
  expect(readFileSync(precious, 'utf8')).toBe('kept')
})

test('the socket of an earlier process with this id is replaced, one that lives is not', async () => {
  const place = socketPlace(state, process.pid)
  const child = await otherEngine(place.path)
  await expect(opened(state, engineOf('1').connect)).rejects.toMatchObject({ code: 'control-unavailable' })
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(existsSync(place.path)).toBe(true)
  await opened(state, engineOf('new').connect)
  expect((await engines())[0]?.info.version).toBe('new')
})

describe('whatever is said to it', () => {
  let engine: ReturnType<typeof engineOf>
  let client: Socket
  let heard: string
  beforeEach(async () => {
    engine = engineOf('1')
    const { path: file } = await opened(state, engine.connect)
    heard = ''
    client = createConnection(file)
    client.on('data', (data: Buffer) => (heard += data.toString()))
    client.on('error', () => undefined)
    await once(client, 'connect')
  })
  afterEach(() => client.destroy())
  const works = async (): Promise<void> => {
    expect((await engines()).map(({ info: { version } }) => version)).toEqual(['1'])
  }

  test.each([
    ['text that is no JSON', '{"t":\n'],
    [
      'a column whose bytes do not fit',
      '{"t":"call","id":1,"input":{"$type":"Float64Array","$bytes":"AAAA"}}\n'
    ],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x0a])],
    ['an empty line', '\n'],
    ['a web page', 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n']
  ])('%s ends that wire alone', async (_what, text) => {
    client.write(text)
    await once(client, 'close')
    expect(heard).toBe('')
    await expect.poll(() => engine.ended).toBe(1)
    await works()
  })

  test('a line without end ends the wire at its limit, not in memory', async () => {
    const closed = new Promise<void>((resolve) => client.once('close', () => resolve()))
    const block = Buffer.alloc(64 << 10, 'x')
    let sent = 0
    while (!client.destroyed && sent < 4 * MAX_CLIENT_LINE_BYTES) {
      sent += block.length
      const drained = new Promise<void>((resolve) => client.once('drain', resolve))
      if (!client.write(block)) await Promise.race([drained, closed])
    }
    await closed
    expect(sent).toBeLessThan(4 * MAX_CLIENT_LINE_BYTES)
    await works()
  })

  test('a line that comes byte by byte, and two at once, are understood', async () => {
    const line = `${JSON.stringify({ t: 'call', id: 7, method: 'app.info', input: null })}\n`
    for (const character of line) client.write(character)
    client.write(line + line)
    await expect.poll(() => heard.split('\n').length - 1).toBe(3)
    expect(JSON.parse(heard.split('\n')[0] ?? '')).toEqual({ t: 'result', id: 7, value: info('1') })
  })

  test('a claim that the wire has ended is dropped', async () => {
    client.write(`{"t":"closed"}\nnull\n[1]\n{"t":"call","id":1,"method":"app.info","input":null}\n`)
    await expect.poll(() => heard).toContain('"id":1')
    expect(engine.ended).toBe(0)
  })

  test('more clients than people have are not let in', async () => {
    const file = open.at(-1)?.path ?? ''
    const crowd = Array.from({ length: 60 }, () => createConnection(file).on('error', () => undefined))
    await expect.poll(() => crowd.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(29)
    expect(engine.wires).toBeLessThanOrEqual(32)
    for (const socket of crowd) socket.destroy()
    await expect.poll(() => engine.ended).toBe(engine.wires - 1)
    await works()
  })
})

test('a reader that never reads is cut off instead of filling the memory', async () => {
  const wires: Transport[] = []
  const { path: file } = await opened(state, () => {
    const { client, server } = memoryWire()
    wires.push(server)
    return client
  })
  const reader = createConnection(file)
  await once(reader, 'connect')
  reader.pause()
  await expect.poll(() => wires.length).toBe(1)
  const heard: unknown[] = []
  wires[0]?.onMessage((message) => heard.push(message))
  const value = 'x'.repeat(8 << 20)
  for (let id = 0; id < 64 && heard.length === 0; id += 1) {
    wires[0]?.send({ t: 'result', id, value })
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(heard).toEqual([{ t: 'closed' }])
  reader.destroy()
})

test('an engine that talks nonsense is not believed', async () => {
  mkdirSync(run(), { mode: 0o700 })
  const liar = createServer((socket) => {
    socket.on('error', () => undefined).resume()
    socket.write(`{"t":"result"\n${'x'.repeat(99)}\n`)
  })
  liar.listen(run(`${process.pid}.sock`))
  await once(liar, 'listening')
  expect(await engines()).toEqual([])
  await new Promise((resolve) => liar.close(resolve))
})

describe('the contract over the control socket', () => {
  for (const { name, run: check } of conformanceCases) test(name, () => check(makeWire))
})

async function makeWire(): Promise<Wire> {
  let admit: (server: Transport) => void
  const admitted = new Promise<Transport>((resolve) => (admit = resolve))
  const control = await openControlSocket(state, () => {
    const { client, server } = memoryWire()
    admit(server)
    return client
  })
  const socket = createConnection(control.path)
  await once(socket, 'connect')
  const client = lineTransport(socket, MAX_ENGINE_LINE_BYTES)
  return { client, server: await admitted, close: () => control.close() }
}

/** A Shoal of another process, at its usual place or at `at`. */
async function otherEngine(at?: string) {
  const url = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  const child = spawn(
    process.execPath,
    [
      '--input-type=module',
      '-e',
      `import { openControlSocket } from ${url('control-socket.ts')}
       import { memoryWire } from ${url('../../../src-shared/rpc/memory-transport.ts')}
       import { serve } from ${url('../../../src-shared/rpc/server.ts')}
       const connect = () => {
         const { client, server } = memoryWire()
         serve(server, { 'app.info': () => (${JSON.stringify(info('other'))}) }, {}, (_, input) => ({ ok: true, input }))
         return client
       }
       const at = ${JSON.stringify(at ?? null)}
       await openControlSocket(${JSON.stringify(state)}, connect, at ? { path: at, pointer: null } : undefined)
       console.log('ready')`
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] }
  )
  await once(child.stdout, 'data')
  return child
}
