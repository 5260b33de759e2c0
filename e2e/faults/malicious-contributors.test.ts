/**
 * `shoal get` beside a peer that is trusted and does wrong in every way its protocol leaves open, and one that is
 * honest: the file is right or the error is clear, whoever gave wrong answers to requests for bytes is quarantined and
 * nobody else, and nothing that a peer sends costs more memory than a bound. Real processes over loopback; the table at
 * the end tells what each came to.
 */
import { createSecretKey, randomBytes, type KeyObject } from 'node:crypto'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { serverTlsOptions } from '../../src-main/peers/identity/pinned-tls.ts'
import type { PeerRecord } from '../../src-main/peers/ports/directory-store.ts'
import { USUAL_PEER_TERMS } from '../../src-shared/model/peer.ts'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'
import { contentSha256, seededContent, sha256File } from '../fixtures/content.ts'
import {
  sendPaced,
  startMaliciousPeer,
  type Answer,
  type Exchange,
  type MaliciousPeer,
  type Malice
} from '../fixtures/malicious-peer.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { endShoalProcesses, startShoalProcess, UNPRINTABLE, type Ended } from '../fixtures/shoal-process.ts'
import { newFolder, removeFolders } from '../integration/shoal.ts'

const MiB = 1024 * 1024
const SIZE = 6 * MiB + 77
const SEED = 'what malice wants to spoil'
const content = seededContent(SEED, SIZE)
const SHA256 = contentSha256(SEED, SIZE)
const FILE = { validator: { etag: '"the-one"', lastModified: null }, length: SIZE }
const OTHER_FILE = { validator: { etag: '"another"', lastModified: null }, length: SIZE }
const ALL: ByteRange = { start: 0, end: SIZE }
const PEER_BYTES_PER_SECOND = 2 * MiB
const MOST_MEMORY_BYTES = 250 * MiB
const SECONDS = 60_000
const FILLER = Buffer.alloc(64 * 1024, 'x')

interface Case {
  readonly name: string
  readonly malice: Malice
  readonly quarantined: boolean
  readonly checksum?: true
  /** Of the honest peer and the data server; the transfer lasts longer. */
  readonly othersBytesPerSecond?: number
  /** Bytes that nobody may be there to judge: the file may be wrong, if it is labelled so; luck finds the liar. */
  readonly isUnprovable?: true
  /** Not one byte of the file may be asked of it. */
  readonly isNeverAsked?: true
}

// What is wrong with the bytes.
const flipped =
  (isWrong: (at: number) => boolean) =>
  ({ read }: Exchange, part: ByteRange): Buffer => {
    const bytes = read(part)
    for (let n = 0; n < bytes.length; n++) if (isWrong(part.start + n)) bytes[n] = (bytes[n] as number) ^ 0xff
    return bytes
  }
const lying =
  (isWrong: (at: number) => boolean): Answer =>
  async (exchange) => {
    await exchange.write(exchange.head())
    await sendPaced(
      exchange,
      exchange.range,
      (part) => flipped(isWrong)(exchange, part),
      PEER_BYTES_PER_SECOND
    )
  }
const headed =
  (
    fields: (exchange: Exchange) => Readonly<Record<string, string | number | null>>,
    status?: string
  ): Answer =>
  async (exchange) => {
    await exchange.write(exchange.head(fields(exchange), status))
    await sendPaced(exchange, exchange.range, exchange.read, PEER_BYTES_PER_SECOND)
  }
const endlessly = async ({ write }: Exchange, bytes: Buffer | string = FILLER): Promise<void> => {
  for (;;) await write(bytes)
}
const raw =
  (text: string): Answer =>
  ({ write }) =>
    write(text)
const statusLines =
  (next: (exchange: Exchange, nth: number) => unknown, everyMs = 100): Answer =>
  async (exchange) => {
    await exchange.stream()
    for (let nth = 0; ; nth++) {
      await exchange.line(`${JSON.stringify(next(exchange, nth))}\n`)
      await sleep(everyMs)
    }
  }
const card =
  (more: Readonly<Record<string, unknown>>): Answer =>
  (exchange) =>
    exchange.json(200, exchange.card(more))
const answered =
  (value: (exchange: Exchange) => unknown): Answer =>
  (exchange) =>
    exchange.json(200, value(exchange))
/** What was asked before the word came is answered honestly; a busy machine takes its time to hear it. */
const HEARD_BY_MS = 1000
/** Says so before it does so: whoever goes on asking gets bytes of the other file. */
const changing = (): Malice => {
  let saidAtMs = Infinity
  const isOther = (): boolean => performance.now() - saidAtMs > HEARD_BY_MS
  return {
    bytesPerSecond: MiB / 2,
    status: statusLines(({ status }, nth) => {
      if (nth === 3) saidAtMs = performance.now()
      return status(nth < 3 ? {} : { file: OTHER_FILE, held: [[0, SIZE]] })
    }, 50),
    bytes: (exchange) => (isOther() ? headed(() => ({ ETag: '"another"' }))(exchange) : exchange.honestly())
  }
}
const silent: Answer = () => new Promise(() => undefined)
const always = (): boolean => true
const lateByte = (at: number): boolean => at === SIZE - 100_000
/** Ends the name of what it is asked for, where a header could do so. */
const TRAVERSAL = '../../../../../../tmp/shoal-was-here'

/** Somewhere that nobody must be sent to. */
let elsewhere: http.Server
let elsewhereUrl = ''
let askedElsewhere = 0

const bytesCases: readonly Case[] = [
  { name: 'nothing wrong', malice: {}, quarantined: false },
  { name: 'wrong bytes', malice: { bytes: lying(always) }, quarantined: true },
  {
    name: 'wrong bytes, with a checksum',
    malice: { bytes: lying(always) },
    quarantined: true,
    checksum: true
  },
  {
    name: 'wrong bytes of all of the file, held',
    malice: { bytes: lying(always), held: [ALL] },
    quarantined: true,
    checksum: true
  },
  {
    // Nobody else holds it, and the data server may be asked for nothing that a peer holds.
    name: 'wrong bytes of all of the file, held, and nothing to prove them by',
    malice: { bytes: lying(always), held: [ALL] },
    quarantined: false,
    isUnprovable: true
  },
  {
    name: 'one late byte',
    malice: { bytes: lying(lateByte), held: [ALL] },
    quarantined: false,
    isUnprovable: true
  },
  {
    name: 'one late byte, with a checksum',
    malice: { bytes: lying(lateByte), held: [ALL] },
    quarantined: true,
    checksum: true
  },
  {
    name: 'an endless body',
    malice: {
      async bytes(exchange) {
        await exchange.honestly()
        await endlessly(exchange)
      }
    },
    quarantined: true
  },
  {
    name: 'an endless body without a length',
    malice: {
      async bytes(exchange) {
        await exchange.write(exchange.head({ 'Content-Length': null }))
        await endlessly(exchange)
      }
    },
    quarantined: true
  },
  {
    name: 'Content-Length too large',
    malice: { bytes: headed(({ range }) => ({ 'Content-Length': range.end - range.start + 1000 })) },
    quarantined: true
  },
  {
    name: 'Content-Length too small',
    malice: { bytes: headed(({ range }) => ({ 'Content-Length': (range.end - range.start) >> 1 })) },
    quarantined: true
  },
  {
    name: 'Content-Length of 2^60',
    malice: { bytes: headed(() => ({ 'Content-Length': '1152921504606846976' })) },
    quarantined: true
  },
  {
    name: 'Content-Range of other bytes',
    malice: {
      bytes: headed(({ range }) => ({ 'Content-Range': `bytes ${range.start + 1}-${range.end}/${SIZE}` }))
    },
    quarantined: true
  },
  {
    name: 'Content-Range of another length',
    malice: {
      bytes: headed(({ range }) => ({ 'Content-Range': `bytes ${range.start}-${range.end - 1}/${SIZE + 1}` }))
    },
    quarantined: true
  },
  {
    name: 'no Content-Range',
    malice: { bytes: headed(() => ({ 'Content-Range': null })) },
    quarantined: true
  },
  { name: 'another ETag', malice: { bytes: headed(() => ({ ETag: '"another"' })) }, quarantined: true },
  {
    name: '200 instead of 206',
    malice: { bytes: headed(() => ({ 'Content-Range': null }), '200 OK') },
    quarantined: true
  },
  {
    name: 'content in gzip',
    malice: { bytes: headed(() => ({ 'Content-Encoding': 'gzip' })) },
    quarantined: true
  },
  {
    name: 'slow drip',
    malice: {
      async bytes(exchange) {
        const { write, head, range, read } = exchange
        await write(head())
        for (let at = range.start; at < range.end; at++) {
          await write(read({ start: at, end: at + 1 }))
          await sleep(100)
        }
      }
    },
    quarantined: false
  },
  {
    name: 'a drip of a head',
    malice: {
      async bytes({ write, head }) {
        for (const character of head()) {
          await write(character)
          await sleep(100)
        }
      }
    },
    quarantined: false
  },
  {
    name: 'says it holds everything and sends nothing',
    malice: { held: [ALL], bytes: ({ write, head }) => write(head()) },
    quarantined: false
  },
  {
    name: 'redirects bytes elsewhere',
    malice: {
      bytes: ({ write }) =>
        write(`HTTP/1.1 302 Found\r\nLocation: ${elsewhereUrl}\r\nContent-Length: 0\r\n\r\n`)
    },
    quarantined: false
  },
  {
    name: '101 to a request for bytes',
    malice: {
      bytes: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: shoal/2\r\nConnection: Upgrade\r\n\r\n')
    },
    quarantined: true
  },
  {
    name: 'endless 100 Continue',
    malice: { bytes: (exchange) => endlessly(exchange, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(1000)) },
    quarantined: true
  },
  {
    name: 'HTTP/1.0 and closes',
    malice: {
      async bytes(exchange) {
        await exchange.write(exchange.head().replace('HTTP/1.1', 'HTTP/1.0'))
        await sendPaced(exchange, exchange.range, exchange.read, PEER_BYTES_PER_SECOND)
        exchange.socket.end()
      }
    },
    quarantined: false
  },
  { name: 'garbage for a head', malice: { bytes: (exchange) => endlessly(exchange) }, quarantined: true },
  {
    name: 'an endless head',
    malice: {
      async bytes(exchange) {
        await exchange.write('HTTP/1.1 206 Partial Content\r\n')
        await endlessly(exchange, `X-Large: ${'x'.repeat(60_000)}\r\n`)
      }
    },
    quarantined: true
  },
  {
    name: 'names a file on disk',
    malice: {
      bytes: headed(() => ({
        'Content-Disposition': `attachment; filename="${TRAVERSAL}"`,
        'Content-Location': `file://${TRAVERSAL}`
      }))
    },
    quarantined: false
  },
  {
    name: '404 to every request for bytes',
    malice: { bytes: (exchange) => exchange.json(404, { code: 'plan-unknown', message: 'What plan?' }) },
    quarantined: false
  },
  {
    name: 'resets every answer',
    malice: { bytes: async ({ socket }) => void socket.destroy() },
    quarantined: false
  }
]

const statusCases: readonly Case[] = [
  {
    name: 'floods with status',
    malice: { status: statusLines(({ status }) => status(), 0) },
    quarantined: false
  },
  {
    name: 'floods with status in one chunk',
    malice: {
      async status(exchange) {
        await exchange.stream()
        const many = `${JSON.stringify(exchange.status())}\n`.repeat(500)
        for (;;) await exchange.line(many)
      }
    },
    quarantined: false
  },
  {
    name: 'a status line that never ends',
    malice: {
      async status(exchange) {
        await exchange.stream()
        for (;;) await exchange.line(FILLER.toString())
      }
    },
    quarantined: false
  },
  {
    name: 'a status line of 10 MB',
    malice: {
      status: statusLines(({ status }) => status({ problem: { code: 'a', message: 'x'.repeat(1e7) } }))
    },
    quarantined: false
  },
  {
    name: 'status nested 100,000 deep',
    malice: {
      async status(exchange) {
        await exchange.stream()
        for (;;) await exchange.line(`${'['.repeat(100_000)}\n`)
      }
    },
    quarantined: false
  },
  {
    name: 'holds bytes beyond the file',
    malice: { status: statusLines(({ status }) => status({ held: [[0, SIZE + MiB]] })) },
    quarantined: false
  },
  {
    name: 'holds 4096 slivers',
    malice: {
      held: Array.from({ length: 4096 }, (_, n) => ({ start: n * 1500, end: n * 1500 + 1 })),
      bytesPerSecond: PEER_BYTES_PER_SECOND
    },
    quarantined: false
  },
  {
    name: 'holds ever other slivers, five times a second',
    malice: {
      bytesPerSecond: PEER_BYTES_PER_SECOND,
      status: statusLines(
        ({ status }, nth) =>
          status({ held: Array.from({ length: 4096 }, (_, n) => [n * 1500 + nth, n * 1500 + nth + 1]) }),
        200
      )
    },
    quarantined: false
  },
  {
    name: 'is of another file after a while',
    malice: changing(),
    othersBytesPerSecond: MiB,
    quarantined: false
  },
  {
    name: 'is of another file at once',
    malice: {
      plan: (exchange) => exchange.json(200, { status: exchange.status({ file: OTHER_FILE }) }),
      status: statusLines(({ status }) => status({ file: OTHER_FILE, held: [[0, SIZE]] }))
    },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'names a length of 2^53',
    malice: {
      plan: answered(({ status }) => ({
        status: status({
          file: { ...FILE, length: Number.MAX_SAFE_INTEGER },
          held: [[0, Number.MAX_SAFE_INTEGER]]
        })
      }))
    },
    quarantined: false
  },
  {
    name: 'refuses after it has accepted',
    malice: {
      status: statusLines(({ status }) =>
        status({ state: 'refused', problem: { code: 'policy-refused', message: 'Not today.' } })
      )
    },
    quarantined: false
  },
  {
    name: 'accepts and never shows the file',
    malice: {
      plan: answered(({ status }) => ({ status: status({ state: 'resolving', file: null }) })),
      status: statusLines(({ status }) => status({ state: 'resolving', file: null }))
    },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'changes its mind ten times a second',
    malice: {
      status: statusLines(({ status }, nth) => status(nth % 2 ? {} : { state: 'failed', file: null }), 50)
    },
    quarantined: false
  },
  {
    name: 'a problem full of escapes',
    malice: {
      status: statusLines(({ status }) =>
        status({ state: 'failed', problem: { code: 'a', message: '\u001b]0;owned\u0007\u001b[2J\u202egpj' } })
      )
    },
    quarantined: false
  },
  { name: 'never answers a plan', malice: { plan: silent }, quarantined: false, isNeverAsked: true },
  {
    name: 'an answer to the plan of 10 MB',
    malice: { plan: answered(({ status }) => ({ status: status(), filler: 'x'.repeat(1e7) })) },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'an endless answer to the plan',
    malice: {
      async plan(exchange) {
        await exchange.stream()
        for (;;) await exchange.line(FILLER.toString())
      }
    },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'redirects the plan elsewhere',
    malice: {
      plan: ({ write }) =>
        write(`HTTP/1.1 307 Temporary\r\nLocation: ${elsewhereUrl}\r\nContent-Length: 0\r\n\r\n`)
    },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'every revision is stale',
    malice: { plan: (exchange) => exchange.json(409, { code: 'plan-stale', message: 'Too old.' }) },
    quarantined: false,
    isNeverAsked: true
  },
  {
    name: 'holds all of another file',
    malice: {
      availability: answered(() => ({ contents: [{ ...OTHER_FILE, ranges: [[0, SIZE]] }] })),
      plan: answered(({ status }) => ({ status: status({ file: OTHER_FILE, held: [[0, SIZE]] }) })),
      status: statusLines(({ status }) => status({ file: OTHER_FILE, held: [[0, SIZE]] })),
      bytes: headed(() => ({ ETag: '"another"' }))
    },
    quarantined: false
  },
  {
    name: 'availability of 10 MB',
    malice: { availability: answered(() => ({ contents: [], filler: 'x'.repeat(1e7) })) },
    quarantined: false
  },
  { name: 'never says what it holds', malice: { availability: silent }, quarantined: false }
]

const introductions: readonly Pick<Case, 'name' | 'malice'>[] = [
  { name: 'a card of 10 MB', malice: { card: card({ filler: 'x'.repeat(1e7) }) } },
  {
    name: 'an endless card',
    malice: {
      async card(exchange: Exchange) {
        await exchange.stream()
        for (;;) await exchange.line(FILLER.toString())
      }
    }
  },
  {
    name: 'escapes in its name',
    malice: { card: card({ name: '\u001b]0;owned\u0007\u001b[31mred\u009b2J' }) }
  },
  { name: 'bidi marks in its name', malice: { card: card({ name: 'photo\u202egpj.exe\u2066' }) } },
  { name: 'line breaks in its name', malice: { card: card({ name: 'one\r\n{"event":"done"}\u2028' }) } },
  { name: 'a name of 10,000 characters', malice: { card: card({ name: 'n'.repeat(10_000) }) } },
  { name: 'no text for a name', malice: { card: card({ name: { toString: 'x' } }) } },
  {
    name: 'the card of somebody else',
    malice: { card: card({ id: 'P56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BM-TBBZ4TJ-XZWICQ2' }) }
  },
  { name: 'a newer protocol', malice: { card: card({ protocol: 2 }) } },
  {
    name: 'a card in gzip',
    malice: {
      card: (exchange: Exchange) => exchange.json(200, exchange.card(), { 'Content-Encoding': 'gzip' })
    }
  },
  {
    name: 'a card elsewhere',
    malice: {
      card: ({ write }: Exchange) =>
        write(`HTTP/1.1 302 Found\r\nLocation: ${elsewhereUrl}\r\nContent-Length: 0\r\n\r\n`)
    }
  },
  {
    name: '101 to a request for its card',
    malice: { card: raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n') }
  },
  { name: 'garbage for a card', malice: { card: (exchange: Exchange) => endlessly(exchange) } },
  { name: 'never answers', malice: { card: silent, group: silent } },
  { name: 'a wrong proof of the group', malice: { group: answered(() => ({ proof: '0'.repeat(64) })) } },
  {
    name: 'its own proof sent back',
    malice: { group: ({ body, json }: Exchange) => json(200, JSON.parse(body)) }
  },
  {
    name: 'an endless proof',
    malice: { group: (exchange: Exchange) => exchange.stream().then(() => endlessly(exchange)) }
  },
  { name: 'the certificate of somebody else', malice: { tls: (_, other) => serverTlsOptions(other) } },
  {
    name: 'TLS 1.2',
    malice: { tls: (usual) => ({ ...usual, minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }) }
  }
]
const introductionCases = introductions.map((each): Case => ({
  ...each,
  quarantined: false,
  isNeverAsked: true
}))

/** These may help: what they are called is nobody's harm. */
const namedCases: readonly Case[] = [
  {
    name: 'script in its name',
    malice: { card: card({ name: '<script>alert(1)</script>' }) },
    quarantined: false
  },
  { name: 'a path for a name', malice: { card: card({ name: TRAVERSAL }) }, quarantined: false },
  {
    name: 'offers tickets to resume',
    malice: { tls: (usual) => ({ ...usual, secureOptions: 0 }) },
    quarantined: false
  }
]

let groupKey: KeyObject
let groupKeyFile: string
let origin: Origin
/** By name: cases end in any order. */
const rows = new Map<string, string>()

beforeAll(async () => {
  const key = randomBytes(32)
  groupKey = createSecretKey(key)
  const folder = await newFolder('group')
  groupKeyFile = path.join(folder, 'group.key')
  await writeFile(groupKeyFile, `${key.toString('hex')}\n`, { mode: 0o600 })
  origin = await startOrigin()
  elsewhere = http.createServer((_, response) => {
    askedElsewhere++
    response.end('here')
  })
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve))
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}${TRAVERSAL}`
})

afterAll(async () => {
  console.log(
    `| the peer | outcome | quarantined | bytes from it | peak memory, MiB |\n|---|---|---|---:|---:|\n${everyCase.flatMap(({ name }) => rows.get(name) ?? []).join('\n')}`
  )
  endShoalProcesses()
  await origin.stop()
  elsewhere.close()
  await removeFolders()
})

/** As if a person had typed where they are; whoever knows the group's key is trusted. */
function remember(stateDirectory: string, peers: readonly MaliciousPeer[]): void {
  const journal = openJournal({ stateDirectory })
  for (const { id, port } of peers)
    journal.peers.directory.revise(id, () => ({
      ...{ id, name: '', trust: 'none', quarantine: null, originRate: null, lanRate: null, firstSeenAtMs: 0 },
      terms: USUAL_PEER_TERMS,
      addresses: [{ host: '127.0.0.1', port, typed: true, lastWorkedAtMs: null }],
      history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null }
    }))
  journal.close()
}

function directoryOf(stateDirectory: string): readonly PeerRecord[] {
  const journal = openJournal({ stateDirectory })
  try {
    return journal.peers.directory.all()
  } finally {
    journal.close()
  }
}

interface Came extends Ended {
  readonly liar: MaliciousPeer
  readonly honest: MaliciousPeer
  readonly records: readonly PeerRecord[]
  readonly stateDirectory: string
  readonly file: string
  readonly downloads: string
  readonly bytesFrom: (peer: MaliciousPeer) => number
}

let cases = 0

async function fetchBeside(
  malice: Malice,
  words: readonly string[],
  othersBytesPerSecond?: number
): Promise<Came> {
  const folder = await newFolder('malice')
  const stateDirectory = path.join(folder, 'state')
  const downloads = path.join(folder, 'downloads')
  await mkdir(downloads)
  const common = { groupKey, content, file: FILE }
  const liar = await startMaliciousPeer({
    ...common,
    name: 'Liar',
    malice: { bytesPerSecond: PEER_BYTES_PER_SECOND, ...malice }
  })
  const honest = await startMaliciousPeer({
    ...common,
    name: 'Honest',
    malice: { bytesPerSecond: othersBytesPerSecond ?? PEER_BYTES_PER_SECOND }
  })
  try {
    remember(stateDirectory, [liar, honest])
    const served = origin.file(`/malice-${++cases}.bin`, {
      ...{ size: SIZE, seed: SEED, validators: 'none', headers: { ETag: '"the-one"' } },
      bytesPerSecond: othersBytesPerSecond ?? MiB
    })
    const run = startShoalProcess(
      stateDirectory,
      ...['get', served.url, '-d', downloads, '--connections', '2', '--interface', 'lo'],
      ...['--group-key-file', groupKeyFile, ...words]
    )
    const ended = await run.ended
    const { sources = [] } = (ended.lines.at(-1) ?? {}) as {
      readonly sources?: readonly { readonly id: string; readonly bytes: number }[]
    }
    return {
      ...ended,
      ...{ liar, honest, stateDirectory, downloads },
      file: path.join(downloads, path.basename(served.path)),
      records: directoryOf(stateDirectory),
      bytesFrom: ({ id }) => sources.find((source) => source.id === id)?.bytes ?? 0
    }
  } finally {
    await Promise.all([liar.stop(), honest.stop()])
  }
}

const quarantined = ({ records }: Came): readonly string[] =>
  records.flatMap(({ id, quarantine }) => (quarantine ? [id] : []))

const everyCase = [...bytesCases, ...statusCases, ...introductionCases, ...namedCases]

describe.concurrent('a trusted peer', () => {
  it.each(everyCase)('$name', { timeout: SECONDS }, async ({ name, malice, checksum, ...expected }) => {
    const words = checksum ? ['--checksum', `sha-256=${SHA256}`] : []
    const came = await fetchBeside(malice, ['--json', ...words], expected.othersBytesPerSecond)
    const last = came.lines.at(-1)
    const isRight = came.code === 0 && (await sha256File(came.file)) === SHA256
    const outcome = isRight
      ? 'right file'
      : came.code === 0
        ? 'wrong file, labelled unproven'
        : String(last?.['code'])
    const isQuarantined = quarantined(came).includes(came.liar.id)
    rows.set(
      name,
      `| ${name} | ${outcome} | ${isQuarantined ? 'yes' : 'no'} | ${came.bytesFrom(came.liar)} | ${Math.round(came.peakBytes / MiB)} |`
    )
    expect([came.code, last?.event, came.output]).toEqual([0, 'done', came.output])
    const notices = came.lines.flatMap((line) => (line.event === 'notice' ? [line['code']] : []))
    if (!isRight)
      expect([expected.isUnprovable, notices]).toEqual([
        true,
        expect.arrayContaining(['peer-bytes-unproven'])
      ])
    if (expected.isUnprovable) expect([[], [came.liar.id]]).toContainEqual(quarantined(came))
    else expect(quarantined(came)).toEqual(expected.quarantined ? [came.liar.id] : [])
    expect(came.peakBytes).toBeLessThan(MOST_MEMORY_BYTES)
    expect(came.output).not.toMatch(UNPRINTABLE)
    expect(await readdir(came.downloads)).toEqual([path.basename(came.file)])
    // Whoever does not get as far as a plan was met at least; a test that met nobody shows nothing.
    if (!malice.tls) expect(came.liar.asked).not.toHaveLength(0)
    if (expected.isNeverAsked) expect(came.liar.asked).not.toContain('bytes')
    // Where one holds all of it nobody else is asked.
    if (malice.held?.[0] !== ALL) expect(came.honest.asked).toContain('bytes')
    expect(askedElsewhere).toBe(0)
  })
})

const shoalSays = async (stateDirectory: string, ...words: readonly string[]): Promise<Ended> =>
  startShoalProcess(stateDirectory, ...words).ended

describe('what people read of a peer', () => {
  it.each(['<script>alert(1)</script>', TRAVERSAL])(
    'is its name as it stands, and no more than text (%s)',
    { timeout: SECONDS },
    async (name) => {
      const came = await fetchBeside({ card: card({ name }) }, [])
      expect([came.code, await sha256File(came.file)]).toEqual([0, SHA256])
      expect(came.output).not.toMatch(UNPRINTABLE)
      expect(await readdir(came.downloads)).toEqual([path.basename(came.file)])
      const listed = await shoalSays(came.stateDirectory, 'peers')
      expect(listed.output).toContain(`${name}: of the same group`)
      expect(listed.output).not.toMatch(UNPRINTABLE)
    }
  )

  it.each(['\u001b[2J\u009b31mred', 'photo\u202egpj.exe'])(
    'is nothing of a name that does things (%j)',
    { timeout: SECONDS },
    async (name) => {
      const came = await fetchBeside({ card: card({ name }) }, [])
      expect([came.code, await sha256File(came.file)]).toEqual([0, SHA256])
      for (const words of [['peers'], ['peers', '--json']]) {
        const { output } = await shoalSays(came.stateDirectory, ...words)
        expect(output).toContain(came.liar.id)
        expect(output).not.toMatch(UNPRINTABLE)
        expect(output).not.toContain(name)
      }
      expect(came.output).not.toMatch(UNPRINTABLE)
    }
  )

  it('is that it lied, and it is not asked again', { timeout: SECONDS }, async () => {
    const came = await fetchBeside({ bytes: lying(always) }, [])
    expect([came.code, await sha256File(came.file)]).toEqual([0, SHA256])
    expect(came.output).toContain('Liar is not asked any more: ')
    const { lines } = await shoalSays(came.stateDirectory, 'peers', '--json')
    const peers = lines.filter(({ event }) => event === 'peer')
    expect(peers).toHaveLength(2)
    expect(peers).toContainEqual(
      expect.objectContaining({
        id: came.liar.id,
        trust: 'quarantined',
        quarantine: expect.objectContaining({ reason: expect.stringMatching(/./) as string }) as object
      })
    )
    expect(peers).toContainEqual(expect.objectContaining({ id: came.honest.id, trust: 'group' }))
    const { output } = await shoalSays(came.stateDirectory, 'peers')
    expect(output).toContain('Liar: quarantined')
  })
})
