/** The built `shoal serve` as strangers find it: which requests are answered, which messages, and how it begins and ends. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { connect } from 'node:net'
import { networkInterfaces } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { runningEngines } from '../../src-main/host/control/running-engines.ts'
import { servedEnvironment, startServe, type Served } from '../web/served.ts'
import { newFolder, removeFolders } from './shoal.ts'

const PROGRAM = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')

let folder: string
let served: Served
let token: string
const sockets = new Set<WebSocket>()

beforeAll(async () => {
  folder = await newFolder('serve')
  served = await startServe(servedEnvironment(path.join(folder, 'state'), folder))
  token = new URL(served.url).hash.slice('#token='.length)
})
afterEach(() => {
  for (const socket of sockets) socket.terminate()
  sockets.clear()
})
afterAll(async () => {
  await served.kill()
  await removeFolders()
})

interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** `target` goes out as it is written. */
function ask(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request({
      host: '127.0.0.1',
      port: served.port,
      path: target,
      method,
      headers,
      agent: false
    })
    asked.on('error', reject)
    asked.on('response', (response) => {
      let body = ''
      response.on('data', (data: Buffer) => (body += data.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.end()
  })
}

/** Resolves with the open socket, or with the status of the refusal. */
function knock(
  over: { readonly token?: string; readonly headers?: Record<string, string> } = {}
): Promise<WebSocket | number> {
  const address = `127.0.0.1:${served.port}`
  const socket = new WebSocket(`ws://${address}/`, ['shoal.1', `shoal.token.${over.token ?? token}`], {
    headers: { origin: `http://${address}`, ...over.headers }
  })
  sockets.add(socket)
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket))
    socket.once('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0))
    socket.once('error', reject)
  })
}
async function enter(): Promise<WebSocket> {
  const socket = await knock()
  if (typeof socket === 'number') throw new Error(`refused with ${socket}`)
  return socket
}
const call = (id: number, method: string, input: unknown = null): string =>
  JSON.stringify({ t: 'call', id, method, input })
async function answerTo(socket: WebSocket, message: string): Promise<Record<string, unknown>> {
  socket.send(message)
  const [data] = (await once(socket, 'message')) as [Buffer]
  return JSON.parse(data.toString()) as Record<string, unknown>
}

test('the page comes with the strict policy, and is not kept', async () => {
  const { status, headers, body } = await ask('/')
  expect(status).toBe(200)
  expect(body).toContain('<div id="shoal">')
  expect(headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'")
  expect(headers['content-security-policy']).toContain(`connect-src 'self' ws://127.0.0.1:${served.port};`)
  expect(headers).toMatchObject({
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'cross-origin-resource-policy': 'same-origin',
    'referrer-policy': 'no-referrer'
  })
  const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(body)?.[1] ?? ''
  expect(await ask(script)).toMatchObject({
    status: 200,
    headers: { 'content-type': 'text/javascript; charset=utf-8' }
  })
  expect(await ask('/', {}, 'HEAD')).toMatchObject({ status: 200, body: '' })
})

test.each([
  ['a file outside the folder', '/../main/cli.cjs', 404],
  ['the same, encoded', '/%2e%2e/main/cli.cjs', 404],
  ['the same, in the other slashes', '/..\\main\\cli.cjs', 404],
  ['a whole address', 'http://127.0.0.1/index.html', 404],
  ['a folder', '/assets/', 404],
  ['a file of another kind', '/assets.map', 404]
])('%s is not served', async (_what, target, status) => {
  const answer = await ask(target)
  expect([answer.status, answer.body]).toEqual([status, ''])
})

test('what would change something is refused', async () => {
  for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS'])
    expect((await ask('/', {}, method)).status).toBe(405)
})

test('a name that was pointed at this machine gets nothing: no page, no socket', async () => {
  for (const host of [
    'evil.example',
    `evil.example:${served.port}`,
    '127.0.0.1:1',
    '127.0.0.1',
    '[::1]:80'
  ]) {
    expect(await ask('/', { host })).toMatchObject({ status: 403, body: '' })
    expect(await knock({ headers: { host, origin: `http://${host}` } })).toBe(403)
  }
  const host = `localhost:${served.port}`
  expect((await ask('/', { host })).status).toBe(200)
  expect(await knock({ headers: { host, origin: `http://${host}` } })).toBeInstanceOf(WebSocket)
})

test('neither a foreign page nor who lacks the token gets a socket', async () => {
  for (const origin of [
    'http://evil.example',
    'http://127.0.0.1:1',
    'null',
    `https://127.0.0.1:${served.port}`
  ])
    expect(await knock({ headers: { origin } })).toBe(403)
  for (const wrong of ['none', token.slice(0, -1), `${token}A`, token.toLowerCase()])
    expect(await knock({ token: wrong })).toBe(403)
  expect(await knock()).toBeInstanceOf(WebSocket)
})

test('a message over the limit, and text that is no JSON, end that socket and no other', async () => {
  const other = await enter()
  for (const [message, code] of [
    [`"${'x'.repeat(1 << 20)}"`, 1009],
    ['{"t":', 1007],
    [Buffer.from('{}'), 1003]
  ] as const) {
    const socket = await enter()
    socket.send(message)
    expect(((await once(socket, 'close')) as [number])[0]).toBe(code)
  }
  expect(await answerTo(other, call(1, 'app.info'))).toMatchObject({ t: 'result', id: 1 })
})

test('inputs are checked as from any window; envelopes that are none are not answered', async () => {
  const socket = await enter()
  const heard: { id: number; t: string; problem?: { code: string } }[] = []
  socket.on('message', (data: Buffer) => heard.push(JSON.parse(data.toString()) as (typeof heard)[number]))
  for (const text of [
    'null',
    '[]',
    '{"t":"closed"}',
    '{"t":"call"}',
    '{"t":"call","id":"1","method":"app.info"}'
  ])
    socket.send(text)
  socket.send(call(1, 'transfers.add', { uri: 7 }))
  socket.send(call(2, 'transfers.remove', { ids: ['x'], partial: 'shred' }))
  socket.send(call(3, 'settings.set', { unheardOf: true }))
  socket.send(call(4, 'engine.explode'))
  socket.send(call(5, 'desktop.open', { id: 'x' }))
  socket.send('{"t":"call","id":6,"method":{"startsWith":1}}')
  socket.send(call(7, 'app.info'))
  await expect.poll(() => heard.length).toBe(7)
  const codes = heard.sort((a, b) => a.id - b.id).map(({ t, problem }) => problem?.code ?? t)
  const invalid = 'input-invalid'
  expect(codes).toEqual([invalid, invalid, invalid, invalid, 'desktop-only', invalid, 'result'])
})

test('nobody reaches it from outside of this machine', async () => {
  const own = Object.values(networkInterfaces())
    .flat()
    .find((address) => address?.family === 'IPv4' && !address.internal)
  // Nothing of loopback but the one address it is bound to, either.
  for (const host of ['127.0.0.2', ...(own ? [own.address] : [])]) {
    const socket = connect(served.port, host)
    const [error] = (await once(socket, 'error')) as [NodeJS.ErrnoException]
    expect(error.code).toBe('ECONNREFUSED')
  }
})

test('a second one on the state directory is refused; other commands find the first', async () => {
  const env = { ...process.env, ...servedEnvironment(path.join(folder, 'state'), folder) }
  const second = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  second.stderr.on('data', (data: Buffer) => (said += data.toString()))
  second.stdout.on('data', (data: Buffer) => (said += data.toString()))
  expect(((await once(second, 'close')) as [number])[0]).toBe(2)
  expect(said).toContain('[shoal-running]')
  expect(said).not.toContain('http://')
  const engines = await runningEngines(path.join(folder, 'state'))
  expect(engines.map(({ info }) => info.resident)).toEqual([true])
  for (const { close } of engines) close()
})

test.each(['SIGTERM', 'SIGINT'] as const)('%s ends it cleanly, open pages or not', async (signal) => {
  const other = await newFolder('serve-end')
  const env = { ...process.env, ...servedEnvironment(path.join(other, 'state'), other) }
  const child = spawn(process.execPath, [PROGRAM, 'serve'], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let stderr = ''
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
  // On stdout there is the address and nothing else.
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  const { host, hash } = new URL(line.toString())
  const socket = new WebSocket(`ws://${host}/`, ['shoal.1', `shoal.token.${hash.slice('#token='.length)}`])
  await once(socket, 'open')
  const [closed, ended] = [once(socket, 'close'), once(child, 'close')]
  child.kill(signal)
  expect(((await ended) as [number])[0]).toBe(0)
  await closed
  expect(stderr.split('\n').slice(1)).toEqual(['Stopped', ''])
  expect(await runningEngines(path.join(other, 'state'))).toEqual([])
})

test('a port that is taken, and words that mean nothing, are refused by name', async () => {
  for (const [words, reason] of [
    [['--port', String(served.port)], 'EADDRINUSE'],
    [['--port', '0'], '--port: expected a whole number from 1 to 65535'],
    [['extra'], 'serve: expected options alone, received "extra"'],
    [['--host', '0.0.0.0'], '--host: not an option of this version']
  ] as const) {
    const other = await newFolder('serve-refused')
    const env = { ...process.env, ...servedEnvironment(path.join(other, 'state'), other) }
    const child = spawn(process.execPath, [PROGRAM, 'serve', ...words], {
      env,
      stdio: ['ignore', 'ignore', 'pipe']
    })
    let stderr = ''
    child.stderr.on('data', (data: Buffer) => (stderr += data.toString()))
    expect(((await once(child, 'close')) as [number])[0]).toBe(2)
    expect(stderr).toContain(reason)
  }
})
