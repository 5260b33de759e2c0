import { once } from 'node:events'
import net from 'node:net'
import type { AddressInfo } from 'node:net'
import tls from 'node:tls'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeAll, describe, expect, it } from 'vitest'
import {
  cardOf,
  FILE,
  FILE_URI,
  makeDevice,
  openDoor,
  startService,
  statusAt
} from '../../../e2e/fixtures/peer-service.ts'
import { fail } from '../../../src-shared/errors/problem.ts'
import { systemClock } from '../../platform/system-clock.ts'
import type { DeviceIdentity } from '../identity/device-identity.ts'
import { serverTlsOptions } from '../identity/pinned-tls.ts'
import { cardMessage } from '../protocol/card.ts'
import { statusMessage, type PlanStatusMessage } from '../protocol/status.ts'
import { knock } from './knock.ts'
import { peerClient, type ClientTimeouts, type PeerClient } from './peer-client.ts'

const PLAN = '0123456789abcdef0123456789abcdef'
const MESSAGE = { revision: 1, uri: FILE_URI, file: FILE, connections: 4, ranges: [{ start: 0, end: 1000 }] }
const never = new AbortController().signal

let me: DeviceIdentity
let them: DeviceIdentity
beforeAll(async () => {
  me = await makeDevice()
  them = await makeDevice()
})

const open: (() => unknown)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

function clientOf(
  port: number,
  options: { peer?: string; timeouts?: Partial<ClientTimeouts> } = {}
): PeerClient {
  const { peer = them.id, timeouts = {} } = options
  const to = { identity: me, peer, host: '127.0.0.1', port, localAddress: null, clock: systemClock, timeouts }
  const client = peerClient(to)
  open.push(() => client.close())
  return client
}

async function serve(options: Parameters<typeof startService>[1] = {}) {
  const service = await startService([me.id], { identity: them, ...options })
  open.push(() => service.close())
  return { service, client: clientOf(service.port) }
}

/** A peer that answers every request head with whatever `answer` writes. */
async function hostile(
  answer: (socket: tls.TLSSocket) => unknown
): Promise<{ port: number; requests: string[] }> {
  const requests: string[] = []
  const server = tls.createServer(serverTlsOptions(them), (socket) => {
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => {
      requests.push(chunk.toString())
      answer(socket)
    })
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const sockets = new Set<net.Socket>()
  server.on('connection', (socket: net.Socket) => sockets.add(socket))
  open.push(() => {
    server.close()
    for (const socket of sockets) socket.destroy()
  })
  return { port: (server.address() as AddressInfo).port, requests }
}

const json = (text: string, status = '200 OK'): string =>
  `HTTP/1.1 ${status}\r\nContent-Type: application/json\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = []
  for await (const item of items) list.push(item)
  return list
}

describe('a peer is asked', () => {
  it('for its card, what it holds, plans and their status', async () => {
    const { service, client } = await serve()
    expect(await client.card(never)).toEqual(cardOf(them.id))
    expect(await client.availability(FILE_URI, never)).toEqual([
      { file: FILE, peer: them.id, ranges: [{ start: 0, end: FILE.length }] }
    ])
    expect(await client.putPlan(PLAN, MESSAGE, never)).toEqual(statusAt(1))
    expect(await all(client.statusStream(PLAN, never))).toEqual([statusAt(1)])
    expect(client.bytesUrl(PLAN).href).toBe(`https://127.0.0.1:${service.port}/shoal/1/plans/${PLAN}/bytes`)
    await client.dropPlan(PLAN, never)
    await client.dropPlan(PLAN, never)
    expect(service.connections()).toBe(1)
  })

  it('for its round trip', async () => {
    const { client } = await serve()
    const rttMs = await client.measureRtt(never)
    expect(rttMs).toBeGreaterThan(0)
    expect(rttMs).toBeLessThan(500)
  })

  it('from the interface that was chosen', async () => {
    const addresses: string[] = []
    const { service } = await serve({
      door: openDoor({ group: (_body, socket) => `{"n":${addresses.push(socket.remoteAddress ?? '')}}` })
    })
    const door = await knock({
      ...{ identity: me, peer: them.id, host: '127.0.0.1', port: service.port, localAddress: '127.0.0.9' },
      ...{ timeoutMs: 2_000, signal: never }
    })
    await door.prove('{}', never)
    door.close()
    expect(addresses).toEqual(['127.0.0.9'])
  })

  it('and what it refuses has a code', async () => {
    const { client } = await serve({
      answers: {
        putPlan: async (_peer, _plan, { connections }) => {
          if (connections === 1) throw fail('peer-busy', { reason: 'eight contributions run' })
          if (connections === 2) throw fail('peer-unknown', { address: 'a', expected: 'b', found: 'c' })
          if (connections === 3) throw new Error('a bug')
          return statusAt(1)
        }
      }
    })
    const put = (revision: number, connections: number) =>
      client.putPlan(PLAN, { ...MESSAGE, revision, connections }, never)
    await expect(put(1, 1)).rejects.toMatchObject({ code: 'peer-busy' })
    await expect(put(2, 2)).rejects.toMatchObject({ code: 'peer-refused' })
    await expect(put(3, 3)).rejects.toMatchObject({ code: 'peer-failed' })
    await put(4, 4)
    await expect(put(4, 4)).rejects.toMatchObject({ code: 'plan-stale' })
    await expect(all(client.statusStream('f'.repeat(32), never))).rejects.toMatchObject({
      code: 'plan-unknown'
    })
  })

  it('again when a resting connection was closed by the other side', async () => {
    let answered = 0
    const { port } = await hostile((socket) => {
      answered++
      if (answered === 2) socket.destroy()
      else socket.write(json(cardMessage.encode(cardOf(them.id))))
    })
    const client = clientOf(port)
    await client.card(never)
    await client.card(never)
    expect(answered).toBe(3)
  })

  it('until nobody wants to know', async () => {
    const { client } = await serve({ answers: { availability: () => new Promise(() => {}) } })
    const asked = client.availability(FILE_URI, AbortSignal.timeout(100))
    await expect(asked).rejects.toMatchObject({ code: 'interrupted' })
  })
})

describe('a status stream', () => {
  it('gives changes as they come and ends with its reader', async () => {
    let ended = false
    const { client } = await serve({
      answers: {
        async *status(_peer, _plan, signal) {
          for (let revision = 1; !signal.aborted; revision++) {
            yield statusAt(revision)
            await sleep(150)
          }
          ended = true
        }
      }
    })
    await client.putPlan(PLAN, MESSAGE, never)
    const seen: number[] = []
    for await (const { revision } of client.statusStream(PLAN, never)) {
      seen.push(revision)
      if (seen.length === 3) break
    }
    expect(seen).toEqual([1, 2, 3])
    await expect.poll(() => ended).toBe(true)
  })

  const streaming = async (
    write: (socket: tls.TLSSocket) => unknown,
    read: (stream: AsyncIterable<PlanStatusMessage>) => Promise<unknown> = all
  ) => {
    const { port } = await hostile((socket) => {
      socket.write('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n')
      write(socket)
    })
    return read(clientOf(port, { timeouts: { silenceMs: 500 } }).statusStream(PLAN, never))
  }
  const chunk = (text: string): string => `${text.length.toString(16)}\r\n${text}\r\n`
  const line = `${statusMessage.encode(statusAt(1))}\n`

  it.each<[string, (socket: tls.TLSSocket) => unknown, string]>([
    ['says nothing', () => {}, 'peer-silent'],
    ['says nothing any more', (socket) => socket.write(chunk(line)), 'peer-silent'],
    [
      'drips',
      (socket) => {
        const drip = setInterval(() => socket.write(chunk(' ')), 20)
        open.push(() => clearInterval(drip))
      },
      'peer-silent'
    ],
    ['floods', (socket) => socket.write(chunk(line.repeat(1000))), 'peer-answer-invalid'],
    ['sends a line without end', (socket) => socket.write(chunk('x'.repeat(300_000))), 'peer-answer-invalid'],
    ['sends no JSON', (socket) => socket.write(chunk('hello\n')), 'peer-answer-invalid'],
    [
      'holds more than the file has',
      (socket) => socket.write(chunk(line.replace('[[0,1000]]', '[[0,9000000]]'))),
      'peer-answer-invalid'
    ],
    [
      'ends within a line',
      (socket) => socket.end(`${chunk(line.slice(0, 40))}0\r\n\r\n`),
      'peer-answer-invalid'
    ],
    ['breaks off', (socket) => socket.write(chunk(line), () => socket.destroy()), 'peer-lost']
  ])('that %s is given up', async (_, write, code) => {
    await expect(streaming(write)).rejects.toMatchObject({ code: expect.stringMatching(code) as string })
  })
})

describe('a peer that means harm', () => {
  it.each<[string, (socket: tls.TLSSocket) => unknown, string]>([
    [
      'a body without end',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9000000000\r\n\r\n')
        const more = (): void => {
          if (socket.writable) socket.write(Buffer.alloc(65536, ' '), () => setImmediate(more))
        }
        more()
      },
      'peer-answer-invalid'
    ],
    ['huge JSON', (socket) => socket.write(json(`{"x":"${'x'.repeat(10_000_000)}"}`)), 'peer-answer-invalid'],
    [
      'a drip',
      (socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n')
        const drip = setInterval(() => socket.write(' '), 20)
        open.push(() => clearInterval(drip))
      },
      'peer-silent'
    ],
    [
      'an answer without a length',
      (socket) => socket.write('HTTP/1.1 200 OK\r\n\r\n'),
      'peer-answer-invalid'
    ],
    ['silence', () => {}, 'peer-silent'],
    [
      'a head without end',
      (socket) => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(50_000)}`),
      'peer-answer-invalid'
    ],
    ['no HTTP', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n\r\n'), 'peer-answer-invalid'],
    [
      'a body that breaks off',
      (socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{'),
      'peer-'
    ],
    [
      'a redirect',
      (socket) => socket.write(json('{}', '302 Found\r\nLocation: http://127.0.0.1/')),
      'peer-answer-invalid'
    ],
    [
      'a content coding',
      (socket) => socket.write(json('{}', '200 OK\r\nContent-Encoding: gzip')),
      'peer-answer-invalid'
    ],
    [
      'no UTF-8',
      (socket) => socket.write(Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"\xff"', 'latin1')),
      'peer-answer-invalid'
    ],
    [
      'a script in its name',
      (socket) => socket.write(json(cardMessage.encode({ ...cardOf(them.id), name: 'a\u202eb\u0007' }))),
      'peer-answer-invalid'
    ],
    [
      'the card of another',
      (socket) => socket.write(json(cardMessage.encode(cardOf(me.id)))),
      'peer-answer-invalid'
    ],
    ['a later protocol', (socket) => socket.write(json('{"protocol":2}')), 'peer-newer'],
    ['a closed door', (socket) => socket.destroy(), 'peer-closed'],
    [
      'a problem with control characters',
      (socket) => socket.write(json(JSON.stringify({ code: 'a', message: '\u001b[2J' }), '403 Forbidden')),
      'peer-answer-invalid'
    ]
  ])('sends %s', async (_, answer, code) => {
    const { port } = await hostile(answer)
    const before = process.memoryUsage().rss
    const asked = clientOf(port, { timeouts: { answerMs: 600 } }).card(never)
    await expect(asked).rejects.toMatchObject({ code: expect.stringMatching(code) as string })
    expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000)
  })

  it('is somebody else: not a byte is sent to it', async () => {
    const { port, requests } = await hostile((socket) =>
      socket.write(json(cardMessage.encode(cardOf(them.id))))
    )
    const expected = await makeDevice()
    const client = clientOf(port, { peer: expected.id })
    await expect(client.card(never)).rejects.toMatchObject({ code: 'peer-unknown' })
    await sleep(50)
    expect(requests).toEqual([])
  })

  it('accepts connections and never shakes hands, or is not there', async () => {
    const mute = net.createServer((socket) => socket.on('error', () => {})).listen(0, '127.0.0.1')
    await once(mute, 'listening')
    open.push(() => mute.close())
    const { port } = mute.address() as AddressInfo
    const client = clientOf(port, { timeouts: { connectMs: 300 } })
    await expect(client.card(never)).rejects.toMatchObject({ code: 'peer-unreachable' })
    client.close()
    mute.close()
    await expect(clientOf(port).card(never)).rejects.toMatchObject({ code: 'peer-unreachable' })
  })

  it('shows no certificate', async () => {
    // TLS servers must show one in version 1.3; one that is plain HTTP shows nothing.
    const plain = net.createServer((socket) => socket.end('HTTP/1.1 200 OK\r\n\r\n')).listen(0, '127.0.0.1')
    await once(plain, 'listening')
    open.push(() => plain.close())
    const { port } = plain.address() as AddressInfo
    await expect(clientOf(port).card(never)).rejects.toMatchObject({ code: 'peer-unreachable' })
  })
})

describe('a door', () => {
  const at = (port: number, peer: string | null) =>
    knock({
      ...{ identity: me, peer, host: '127.0.0.1', port, localAddress: null },
      ...{ timeoutMs: 2_000, signal: never }
    })

  it('tells who is there, and passes on what pairing says, refusals with their codes', async () => {
    const { service } = await serve({
      door: openDoor({
        pairing: async (step, body, from) => {
          if (step === 'reveal') throw fail('pairing-busy')
          return JSON.stringify({ step, body, from })
        }
      })
    })
    service.trusted.clear()
    const door = await at(service.port, null)
    expect(door.peer).toBe(them.id)
    const reply = await door.send('offer', '{"a":1}', never)
    expect(reply.kind === 'done' && JSON.parse(reply.body)).toEqual({
      step: 'offer',
      body: '{"a":1}',
      from: me.id
    })
    expect(await door.send('reveal', '{}', never)).toMatchObject({
      kind: 'refused',
      problem: { code: 'pairing-busy' }
    })
    expect(service.connections()).toBe(1)
    // A connection at the door does not live long; the next goes to the same key.
    door.socket.destroy()
    await expect.poll(() => service.connections()).toBe(0)
    expect((await door.send('offer', '{}', never)).kind).toBe('done')
    door.close()
    await expect.poll(() => service.connections()).toBe(0)
  })

  it('hears a proof on the connection that both ends know', async () => {
    const secret = (socket: tls.TLSSocket) =>
      socket.exportKeyingMaterial(32, 'EXPORTER-shoal-test', Buffer.alloc(0)).toString('hex')
    const { service } = await serve({ door: openDoor({ group: (_body, socket) => secret(socket) }) })
    const door = await at(service.port, them.id)
    const mine = secret(door.socket)
    expect(await door.prove('{}', never)).toBe(mine)
    door.close()
  })

  it('that is closed says so', async () => {
    const { service } = await serve()
    service.trusted.clear()
    const asked = at(service.port, them.id).then((door) => door.prove('{}', never))
    await expect(asked).rejects.toMatchObject({ code: 'peer-closed' })
  })
})
