/**
 * `shoal peer` and those who want from it what they must not have: other people's plans, addresses inside the network,
 * more than their share of memory, connections or time. It refuses, keeps serving the honest, and never grows beyond a
 * bound. Real processes over loopback; the table at the end tells what each case came to.
 */
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { seededContent } from '../fixtures/content.ts'
import {
  exchanged,
  makeRequester,
  requestOf,
  type Reply,
  type Requester
} from '../fixtures/malicious-requester.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import {
  endShoalProcesses,
  startShoalProcess,
  UNPRINTABLE,
  type ShoalRun
} from '../fixtures/shoal-process.ts'
import { newFolder, removeFolders } from '../integration/shoal.ts'

const MiB = 1024 * 1024
const SIZE = 64 * MiB
const SEED = 'what others ask for'
const MOST_MEMORY_BYTES = 250 * MiB
const SECONDS = 30_000
const CARD = '/shoal/1/card'
const ELSEWHERE = '127.0.0.2'

interface Peer {
  readonly run: ShoalRun
  readonly port: number
  readonly stateDirectory: string
}

let groupKey: KeyObject
let groupKeyFile: string
let origin: Origin
let file: OriginFile
/** May fetch from this machine's own loopback address, and from nowhere else that is private. */
let peer: Peer
/** May fetch from public addresses alone. */
let strict: Peer
let honest: Requester
let other: Requester
/** A server that nobody may be made to ask. */
const canaries: http.Server[] = []
let canaryPort = 0
let askedCanary = 0
const rows: string[] = []

beforeAll(async () => {
  const key = randomBytes(32)
  groupKey = createSecretKey(key)
  groupKeyFile = path.join(await newFolder('group'), 'group.key')
  await writeFile(groupKeyFile, `${key.toString('hex')}\n`, { mode: 0o600 })
  origin = await startOrigin()
  file = origin.file('/wanted.bin', { size: SIZE, seed: SEED })
  for (const host of ['127.0.0.1', ELSEWHERE]) {
    const canary = http.createServer((_, response) => {
      askedCanary++
      response.end('secret')
    })
    await new Promise<void>((resolve) => canary.listen(canaryPort, host, resolve))
    canaryPort = (canary.address() as AddressInfo).port
    canaries.push(canary)
  }
  ;[peer, strict] = await Promise.all([startPeer('--allow-private', '127.0.0.1/32'), startPeer()])
  honest = await trusted()
  other = await trusted()
})

afterAll(async () => {
  console.log(`| what is tried | outcome | peak memory, MiB |\n|---|---|---:|\n${rows.join('\n')}`)
  endShoalProcesses()
  await origin.stop()
  for (const canary of canaries) canary.close()
  await removeFolders()
})

async function startPeer(...words: readonly string[]): Promise<Peer> {
  const stateDirectory = path.join(await newFolder('asked'), 'state')
  const run = startShoalProcess(
    stateDirectory,
    ...['peer', '--json', '--interface', 'lo', '--port', '0', '--group-key-file', groupKeyFile, ...words]
  )
  const { port } = await run.line('listening')
  return { run, port: port as number, stateDirectory }
}

/** Somebody who has the group's key. */
async function trusted(at: Peer = peer, localAddress?: string): Promise<Requester> {
  const requester = await makeRequester(at.port, groupKey, localAddress)
  expect((await requester.prove()).status).toBe(200)
  return requester
}

const newPlan = (): string => `/shoal/1/plans/${randomBytes(16).toString('hex')}`
const planFor = (uri: string, more: object = {}): object => ({
  ...{ revision: 1, uri, validator: null, length: null, connections: 2, ranges: [] },
  ...more
})

const said = ({ status, code }: Reply): string =>
  status === 0 ? 'closed' : status < 400 ? `${status}` : `${status} ${code}`

/** Nobody is worse off for what was tried. */
async function settle(name: string, outcome: string): Promise<void> {
  const beganAtMs = performance.now()
  expect((await honest.ask('GET', CARD)).status).toBe(200)
  expect(performance.now() - beganAtMs).toBeLessThan(5000)
  const peakBytes = Math.max(peer.run.peakBytes(), strict.run.peakBytes())
  rows.push(`| ${name} | ${outcome} | ${Math.round(peakBytes / MiB)} |`)
  expect(peakBytes).toBeLessThan(MOST_MEMORY_BYTES)
  expect(askedCanary).toBe(0)
}

/** How one raw exchange on a connection of a trusted device ends. */
async function answeredTo(bytes: Buffer | string): Promise<Reply> {
  const socket = await honest.connect()
  try {
    return await exchanged(socket, bytes)
  } finally {
    socket.destroy()
  }
}

describe('somebody without trust', () => {
  const outcomeOf = (asked: Promise<Reply>): Promise<string> => asked.then(said, () => 'closed')

  it.each<readonly [string, () => Promise<string>]>([
    [
      'no certificate',
      async () => {
        const stranger = await makeRequester(peer.port, groupKey)
        const socket = stranger.connect({ secureContext: undefined })
        return outcomeOf(socket.then((each) => exchanged(each, requestOf('GET', CARD))))
      }
    ],
    [
      'a key nobody knows',
      async () => outcomeOf((await makeRequester(peer.port, groupKey)).ask('GET', CARD))
    ],
    [
      'TLS 1.2',
      async () => {
        const socket = (await makeRequester(peer.port, groupKey)).connect({
          secureContext: undefined,
          maxVersion: 'TLSv1.2'
        })
        return outcomeOf(socket.then((each) => exchanged(each, requestOf('GET', CARD))))
      }
    ],
    [
      'no TLS',
      () =>
        new Promise((resolve) => {
          const socket = net.connect(peer.port, '127.0.0.1', () => socket.write(requestOf('GET', CARD)))
          let text = ''
          socket.on('data', (data) => (text += data.toString('latin1')))
          socket.on('error', () => undefined)
          socket.on('close', () => resolve(text.includes('HTTP/1.1 200') ? 'served' : 'closed'))
        })
    ]
  ])('is sent away: %s', { timeout: SECONDS }, async (name, tries) => {
    const outcome = await tries()
    expect(outcome).toBe('closed')
    await settle(name, outcome)
  })

  it('proves nothing with another key', { timeout: SECONDS }, async () => {
    const stranger = await makeRequester(peer.port, createSecretKey(randomBytes(32)))
    expect(said(await stranger.prove())).toBe('403 group-refused')
    await expect(stranger.ask('GET', CARD).then(said, () => 'closed')).resolves.toBe('closed')
    await settle('another group key', '403, closed')
  })

  it('proves nothing with a proof that was sent before', { timeout: SECONDS }, async () => {
    const member = await makeRequester(peer.port, groupKey)
    const first = await member.connect()
    const proof = member.proof(first)
    first.destroy()
    const thief = await makeRequester(peer.port, groupKey)
    for (const who of [member, thief]) {
      expect(said(await who.ask('POST', '/shoal/1/group', { proof }))).toBe('403 group-refused')
      await expect(who.ask('GET', CARD).then(said, () => 'closed')).resolves.toBe('closed')
    }
    await settle('a replayed proof', '403, closed')
  })

  it('resumes nothing', { timeout: SECONDS }, async () => {
    const first = await honest.connect()
    const sessions: Buffer[] = []
    first.on('session', (session: Buffer) => void sessions.push(session))
    expect((await exchanged(first, requestOf('GET', CARD))).status).toBe(200)
    first.destroy()
    for (const session of sessions) {
      const again = await honest.connect({ session }).catch(() => null)
      expect(again?.isSessionReused() ?? false).toBe(false)
      again?.destroy()
    }
    await settle('a resumed session', `${sessions.length} tickets, none good`)
  })
})

describe('a plan', () => {
  it('that is old is not brought back', { timeout: SECONDS }, async () => {
    const plan = newPlan()
    const put = async (revision: number): Promise<string> =>
      said(await honest.ask('PUT', plan, planFor(file.url, { revision })))
    const seen = [await put(5), await put(5), await put(4), await put(6)]
    expect(seen).toEqual(['201', '409 plan-stale', '409 plan-stale', '200'])
    expect((await honest.ask('DELETE', plan)).status).toBe(204)
    expect([await put(6), await put(7)]).toEqual(['409 plan-stale', '201'])
    expect((await honest.ask('DELETE', plan)).status).toBe(204)
    await settle('replayed revisions', '409')
  })

  it('of somebody else does not exist', { timeout: SECONDS }, async () => {
    const plan = newPlan()
    expect((await honest.ask('PUT', plan, planFor(file.url))).status).toBe(201)
    for (const [method, what] of [
      ['GET', '/status'],
      ['GET', '/bytes'],
      ['DELETE', '']
    ] as const)
      expect(said(await other.ask(method, `${plan}${what}`))).toBe('404 plan-unknown')
    expect((await other.ask('PUT', plan, planFor(file.url))).status).toBe(201)
    expect((await other.ask('DELETE', plan)).status).toBe(204)
    expect((await honest.ask('GET', `${plan}/status`)).status).toBe(200)
    expect((await honest.ask('DELETE', plan)).status).toBe(204)
    await settle('plans of others', '404')
  })

  const uris = (): readonly string[] => [
    ...[
      'file:///etc/passwd',
      `ftp://127.0.0.1:${canaryPort}/x`,
      'gopher://127.0.0.1/',
      'data:,x',
      'javascript:1'
    ],
    ...[
      'http://user:secret@example.com/',
      `http://127.0.0.1:${canaryPort}/\r\nX: y`,
      'http:///x',
      '//host/x',
      ''
    ],
    ...['127.0.0.1', 'localhost', '2130706433', '0x7f000001', '0177.0.0.1', '127.1', '0.0.0.0', '[::1]'].map(
      (host) => `http://${host}:${canaryPort}/secret`
    ),
    ...[
      '[::ffff:127.0.0.1]',
      '[::ffff:7f00:1]',
      '[64:ff9b::7f00:1]',
      '[::127.0.0.1]',
      '[2002:7f00:1::]',
      '[::]'
    ].map((host) => `http://${host}:${canaryPort}/secret`),
    ...[
      '10.0.0.1',
      '192.168.1.1',
      '172.16.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '224.0.0.1',
      '[fe80::1]',
      '[fd00::1]'
    ].map((host) => `http://${host}/secret`),
    'http://metadata.google.internal/computeMetadata/v1/'
  ]

  it('for what is nobody’s business is refused', { timeout: SECONDS }, async () => {
    const requester = await trusted(strict)
    const outcomeOf = async (uri: string): Promise<readonly [string, string | undefined, number | null]> => {
      const plan = newPlan()
      const { status, code } = await requester.ask('PUT', plan, planFor(uri))
      if (status >= 400) return [uri, code, null]
      for (;;) {
        const told = (await requester.ask('GET', `${plan}/status`)).text
        const state = /"state":"(\w+)"/.exec(told)?.[1]
        if (state === 'resolving') await sleep(50)
        else {
          const bytes = await requester.ask('GET', `${plan}/bytes`)
          await requester.ask('DELETE', plan)
          return [uri, state, bytes.status]
        }
      }
    }
    // One after the other: a device may have 32 connections.
    const outcomes = []
    for (const uri of uris()) outcomes.push(await outcomeOf(uri))
    for (const [uri, outcome, bytes] of outcomes) {
      expect([uri, outcome]).toEqual([uri, expect.stringMatching(/^(message-invalid|refused|failed)$/)])
      if (bytes !== null) expect(bytes).toBeGreaterThanOrEqual(400)
    }
    await settle(`${outcomes.length} addresses that must not be asked`, 'refused')
  })

  it('leads nowhere by a redirect', { timeout: SECONDS }, async () => {
    const redirect = `http://${ELSEWHERE}:${canaryPort}/secret`
    const plan = newPlan()
    await honest.ask('PUT', plan, planFor(origin.file('/leads-away', { redirect }).url))
    await expect
      .poll(async () => (await honest.ask('GET', `${plan}/status`)).text, { timeout: 10_000 })
      .toMatch(/"state":"(refused|failed)"/)
    await honest.ask('DELETE', plan)
    await settle('a redirect to another private address', 'refused')
  })

  // Ten thousand round trips.
  it('is one of few', { timeout: 4 * SECONDS }, async () => {
    const requester = await trusted()
    const socket = await requester.connect()
    const counts = new Map<string, number>()
    const plans = Array.from({ length: 10_000 }, newPlan)
    for (const plan of plans) {
      const outcome = said(await exchanged(socket, requestOf('PUT', plan, planFor(file.url))))
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({ '201': 64, '503 peer-busy': 9936 })
    for (const plan of plans.slice(0, 64))
      expect((await exchanged(socket, requestOf('DELETE', plan))).status).toBe(204)
    socket.destroy()
    await settle('10,000 plans', '64 taken, the others 503')
  })

  it('has bounds', { timeout: SECONDS }, async () => {
    const slivers = (count: number): number[][] => Array.from({ length: count }, (_, n) => [n * 2, n * 2 + 1])
    const put = async (more: object): Promise<string> => {
      const plan = newPlan()
      const outcome = said(await honest.ask('PUT', plan, planFor(file.url, more)))
      await honest.ask('DELETE', plan)
      return outcome
    }
    expect(await put({ ranges: slivers(4096) })).toBe('201')
    const validator = { etag: '"x"', lastModified: null }
    for (const more of [
      { ranges: slivers(4097) },
      { validator, length: 100, ranges: [[0, 101]] },
      { ranges: [[0, 2 ** 60]] },
      { ranges: [[-1, 5]] },
      {
        ranges: [
          [0, 10],
          [5, 15]
        ]
      },
      { revision: 0.5 },
      { connections: 1e9 },
      { uri: `http://example.com/${'x'.repeat(9000)}` },
      { uri: { toString: 'x' } },
      { validator: { etag: '"a\r\nX: y"', lastModified: null }, length: 1 }
    ])
      expect(await put(more)).toBe('400 message-invalid')
    const plan = newPlan()
    await honest.ask('PUT', plan, planFor(file.url))
    await expect
      .poll(async () => (await honest.ask('GET', `${plan}/status`)).text, { timeout: 10_000 })
      .toContain(`"length":${SIZE}`)
    for (const range of [`${SIZE - 1}-${SIZE}`, '0-9007199254740991', '5-4', '-5', '0-1,3-4', '0-', 'a-b'])
      expect(
        (await answeredTo(`GET ${plan}/bytes HTTP/1.1\r\nHost: p\r\nRange: bytes=${range}\r\n\r\n`)).status
      ).toBe(416)
    await honest.ask('DELETE', plan)
    await settle('ranges that cannot be', '400, 416')
  })
})

describe('too much', () => {
  const flood = async (bytes: (nth: number) => Buffer | string, most: number): Promise<string> => {
    const socket = await honest.connect()
    let text = ''
    socket.on('data', (data: Buffer) => (text += data.toString('latin1')))
    socket.on('error', () => undefined)
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()))
    for (let nth = 0; nth < most && !socket.destroyed; nth++)
      if (!socket.write(bytes(nth)))
        await Promise.race([new Promise((go) => socket.once('drain', go)), closed])
    await Promise.race([closed, sleep(12_000)])
    expect(socket.destroyed).toBe(true)
    return /^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 'closed'
  }

  it.each<readonly [string, () => Promise<string>]>([
    ['5000 requests at once', () => flood(() => requestOf('GET', CARD).repeat(5000), 1)],
    [
      'a head of 1 MB',
      () =>
        flood((nth) => (nth === 0 ? `GET ${CARD} HTTP/1.1\r\n` : `X-${nth}: ${'x'.repeat(10_000)}\r\n`), 100)
    ],
    ['a request line of 1 MB', () => flood(() => `GET /${'x'.repeat(1e6)} HTTP/1.1\r\n\r\n`, 1)],
    [
      'an endless body',
      () =>
        flood(
          (nth) =>
            nth === 0
              ? 'POST /shoal/1/availability HTTP/1.1\r\nHost: p\r\nTransfer-Encoding: chunked\r\n\r\n'
              : `10000\r\n${'x'.repeat(65_536)}\r\n`,
          10_000
        )
    ],
    [
      'a body of 10 MB',
      () =>
        flood(
          (nth) =>
            nth === 0
              ? `PUT ${newPlan()} HTTP/1.1\r\nHost: p\r\nContent-Length: 10000000\r\n\r\n`
              : Buffer.alloc(65_536, '['),
          154
        )
    ],
    [
      'a body without end said to be 2^53 long',
      () =>
        flood(
          (nth) =>
            nth === 0
              ? `PUT ${newPlan()} HTTP/1.1\r\nHost: p\r\nContent-Length: 9007199254740991\r\n\r\n`
              : Buffer.alloc(65_536, ' '),
          10_000
        )
    ],
    [
      'two lengths',
      () =>
        flood(
          () =>
            'POST /shoal/1/availability HTTP/1.1\r\nHost: p\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
          1
        )
    ]
  ])('is cut off: %s', { timeout: SECONDS }, async (name, tries) => {
    const outcome = await tries()
    expect(outcome).toMatch(/^(closed|200|400|413|431)$/)
    await settle(name, outcome === 'closed' ? 'closed' : `${outcome}, closed`)
  })

  it('is JSON that only looks small', { timeout: SECONDS }, async () => {
    for (const body of [
      '['.repeat(60_000),
      '{"a":'.repeat(10_000),
      '"'.padEnd(60_000, '\\u0000'),
      'nul',
      '{"__proto__":{"uri":"x"}}'
    ])
      expect(said(await honest.ask('POST', '/shoal/1/availability', body))).toBe('400 message-invalid')
    await settle('deep and broken JSON', '400')
  })

  it('are 300 connections', { timeout: SECONDS }, async () => {
    const greedy = await trusted(peer, ELSEWHERE)
    const sockets = await Promise.all(
      Array.from({ length: 300 }, async () => greedy.connect().catch(() => null))
    )
    for (const socket of sockets) socket?.on('error', () => undefined)
    const opened = (): typeof sockets => sockets.filter((socket) => socket && !socket.destroyed)
    await expect.poll(() => opened().length).toBeLessThanOrEqual(32)
    const open = opened()
    const raw = Array.from({ length: 300 }, () => {
      const socket = net.connect({ port: peer.port, host: '127.0.0.1', localAddress: ELSEWHERE })
      socket.on('error', () => undefined)
      return socket
    })
    const held = (): readonly net.Socket[] => raw.filter((socket) => !socket.destroyed)
    await expect.poll(() => held().length).toBeLessThanOrEqual(32)
    await settle('300 connections, 300 handshakes', `${open.length} and ${held().length} held`)
    for (const socket of [...open, ...raw]) socket?.destroy()
  })

  it('is what slow readers leave unread', { timeout: SECONDS }, async () => {
    const slow = await trusted(peer, ELSEWHERE)
    const plan = newPlan()
    await slow.ask('PUT', plan, planFor(file.url, { ranges: [[0, SIZE]] }))
    await expect
      .poll(async () => (await slow.ask('GET', `${plan}/status`)).text, { timeout: 20_000 })
      .toContain(`"held":[[0,${SIZE}]]`)
    const sockets = await Promise.all(
      Array.from({ length: 16 }, async () => {
        const socket = await slow.connect()
        socket.on('error', () => undefined)
        socket.write(`GET ${plan}/bytes HTTP/1.1\r\nHost: p\r\nRange: bytes=0-${SIZE - 1}\r\n\r\n`)
        socket.pause()
        return socket
      })
    )
    await sleep(2000)
    const plain = newPlan()
    await honest.ask('PUT', plain, planFor(file.url, { ranges: [[0, 1000]] }))
    await expect
      .poll(async () => (await honest.ask('GET', `${plain}/status`)).text, { timeout: 10_000 })
      .toContain(`"length":${SIZE}`)
    const { text } = await answeredTo(`GET ${plain}/bytes HTTP/1.1\r\nHost: p\r\nRange: bytes=0-999\r\n\r\n`)
    const body = Buffer.from(text.slice(text.indexOf('\r\n\r\n') + 4), 'latin1')
    expect(body.equals(seededContent(SEED, SIZE).read(0, 1000))).toBe(true)
    await honest.ask('DELETE', plain)
    await settle('16 readers that do not read', 'the honest are served')
    for (const socket of sockets) socket.destroy()
    await slow.ask('DELETE', plan)
  })

  it('is time', { timeout: SECONDS }, async () => {
    const socket = await honest.connect()
    socket.on('error', () => undefined)
    const beganAtMs = performance.now()
    const letters = `GET ${CARD} HTTP/1.1\r\nX-Slow: ${'x'.repeat(200)}`
    let sent = 0
    const dripping = setInterval(() => socket.writable && socket.write(letters[sent++] ?? 'x'), 200)
    await new Promise((resolve) => socket.once('close', resolve))
    clearInterval(dripping)
    expect(sent).toBeGreaterThan(20)
    expect(performance.now() - beganAtMs).toBeLessThan(20_000)
    await settle('a request a letter at a time', 'closed')
  })
})

describe('nothing else', () => {
  it('is behind any path', { timeout: SECONDS }, async () => {
    const paths = [
      ...[
        '/',
        '/etc/passwd',
        '/../../../../etc/passwd',
        '/shoal/1/../../../etc/passwd',
        '/shoal/1/card/..',
        '//'
      ],
      ...[
        '/shoal/1/plans/../../../../etc/passwd',
        '/shoal/1/plans/..%2f..%2fetc%2fpasswd/bytes',
        '/shoal/1/card?x'
      ],
      ...[
        '/shoal/1/plans/%2e%2e/bytes',
        `/shoal/1/plans/${'A'.repeat(32)}`,
        '/shoal/1/CARD',
        '/shoal/2/card',
        '/shoal/1/'
      ],
      ...[
        'http://127.0.0.1/shoal/1/card',
        'file:///etc/passwd',
        '/shoal/1/plans/con/bytes',
        '/shoal/1/card%00',
        '*'
      ]
    ]
    for (const each of paths) {
      const { status, text } = await answeredTo(requestOf('GET', each))
      expect([each, status]).toEqual([
        each,
        expect.toSatisfy((found: number) => found === 400 || found === 404 || found === 0)
      ])
      expect(text).not.toContain('root:')
    }
    for (const method of ['POST', 'TRACE', 'OPTIONS', 'DELETE', 'PROPFIND', 'CONNECT'])
      expect([method, (await answeredTo(requestOf(method, CARD))).status]).toEqual([
        method,
        expect.toSatisfy((found: number) => found === 405 || found === 400 || found === 0)
      ])
    await answeredTo(`GET ${CARD} HTTP/1.1\r\nHost: p\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`)
    await settle(`${paths.length} paths, 6 methods`, '400, 404, 405')
  })

  it('is left of it all', { timeout: SECONDS }, async () => {
    for (const { run, stateDirectory } of [peer, strict]) {
      const { code, output, lines } = await run.end('SIGTERM')
      expect([code, lines.at(-1)?.event]).toEqual([0, 'stopped'])
      expect(output).not.toMatch(UNPRINTABLE)
      const journal = openJournal({ stateDirectory })
      const quarantined = journal.peers.directory.all().filter(({ quarantine }) => quarantine)
      journal.close()
      // Who asks for too much gives no wrong bytes.
      expect(quarantined).toEqual([])
      const names = await readdir(stateDirectory, { recursive: true })
      expect(names.filter((name) => /passwd|secret|wanted|\.\./.test(name))).toEqual([])
    }
  })
})
