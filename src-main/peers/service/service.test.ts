import type http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { once } from 'node:events'
import tls from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  FILE,
  FILE_BYTES,
  FILE_URI,
  makeDevice,
  openDoor,
  startService,
  statusAt,
  type RunningService
} from '../../../e2e/fixtures/peer-service.ts'
import { freePort } from '../../../e2e/fixtures/server-process.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { clientTlsOptions, idOfSocket } from '../identity/pinned-tls.ts'

const PLAN = '0123456789abcdef0123456789abcdef'
const MESSAGE = {
  revision: 1,
  uri: FILE_URI,
  validator: FILE.validator,
  length: FILE.length,
  connections: 4,
  ranges: [[0, FILE.length]]
}

let me: DeviceIdentity
let other: DeviceIdentity
beforeAll(async () => {
  me = await makeDevice()
  other = await makeDevice()
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

async function serve(options: Parameters<typeof startService>[1] = {}): Promise<RunningService> {
  const service = await startService([me.id, other.id], options)
  open.push(() => service.close())
  return service
}

interface Answer {
  readonly status: number
  readonly headers: http.IncomingHttpHeaders
  readonly body: Buffer
  json(): Record<string, unknown>
}

/** One request on a connection of its own. */
function request(
  service: RunningService,
  method: string,
  path: string,
  options: { as?: DeviceIdentity; headers?: Record<string, string>; body?: string | Buffer } = {}
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = https.request(
      {
        ...clientTlsOptions(options.as ?? me),
        host: '127.0.0.1',
        port: service.port,
        method,
        path,
        headers: options.headers,
        agent: false
      } as https.RequestOptions,
      (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('error', reject)
        response.on('end', () => {
          const body = Buffer.concat(chunks)
          const json = () => JSON.parse(body.toString()) as Record<string, unknown>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body, json })
        })
      }
    )
    asked.on('error', reject)
    asked.end(options.body)
  })
}

const put = (service: RunningService, change: object = {}, as = me, plan = PLAN) =>
  request(service, 'PUT', `/shoal/1/plans/${plan}`, { as, body: JSON.stringify({ ...MESSAGE, ...change }) })

const bytes = (service: RunningService, range: string, as = me) =>
  request(service, 'GET', `/shoal/1/plans/${PLAN}/bytes`, { as, headers: { Range: range } })

/** A connection that a test writes to by hand. */
async function connect(service: RunningService, as: DeviceIdentity | null = me): Promise<tls.TLSSocket> {
  const socket = connecting('127.0.0.1', service.port, as)
  socket.on('error', () => {})
  await new Promise((resolve) => socket.once('secureConnect', resolve).once('close', resolve))
  return socket
}

/** Rejects when nobody listens there. */
async function connectAt(host: string, port: number): Promise<tls.TLSSocket> {
  const socket = connecting(host, port, me)
  await once(socket, 'secureConnect')
  return socket.on('error', () => {})
}

function connecting(host: string, port: number, as: DeviceIdentity | null): tls.TLSSocket {
  const options = { ...(as ? clientTlsOptions(as) : { rejectUnauthorized: false }), host, port }
  const socket = tls.connect(options as tls.ConnectionOptions)
  open.push(() => socket.destroy())
  return socket
}

/** Everything that comes until the connection is closed. */
async function rest(socket: net.Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk: Buffer) => (text += chunk.toString('latin1')))
  // What is written to while it closes may be reset instead: events.once() would reject.
  if (!socket.destroyed) await new Promise((resolve) => socket.once('close', resolve))
  return text
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const fromMs = performance.now()
  await work()
  return performance.now() - fromMs
}

describe('the routes', () => {
  it('card: says who this is, and the version of the protocol', async () => {
    const service = await serve()
    const answer = await request(service, 'GET', '/shoal/1/card')
    expect(answer.status).toBe(200)
    expect(answer.headers['content-type']).toBe('application/json')
    expect(answer.json()).toMatchObject({
      protocol: 1,
      id: service.identity.id,
      capabilities: ['contribute', 'cache']
    })
  })

  it('availability: what is held of an address', async () => {
    const service = await serve()
    const ask = (uri: string) =>
      request(service, 'POST', '/shoal/1/availability', { body: JSON.stringify({ uri, later: 'field' }) })
    expect((await ask(FILE_URI)).json()).toEqual({
      contents: [{ validator: FILE.validator, length: FILE.length, ranges: [[0, FILE.length]] }]
    })
    expect((await ask('https://data.example/other')).json()).toEqual({ contents: [] })
  })

  it('plan: made, revised and dropped', async () => {
    const service = await serve()
    const made = await put(service)
    expect(made.status).toBe(201)
    expect(made.json()).toMatchObject({ status: { revision: 1, state: 'fetching', held: [[0, 1000]] } })
    expect((await put(service, { revision: 2 })).status).toBe(200)
    expect((await request(service, 'DELETE', `/shoal/1/plans/${PLAN}`)).status).toBe(204)
    expect((await request(service, 'DELETE', `/shoal/1/plans/${PLAN}`)).status).toBe(404)
  })

  it('bytes: exactly the range, with the validators of the data server', async () => {
    const service = await serve()
    await put(service)
    const answer = await bytes(service, 'bytes=1000-600999')
    expect(answer.status).toBe(206)
    expect(answer.headers).toMatchObject({
      'content-range': `bytes 1000-600999/${FILE.length}`,
      'content-length': '600000',
      etag: '"v1"',
      'last-modified': FILE.validator.lastModified
    })
    expect(answer.body.equals(FILE_BYTES.subarray(1000, 601000))).toBe(true)
  })

  it('status: a message at once, for every change, and every second without one', async () => {
    const service = await serve({
      answers: {
        async *status(_peer, _plan, signal) {
          yield statusAt(1)
          await sleep(300)
          yield statusAt(2)
          await sleep(1_500, undefined, { signal }).catch(() => {})
        }
      }
    })
    await put(service)
    const lines = (await request(service, 'GET', `/shoal/1/plans/${PLAN}/status`)).body.toString().split('\n')
    expect(lines.filter(Boolean).map((line) => (JSON.parse(line) as { revision: number }).revision)).toEqual([
      1, 2, 2
    ])
  })

  it('status: no more than ten a second, and the last one always', async () => {
    const service = await serve({
      answers: {
        async *status() {
          for (let revision = 1; revision <= 200; revision++) {
            yield statusAt(revision)
            await sleep(5)
          }
        }
      }
    })
    await put(service)
    let answer: Answer | null = null
    const ms = await took(
      async () => (answer = await request(service, 'GET', `/shoal/1/plans/${PLAN}/status`))
    )
    const lines = answer!.body.toString().split('\n').filter(Boolean)
    expect(lines.length).toBeLessThanOrEqual(ms / 100 + 2)
    expect(lines.length).toBeGreaterThan(5)
    expect(lines.at(-1)).toContain('"revision":200')
  })

  it('answers requests that were sent ahead, in their order, on one connection', async () => {
    const service = await serve()
    await put(service)
    const socket = await connect(service)
    const get = (path: string, field = '') => `GET /shoal/1/${path} HTTP/1.1\r\nHost: a\r\n${field}\r\n`
    socket.write(
      get(`plans/${PLAN}/bytes`, 'Range: bytes=0-999999\r\n') +
        get(`plans/${PLAN}/bytes`, 'Range: bytes=1000000-1999999\r\n') +
        get('card', 'Connection: close\r\n')
    )
    const text = await rest(socket)
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 206', 'HTTP/1.1 206', 'HTTP/1.1 200'])
    expect(text.indexOf('bytes 0-999999/')).toBeLessThan(text.indexOf('bytes 1000000-1999999/'))
    expect(text.length).toBeGreaterThan(2_000_000)
  })
})

describe('what is refused', () => {
  it.each([
    ['GET', '/', 404, 'path-unknown'],
    ['GET', '/shoal/1/', 404, 'path-unknown'],
    ['GET', '/shoal/1/card?x=1', 404, 'path-unknown'],
    ['GET', '/shoal/1/../1/card', 404, 'path-unknown'],
    ['GET', '/shoal/1/%63ard', 404, 'path-unknown'],
    ['GET', '/shoal/2/card', 400, 'peer-newer'],
    ['GET', '/shoal/1/plans/../../etc/passwd/status', 404, 'path-unknown'],
    ['GET', `/shoal/1/plans/${PLAN.toUpperCase()}/status`, 404, 'path-unknown'],
    ['GET', `/shoal/1/plans/${PLAN}/status/`, 404, 'path-unknown'],
    ['POST', '/shoal/1/card', 405, 'method-refused'],
    ['POST', `/shoal/1/plans/${PLAN}`, 405, 'method-refused'],
    ['GET', `/shoal/1/plans/${PLAN}/status`, 404, 'plan-unknown'],
    ['GET', `/shoal/1/plans/${PLAN}/bytes`, 404, 'plan-unknown']
  ])('%s %s: %d %s', async (method, path, status, code) => {
    const answer = await request(await serve(), method, path)
    expect(answer.status).toBe(status)
    expect(answer.json()).toMatchObject({ code })
  })

  it.each([
    '',
    'bytes=0-',
    'bytes=-5',
    'bytes=5-4',
    'bytes=0-1,3-4',
    'bytes=0-3000000',
    'bytes=0-99999999999999999999',
    'lines=0-1'
  ])('bytes: Range "%s"', async (range) => {
    const service = await serve()
    await put(service)
    const answer = await bytes(service, range)
    expect(answer.status).toBe(416)
    expect(answer.json()).toMatchObject({ code: 'plan-range-refused' })
  })

  it('a plan of somebody else does not exist, and cannot be revised or dropped', async () => {
    const service = await serve()
    await put(service)
    expect((await bytes(service, 'bytes=0-9', other)).status).toBe(404)
    expect((await request(service, 'DELETE', `/shoal/1/plans/${PLAN}`, { as: other })).status).toBe(404)
    expect((await request(service, 'GET', `/shoal/1/plans/${PLAN}/status`, { as: other })).status).toBe(404)
    // The same id is another plan to them.
    expect((await put(service, {}, other)).status).toBe(201)
    expect((await put(service, { revision: 2 })).status).toBe(200)
  })

  it('a revision that is not newer, also after the plan was dropped', async () => {
    const service = await serve()
    expect((await put(service, { revision: 5 })).status).toBe(201)
    const replayed = await put(service, { revision: 5 })
    expect(replayed.status).toBe(409)
    expect(replayed.json()).toMatchObject({ code: 'plan-stale' })
    await request(service, 'DELETE', `/shoal/1/plans/${PLAN}`)
    expect((await put(service, { revision: 5 })).status).toBe(409)
    expect((await put(service, { revision: 6 })).status).toBe(201)
  })

  it('more plans than a device may have', async () => {
    const service = await serve({ limits: { plansPerPeer: 2 } })
    const id = (digit: number) => String(digit).repeat(32)
    for (const digit of [1, 2]) expect((await put(service, {}, me, id(digit))).status).toBe(201)
    expect((await put(service, {}, me, id(3))).status).toBe(503)
    expect((await put(service, {}, other, id(3))).status).toBe(201)
    await request(service, 'DELETE', `/shoal/1/plans/${id(1)}`)
    expect((await put(service, {}, me, id(3))).status).toBe(201)
  })

  it('a plan that its handler refuses is none', async () => {
    const service = await serve({
      answers: {
        putPlan: async () => {
          throw fail('peer-unknown', { address: 'a', expected: 'b', found: 'c' })
        }
      }
    })
    expect((await put(service)).status).toBe(403)
    expect((await bytes(service, 'bytes=0-9')).status).toBe(404)
  })

  it.each([
    ['not JSON', '{', 'message-invalid', 400],
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'message-invalid', 400],
    [
      'a path for an address',
      JSON.stringify({ ...MESSAGE, uri: 'file:///etc/passwd' }),
      'message-invalid',
      400
    ],
    ['a login', JSON.stringify({ ...MESSAGE, uri: 'https://a:b@data.example/' }), 'message-invalid', 400],
    [
      'too many ranges',
      JSON.stringify({ ...MESSAGE, ranges: Array.from({ length: 5000 }, (_, i) => [i, i + 1]) }),
      'message-invalid',
      400
    ],
    [
      'more than fits',
      JSON.stringify({ ...MESSAGE, padding: 'x'.repeat(300_000) }),
      'message-too-large',
      413
    ],
    ['deep nesting', '['.repeat(200_000), 'message-invalid', 400]
  ])('a plan with %s', async (_, body, code, status) => {
    const service = await serve()
    const answer = await request(service, 'PUT', `/shoal/1/plans/${PLAN}`, { body })
    expect(answer.status).toBe(status)
    expect(answer.json()).toMatchObject({ code })
  })

  it('a body that says nothing of its length and does not end', async () => {
    const service = await serve()
    const socket = await connect(service)
    socket.write(`PUT /shoal/1/plans/${PLAN} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`)
    let sent = 0
    const chunk = `10000\r\n${'x'.repeat(65536)}\r\n`
    const write = (): void => {
      if (!socket.writable) return
      sent += 65536
      socket.write(chunk, () => setImmediate(write))
    }
    write()
    await rest(socket)
    expect(sent).toBeLessThan(20_000_000)
  })

  it('a GET with a body', async () => {
    const answer = await request(await serve(), 'GET', '/shoal/1/card', {
      headers: { 'Content-Length': '5' },
      body: 'hello'
    })
    expect(answer.json()).toMatchObject({ code: 'message-invalid' })
  })

  it('a head over 16 KiB', async () => {
    const service = await serve()
    const socket = await connect(service)
    socket.write(`GET /shoal/1/card HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 431 /)
  })

  it('faults tell nothing of this machine', async () => {
    const service = await serve({
      answers: {
        availability: async () => {
          throw new Error('secret /home/somebody')
        },
        putPlan: async () => {
          throw fail('disk-failed', { path: '/home/somebody/cache', reason: 'EIO' })
        }
      }
    })
    const fault = await request(service, 'POST', '/shoal/1/availability', { body: `{"uri":"${FILE_URI}"}` })
    expect(fault.status).toBe(500)
    expect(fault.body.toString()).not.toContain('somebody')
    const disk = await put(service)
    expect(disk.status).toBe(503)
    expect(disk.json()).toMatchObject({ code: 'disk-failed' })
    expect(disk.body.toString()).not.toContain('somebody')
  })

  it('what the data server refused becomes a gateway error with its code', async () => {
    const service = await serve({
      answers: {
        bytes: async (_peer, _plan, { start }) => {
          if (start === 0) throw fail('plan-file-unknown', { plan: PLAN })
          return {
            file: FILE,
            // eslint-disable-next-line require-yield
            body: (async function* () {
              throw fail('http-forbidden', { host: 'data.example' })
            })()
          }
        }
      }
    })
    await put(service)
    expect((await bytes(service, 'bytes=0-9')).status).toBe(409)
    const answer = await bytes(service, 'bytes=1-9')
    expect(answer.status).toBe(502)
    expect(answer.json()).toMatchObject({ code: 'http-forbidden' })
  })
})

describe('a body', () => {
  const bodyOf = (body: () => AsyncIterable<Uint8Array>) => ({
    answers: { bytes: async () => ({ file: FILE, body: body() }) }
  })

  it.each([
    ['fails', true],
    ['is too short', false]
  ])('that %s breaks the connection instead of ending', async (_, throws) => {
    const service = await serve(
      bodyOf(async function* () {
        yield Buffer.alloc(500_000)
        if (throws) throw fail('connection-lost', { host: 'data.example', reason: 'gone' })
      })
    )
    await put(service)
    const socket = await connect(service)
    socket.write(`GET /shoal/1/plans/${PLAN}/bytes HTTP/1.1\r\nHost: a\r\nRange: bytes=0-999999\r\n\r\n`)
    // Left open, the next answer would be taken for the rest of this one.
    let length = 0
    const ms = await took(async () => (length = (await rest(socket)).length))
    expect(length).toBeLessThan(600_000)
    expect(ms).toBeLessThan(5_000)
  })

  it('has left when more of it is asked for, so its bytes may be overwritten', async () => {
    const sizes = [300_000, 10, 1_000, 70_000, 16_384, 5, 128_000, 484_601]
    const room = Buffer.alloc(500_000)
    const service = await serve(
      bodyOf(async function* () {
        for (const [place, size] of sizes.entries()) {
          yield room.subarray(0, size).fill(place)
          room.fill(255)
        }
      })
    )
    await put(service)
    const { body } = await bytes(service, 'bytes=0-999999')
    expect(body.equals(Buffer.concat(sizes.map((size, place) => Buffer.alloc(size, place))))).toBe(true)
  })

  it('that is too long never sends a byte past its range', async () => {
    const service = await serve(
      bodyOf(async function* () {
        yield Buffer.alloc(500_000)
        yield Buffer.alloc(600_000)
      })
    )
    await put(service)
    await expect(bytes(service, 'bytes=0-999999')).rejects.toThrow(/aborted|hang up|ECONNRESET/)
  })

  it('is read no faster than the other side takes it, and stops at once when that is gone', async () => {
    let given = 0
    let aborted: () => void = () => {}
    const gone = new Promise<void>((resolve) => (aborted = resolve))
    const file = { ...FILE, length: 2 ** 40 }
    const service = await serve({
      answers: {
        bytes: async (_peer, _plan, _range, signal) => {
          signal.addEventListener('abort', aborted)
          return {
            file,
            body: (async function* () {
              for (; !signal.aborted; given++) yield Buffer.alloc(1024 * 1024)
            })()
          }
        }
      }
    })
    await put(service, { validator: null, length: null })
    const socket = await connect(service)
    socket.pause()
    socket.write(
      `GET /shoal/1/plans/${PLAN}/bytes HTTP/1.1\r\nHost: a\r\nRange: bytes=0-${2 ** 40 - 1}\r\n\r\n`
    )
    await sleep(700)
    const before = given
    expect(before).toBeGreaterThan(0)
    expect(before).toBeLessThan(32)
    await sleep(300)
    expect(given).toBe(before)
    socket.destroy()
    expect(await took(() => gone)).toBeLessThan(5_000)
  })

  it('of a reader that does not read ends after a while', async () => {
    const service = await serve({
      ...bodyOf(async function* () {
        for (let i = 0; i < 30; i++) yield Buffer.alloc(100_000)
      }),
      limits: { readerStallMs: 300 }
    })
    await put(service)
    const socket = await connect(service)
    socket.pause()
    const file = `GET /shoal/1/plans/${PLAN}/bytes HTTP/1.1\r\nHost: a\r\nRange: bytes=0-2999999\r\n\r\n`
    // Sent ahead, they fill what the system buffers.
    socket.write(file.repeat(8))
    await expect.poll(() => service.connections()).toBe(0)
  })

  it('waits for the rate limit piece by piece', async () => {
    const pieces: number[] = []
    const service = await serve({
      pace: () => async (count) => {
        pieces.push(count)
        await sleep(10)
      }
    })
    await put(service)
    const ms = await took(() => bytes(service, 'bytes=0-999999'))
    expect(pieces.reduce((sum, piece) => sum + piece, 0)).toBe(1_000_000)
    expect(Math.max(...pieces)).toBeLessThanOrEqual(65_536)
    expect(ms).toBeGreaterThan(pieces.length * 9)
  })
})

describe('who may connect', () => {
  it('nobody without a certificate', async () => {
    const service = await serve()
    const socket = await connect(service, null)
    socket.write('GET /shoal/1/card HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await rest(socket)).toBe('')
  })

  it('nobody who is not trusted, or was found to lie', async () => {
    const service = await serve()
    const stranger = await makeDevice()
    await expect(request(service, 'GET', '/shoal/1/card', { as: stranger })).rejects.toThrow()
    service.trusted.set(me.id, 'quarantined')
    await expect(request(service, 'GET', '/shoal/1/card')).rejects.toThrow()
  })

  it('strangers reach the door while it is open, and nothing else', async () => {
    let isOpen = true
    const service = await serve({
      door: {
        isOpen: () => isOpen,
        pairing: async (step, body, from) => JSON.stringify({ step, body, from }),
        group: (body, socket) => JSON.stringify({ body, from: idOfSocket(socket) })
      }
    })
    const stranger = await makeDevice()
    const knock = (path: string) => request(service, 'POST', path, { as: stranger, body: '{"x":1}' })
    expect((await knock('/shoal/1/pairing/offer')).json()).toEqual({
      step: 'offer',
      body: '{"x":1}',
      from: stranger.id
    })
    expect((await knock('/shoal/1/group')).json()).toEqual({ body: '{"x":1}', from: stranger.id })
    await expect(request(service, 'GET', '/shoal/1/card', { as: stranger })).rejects.toThrow()
    await expect(knock('/shoal/1/pairing/../card')).rejects.toThrow()
    isOpen = false
    await expect(knock('/shoal/1/group')).rejects.toThrow()
    // One that gave wrong bytes is not let in again by itself.
    isOpen = true
    service.trusted.set(stranger.id, 'quarantined')
    await expect(knock('/shoal/1/group')).rejects.toThrow()
  })

  it('one that is not trusted any more is closed at its next request, or at once when it is sent away', async () => {
    const service = await serve()
    const socket = await connect(service)
    await expect.poll(() => service.connections()).toBe(1)
    service.trusted.set(me.id, 'none')
    socket.write('GET /shoal/1/card HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await rest(socket)).toBe('')

    const second = await connect(service, other)
    await expect.poll(() => service.connections()).toBe(1)
    service.sendAway(other.id)
    expect(await rest(second)).toBe('')
  })
})

describe('limits', () => {
  it('connections of one device', async () => {
    const service = await serve({ limits: { connectionsPerPeer: 3 } })
    const sockets = []
    for (let i = 0; i < 3; i++) sockets.push(await connect(service))
    await expect.poll(() => service.connections()).toBe(3)
    expect(await rest(await connect(service))).toBe('')
    const answer = await request(service, 'GET', '/shoal/1/card', { as: other })
    expect(answer.status).toBe(200)
    sockets[0]!.destroy()
    await expect.poll(() => service.connections()).toBe(2)
    expect((await request(service, 'GET', '/shoal/1/card')).status).toBe(200)
  })

  it('connections in all', async () => {
    const service = await serve({ limits: { connections: 2 } })
    await connect(service)
    await connect(service)
    await expect.poll(() => service.connections()).toBe(2)
    expect(await rest(await connect(service, other))).toBe('')
    expect(service.connections()).toBe(2)
  })

  it('strangers at the door, and how long they stay', async () => {
    const service = await serve({
      door: openDoor(),
      limits: { connectionsUntrusted: 2, untrustedMs: 400 }
    })
    const stranger = await makeDevice()
    const first = await connect(service, stranger)
    await connect(service, stranger)
    await expect.poll(() => service.connections()).toBe(2)
    expect(await rest(await connect(service, stranger))).toBe('')
    expect((await request(service, 'GET', '/shoal/1/card')).status).toBe(200)
    expect(await took(() => rest(first))).toBeLessThan(5_000)
    await expect.poll(() => service.connections()).toBe(0)
  })

  it('strangers from one address', async () => {
    const service = await serve({ door: openDoor(), limits: { connectionsUntrustedPerAddress: 1 } })
    const stranger = await makeDevice()
    await connect(service, stranger)
    await expect.poll(() => service.connections()).toBe(1)
    expect(await rest(await connect(service, await makeDevice()))).toBe('')
  })

  it('handshakes that do not go on, without locking others out', async () => {
    const service = await serve({ limits: { handshakes: 2, handshakeMs: 2_000 } })
    const silent = [0, 1, 2].map(() => net.connect(service.port, '127.0.0.1').on('error', () => {}))
    open.push(() => silent.forEach((socket) => socket.destroy()))
    // The third is closed at once, the others when their time is over.
    expect(await took(() => once(silent[2]!.resume(), 'close'))).toBeLessThan(1_500)
    await Promise.all(silent.slice(0, 2).map((socket) => once(socket.resume(), 'close')))
    expect((await request(service, 'GET', '/shoal/1/card')).status).toBe(200)
  })

  it('a request that drips', async () => {
    const service = await serve({ limits: { requestMs: 600 } })
    const head = await connect(service)
    head.write('GET /shoal/1/card HTTP/1.1\r\n')
    const dripping = setInterval(() => head.write('X: y\r\n'), 50)
    open.push(() => clearInterval(dripping))
    expect(await took(() => rest(head))).toBeLessThan(5_000)

    const body = await connect(service)
    body.write(`PUT /shoal/1/plans/${PLAN} HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n`)
    const drops = setInterval(() => body.write(' '), 50)
    open.push(() => clearInterval(drops))
    expect(await took(() => rest(body))).toBeLessThan(5_000)
  })

  it('a connection that asks nothing at first, or for long', async () => {
    const service = await serve({ limits: { requestMs: 500, idleMs: 500 } })
    expect(await took(async () => rest(await connect(service)))).toBeLessThan(5_000)
    const socket = await connect(service)
    socket.write('GET /shoal/1/card HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(await rest(socket)).toMatch(/^HTTP\/1\.1 200 /)
  })

  it('an answer may take longer than a request', async () => {
    const service = await serve({
      limits: { requestMs: 300 },
      answers: {
        bytes: async () => ({
          file: FILE,
          body: (async function* () {
            for (let i = 0; i < 5; i++) {
              await sleep(300)
              yield Buffer.alloc(2)
            }
          })()
        })
      }
    })
    await put(service)
    expect((await bytes(service, 'bytes=0-9')).body.length).toBe(10)
  })

  it('requests sent ahead', async () => {
    const service = await serve({
      limits: { pipelined: 4 },
      answers: { availability: () => new Promise(() => {}) }
    })
    const socket = await connect(service)
    const body = JSON.stringify({ uri: FILE_URI })
    const ask = `POST /shoal/1/availability HTTP/1.1\r\nHost: a\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    socket.write(ask.repeat(4))
    await sleep(200)
    expect(socket.destroyed).toBe(false)
    socket.write(ask)
    expect(await rest(socket)).toBe('')
  })
})

describe('listening', () => {
  it('on several addresses with one port, and on all', async () => {
    const service = await serve({ listen: { hosts: ['127.0.0.1', '127.0.0.2'], port: 0 } })
    for (const host of ['127.0.0.1', '127.0.0.2']) await connectAt(host, service.port)
    const everywhere = await serve({ listen: { hosts: [], port: 0 } })
    expect((await request(everywhere, 'GET', '/shoal/1/card')).status).toBe(200)
  })

  it('moves to other addresses, and what is said over those that it keeps goes on', async () => {
    const service = await serve({ listen: { hosts: ['127.0.0.1', '127.0.0.2'], port: 0 } })
    const { port } = service
    const [first, second] = [await connectAt('127.0.0.1', port), await connectAt('127.0.0.2', port)]
    await service.move({ hosts: ['127.0.0.1', '127.0.0.3'], port: 0 })
    expect(service.port).toBe(port)
    await rest(second)
    await expect(connectAt('127.0.0.2', port)).rejects.toThrow('ECONNREFUSED')
    await connectAt('127.0.0.3', port)
    expect(first.destroyed).toBe(false)

    // On all addresses, and back on one of them: the port must be let go of in between.
    await service.move({ hosts: [], port: 0 })
    await connectAt('127.0.0.2', port)
    await service.move({ hosts: ['127.0.0.1'], port })
    await connectAt('127.0.0.1', port)
    await expect(connectAt('127.0.0.2', port)).rejects.toThrow('ECONNREFUSED')
    expect(first.destroyed).toBe(false)
  })

  it('moves to another port, and connections by the one before go on', async () => {
    const service = await serve({ listen: { hosts: ['127.0.0.1'], port: 0 } })
    const before = service.port
    const socket = await connectAt('127.0.0.1', before)
    const wanted = await freePort()
    await service.move({ hosts: ['127.0.0.1'], port: wanted })
    expect(service.port).toBe(wanted)
    await connectAt('127.0.0.1', wanted)
    await expect(connectAt('127.0.0.1', before)).rejects.toThrow('ECONNREFUSED')
    socket.write(`GET /shoal/1/card HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`)
    expect(await rest(socket)).toContain(' 200 ')
  })

  it('stays as it is where it cannot move', async () => {
    const other = await serve({ listen: { hosts: ['127.0.0.2'], port: 0 } })
    const service = await serve({ listen: { hosts: ['127.0.0.1'], port: 0 } })
    const { port } = service
    const unusable = { code: 'service-address-unusable' }
    await expect(service.move({ hosts: ['127.0.0.2'], port: other.port })).rejects.toMatchObject(unusable)
    await expect(service.move({ hosts: ['192.0.2.1'], port: 0 })).rejects.toMatchObject(unusable)
    await expect(service.move({ hosts: ['192.0.2.1'], port: other.port })).rejects.toMatchObject(unusable)
    expect(service.port).toBe(port)
    await connectAt('127.0.0.1', port)
    // An address that is still to come does not keep it from the others.
    await service.move({ hosts: ['127.0.0.1', '192.0.2.1', '127.0.0.3'], port: 0 })
    await connectAt('127.0.0.3', port)
  })

  it('says when the port is taken', async () => {
    const service = await serve()
    await expect(serve({ listen: { hosts: ['127.0.0.1'], port: service.port } })).rejects.toMatchObject({
      code: 'service-address-unusable'
    })
  })

  it('closes with everything that is open', async () => {
    const service = await startService([me.id])
    const socket = await connect(service)
    const raw = net.connect(service.port, '127.0.0.1').on('error', () => {})
    await once(raw, 'connect')
    await service.close()
    await Promise.all([rest(socket), rest(raw)])
  })
})
