/** Two requests at once on one connection, against a real server that sends its answers in every possible cut. */
import { once } from 'node:events'
import net, { type AddressInfo } from 'node:net'
import { createSecureContext } from 'node:tls'
import { afterEach, describe, expect, it } from 'vitest'
import { systemClock } from '../../platform/system-clock.ts'
import { RateLimits } from '../schedule/rate-limits.ts'
import { BufferPool } from './buffer-pool.ts'
import { Connection, type BodySink } from './connection.ts'

/** Small, so that an answer's head often begins where a buffer ends. */
const BUFFER_BYTES = 256 * 1024

const servers: net.Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve))
})

/** A connection to a server that calls `asked` with the number of each request that has come, from 1. */
async function connected(asked: (nth: number, socket: net.Socket) => void): Promise<Connection> {
  const server = net.createServer((socket) => {
    let seen = 0
    let text = ''
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('data', (data) => {
      text += data.toString('latin1')
      for (const come = text.split('\r\n\r\n').length - 1; seen < come;) asked(++seen, socket)
    })
  })
  servers.push(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return Connection.open({
    endpoint: { secure: false, host: '127.0.0.1', port: (server.address() as AddressInfo).port },
    pool: new BufferPool(BUFFER_BYTES, 64),
    tap: new RateLimits(systemClock).valve(null).tap(),
    nowMs: () => performance.now(),
    secureContext: () => createSecureContext(),
    timeoutMs: 5000,
    signal: new AbortController().signal,
    carrier: null
  })
}

const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n'

const answerOf = (body: Buffer, fields = ''): Buffer =>
  Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n${fields}\r\n`), body])

function bodyOf(length: number, seed: number): Buffer {
  const body = Buffer.alloc(length)
  for (let at = 0; at < length; at++) body[at] = (at * 31 + (at >> 8) + seed) & 255
  return body
}

function collector() {
  const parts: Buffer[] = []
  const sink: BodySink = {
    limit: Infinity,
    write: (buffer, from, to) => void parts.push(Buffer.from(buffer.bytes.subarray(from, to)))
  }
  return { sink, bytes: () => Buffer.concat(parts) }
}

describe('a request sent ahead', () => {
  it.each([2, 7, 1000, 60_000, 131_072, 255_990, 256 * 1024, 300_000])(
    'is answered after the first, wherever the answers are cut (first body of %i bytes)',
    async (length) => {
      const bodies = [bodyOf(length, 1), bodyOf(70_001, 2)] as const
      for (const piece of [1 << 20, 65_536, 4093]) {
        const sent = Buffer.concat(bodies.map((body) => answerOf(body)))
        // The first byte of the body comes alone; all the rest when the second request is there.
        const begun = sent.indexOf('\r\n\r\n') + 5
        const connection = await connected((nth, socket) => {
          if (nth === 1) socket.write(sent.subarray(0, begun))
          else for (let at = begun; at < sent.length; at += piece) socket.write(sent.subarray(at, at + piece))
        })
        const [first, second] = [collector(), collector()]
        await connection.request(HEAD)
        const received = connection.receive(first.sink)
        expect(connection.pipelinable).toBe(true)
        const next = connection.requestAhead(HEAD)
        expect(connection.pipelinable).toBe(false)
        await received
        expect((await next).framing).toEqual({ kind: 'length', bytes: bodies[1].length })
        await connection.receive(second.sink)
        expect(first.bytes().equals(bodies[0])).toBe(true)
        expect(second.bytes().equals(bodies[1])).toBe(true)
        connection.close()
      }
    }
  )

  it('is answered also when the first body’s tail is somebody else’s by the time it ends', async () => {
    const bodies = [bodyOf(5000, 1), bodyOf(700, 2)] as const
    const sent = Buffer.concat(bodies.map((body) => answerOf(body)))
    const begun = sent.indexOf('\r\n\r\n') + 5
    const connection = await connected((nth, socket) =>
      socket.write(nth === 1 ? sent.subarray(0, begun) : sent.subarray(begun))
    )
    const [first, second] = [collector(), collector()]
    await connection.request(HEAD)
    const received = connection.receive({ ...first.sink, limit: 4990 })
    const next = connection.requestAhead(HEAD)
    await received
    expect((await next).framing).toEqual({ kind: 'length', bytes: 700 })
    await connection.receive(second.sink)
    expect(first.bytes().equals(bodies[0].subarray(0, 4990))).toBe(true)
    expect(second.bytes().equals(bodies[1])).toBe(true)
    connection.close()
  })

  it('is refused with the connection by a server that closes it after the first answer', async () => {
    const body = bodyOf(1000, 1)
    const connection = await connected((nth, socket) => {
      if (nth === 1) socket.write(answerOf(body).subarray(0, 100))
      else socket.end(answerOf(body).subarray(100))
    })
    const { sink, bytes } = collector()
    await connection.request(HEAD)
    const received = connection.receive(sink)
    const next = connection.requestAhead(HEAD)
    next.catch(() => undefined)
    await received
    expect(bytes().equals(body)).toBe(true)
    await expect(next).rejects.toMatchObject({ code: 'connection-lost' })
  })

  it('is not possible when the server said that it will close the connection', async () => {
    const connection = await connected((_, socket) =>
      socket.write(answerOf(bodyOf(1000, 1), 'Connection: close\r\n').subarray(0, 200))
    )
    await connection.request(HEAD)
    void connection.receive(collector().sink).catch(() => undefined)
    expect(connection.pipelinable).toBe(false)
    connection.close()
  })

  it('does not make bytes acceptable that nobody asked for', async () => {
    const answer = Buffer.concat([answerOf(bodyOf(10, 1)), Buffer.from('HTTP/1.1 200 OK\r\n')])
    const connection = await connected((_, socket) => void socket.write(answer))
    await connection.request(HEAD)
    await expect(connection.receive(collector().sink)).rejects.toMatchObject({ code: 'body-overlong' })
  })
})

describe('an answer', () => {
  const interim = (bytes: number): string => {
    const one = 'HTTP/1.1 100 Continue\r\n\r\n'
    return one.repeat(Math.floor(bytes / one.length))
  }

  it('may follow many interim ones', async () => {
    const body = bodyOf(1000, 3)
    const connection = await connected((_, socket) => {
      socket.write(interim(60_000))
      socket.write(answerOf(body))
    })
    const { sink, bytes } = collector()
    expect((await connection.request(HEAD)).head.status).toBe(200)
    await connection.receive(sink)
    expect(bytes().equals(body)).toBe(true)
    connection.close()
  })

  it('that never comes for all the interim ones is refused', async () => {
    const connection = await connected((_, socket) => {
      const more = (): void => {
        while (!socket.destroyed && socket.write(interim(64 * 1024)));
      }
      socket.on('drain', more)
      more()
    })
    await expect(connection.request(HEAD)).rejects.toMatchObject({ code: 'head-too-large' })
  })
})
