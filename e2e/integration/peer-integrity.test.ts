/**
 * A file that other machines help to bring, some of which lie: whatever they do, the file is right or the error says
 * what is wrong; liars are found out, and nobody else is accused.
 */
import { mkdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createEngine, type Engine } from '../../src-main/engine/engine.ts'
import { SAMPLE_BYTES } from '../../src-main/engine/transfer/proof/spot-checks.ts'
import { newTransferId } from '../../src-main/host/new-transfer-id.ts'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemDisk } from '../../src-main/platform/system-disk.ts'
import { tcpProbe } from '../../src-main/platform/tcp-info.ts'
import { threadHasher } from '../../src-main/platform/thread-hasher.ts'
import type { AddTransfer } from '../../src-shared/contract/contract.ts'
import { rangeLength } from '../../src-shared/model/byte-range.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import { isSettled, type Transfer } from '../../src-shared/model/transfer.ts'
import { createHash } from 'node:crypto'
import { lanOf, startBytePeer, type BytePeer, type Lan, type PeerBehaviour } from '../fixtures/byte-peer.ts'
import { contentSha256, seededContent } from '../fixtures/content.ts'
import type { Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders } from './shoal.ts'

const MiB = 1024 * 1024
const SIZE = 12 * MiB + 77
const SEED = 'brought by several'
const content = seededContent(SEED, SIZE)
const CONTENT = content.read(0, SIZE)
const IDENTITY = { validator: { etag: '"the-one"', lastModified: null }, length: SIZE }
const SERVED: Behaviour = { size: SIZE, seed: SEED, validators: 'none', headers: { ETag: '"the-one"' } }
const CHECKSUM = { algorithm: 'sha-256', hex: contentSha256(SEED, SIZE) } as const
const everywhere = (): boolean => true

let folder: string
let origin: Origin
let file: OriginFile
let peers: BytePeer[]
let lan: Lan
let engine: Engine
let close: () => Promise<void>

beforeEach(async () => {
  folder = await newFolder('peer-integrity')
  origin = await startOrigin()
  file = origin.file('/file.bin', { ...SERVED, bytesPerSecond: 512 * 1024 })
  peers = []
  await mkdir(path.join(folder, 'downloads'), { recursive: true })
})
afterEach(async () => {
  await close()
  await origin.stop()
  await Promise.all(peers.map((peer) => peer.stop()))
})
afterAll(removeFolders)

/** Peers of these behaviours, on a LAN with an engine that asks them. */
async function among(...behaviours: readonly PeerBehaviour[]): Promise<readonly BytePeer[]> {
  for (const [at, behaviour] of behaviours.entries())
    peers.push(await startBytePeer(`peer ${at + 1}`, content, IDENTITY, behaviour))
  lan = lanOf(IDENTITY, peers)
  begin()
  return peers
}

function begin(): void {
  const journal = openJournal({ stateDirectory: path.join(folder, 'state') })
  engine = createEngine(
    {
      clock: systemClock,
      contributors: lan.contributors,
      disk: systemDisk,
      hasher: threadHasher(path.resolve(import.meta.dirname, '../../src-main/host/hash-thread.ts')),
      journal,
      tcp: tcpProbe(),
      newId: newTransferId
    },
    {
      downloadDirectory: path.join(folder, 'downloads'),
      certificateAuthorities: () => [],
      netrc: () => null,
      proxyEnvironment: () =>
        ({ http: undefined, https: undefined, all: undefined, none: undefined }) as never,
      sshHome: () => ({}) as never,
      userAgent: 'Shoal/test',
      patienceMs: 3000,
      settings: 'none'
    }
  )
  close = async () => {
    await engine.close()
    journal.close()
  }
}

const transfer = (id: string): Transfer => engine.transfers().find((each) => each.id === id) as Transfer
async function settled(id: string): Promise<Transfer> {
  while (!isSettled(transfer(id).state)) await new Promise((resolve) => setTimeout(resolve, 20))
  return transfer(id)
}
/** After a resume: the state of before may still stand for a moment. */
async function settledAgain(id: string): Promise<Transfer> {
  while (!['done', 'failed'].includes(transfer(id).state.kind))
    await new Promise((resolve) => setTimeout(resolve, 20))
  return transfer(id)
}
const get = async (more: Partial<AddTransfer> = {}): Promise<Transfer> =>
  settled(await engine.add({ uri: file.url, connections: 2, ...more }))
const log = (id: string): readonly TransferEvent[] => engine.log(id)
const kinds = (id: string): readonly string[] => log(id).map(({ kind }) => kind)
const notice = ({ notices }: Transfer, code: string): string =>
  notices.find((each) => each.code === code)?.message ?? ''
const bytesFrom = ({ sources }: Transfer, id: string): number =>
  sources.find((each) => each.id === id)?.bytes ?? 0

async function expectRight(done: Transfer): Promise<void> {
  expect(outcome(done)).toBe('done')
  const found = await readFile(path.join(folder, 'downloads', 'file.bin'))
  expect(Buffer.compare(found, CONTENT)).toBe(0)
  expect(done.sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(SIZE)
}

const expectQuarantined = (...liars: readonly BytePeer[]): void =>
  expect([...lan.quarantined.keys()].sort()).toEqual(liars.map(({ id }) => id).sort())

describe('a file that peers help to bring', () => {
  it('is spot-checked, and labelled as no more than that', async () => {
    const [good] = await among({ bytesPerSecond: 2 * MiB })
    const done = await get()
    await expectRight(done)
    expectQuarantined()
    expect(bytesFrom(done, good!.id)).toBeGreaterThan(MiB)
    expect(done.verification).toEqual({ kind: 'unproven' })
    const said = notice(done, 'peer-bytes-unproven')
    expect(said).toMatch(/spot-checked: \d+ samples .* agreed, \d+ with the server/)
    expect(said).not.toContain('verified')
    const samples = Number(/spot-checked: (\d+)/.exec(said)?.[1])
    expect(samples).toBeGreaterThanOrEqual(4)
    expect(samples * 32 * 1024).toBeLessThan(0.03 * SIZE)
  })

  it('asks the server for one sample at a time while its bytes come', async () => {
    // A distant server: each sample takes long enough to be seen, and several peers make many due at once.
    file = origin.file('/file.bin', { ...SERVED, bytesPerSecond: 4 * MiB, delayMs: 60 })
    await among({ bytesPerSecond: 2 * MiB }, { bytesPerSecond: 2 * MiB }, { bytesPerSecond: 2 * MiB })
    const id = await engine.add({ uri: file.url, connections: 2 })
    const isSample = ({ range, finished }: ReturnType<OriginFile['requests']>[number]): boolean =>
      !finished && range !== null && range.end - range.start === SAMPLE_BYTES
    let seen = 0
    let most = 0
    while (!isSettled(transfer(id).state)) {
      const now = file.requests().filter(isSample).length
      // What is left at the end is compared at once.
      if ((engine.frame([]).receivedBytes[0] ?? SIZE) < SIZE - 2 * MiB) {
        seen += now
        most = Math.max(most, now)
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    await expectRight(transfer(id))
    expect(seen).toBeGreaterThan(0)
    expect(most).toBe(1)
  })

  it('needs no samples and no label with a digest', async () => {
    await among({ bytesPerSecond: 2 * MiB })
    const done = await get({ checksum: CHECKSUM })
    await expectRight(done)
    expect(done.verification.kind).toBe('verified')
    expect(done.notices).toEqual([])
  })

  it('comes from a peer that holds it without a byte from the server, and says that nothing was compared', async () => {
    const holds = [{ start: 0, end: SIZE }]
    const [holder] = await among({ holds })
    lan.holding = [{ file: IDENTITY, peer: holder!.id, ranges: holds }]
    const done = await get()
    await expectRight(done)
    expect(file.bytesSent()).toBe(0)
    expect(notice(done, 'peer-bytes-unproven')).toContain('nothing of that was compared')
  })

  it('is compared between peers that hold it, and the server settles what they differ in', async () => {
    const holds = [{ start: 0, end: SIZE }]
    const [good, liar] = await among(
      { holds, bytesPerSecond: 2 * MiB },
      { holds, bytesPerSecond: 2 * MiB, lies: everywhere }
    )
    lan.holding = [{ file: IDENTITY, peer: good!.id, ranges: holds }]
    const done = await get()
    await expectRight(done)
    expectQuarantined(liar!)
    expect(bytesFrom(done, liar!.id)).toBe(0)
  })
})

describe('what a peer is asked to begin with before it joins', () => {
  it('comes from it, and nobody else is asked for it meanwhile', async () => {
    const both = await among({ bytesPerSecond: 2 * MiB }, { bytesPerSecond: 2 * MiB })
    lan.joinAfterMs = 700
    const done = await get({ checksum: CHECKSUM })
    await expectRight(done)
    const starts = both.map(({ id }) => lan.headStarts.get(id)?.[0])
    for (const [at, start] of starts.entries()) {
      expect(rangeLength(start!)).toBeGreaterThan(256 * 1024)
      expect(start!.start).toBeGreaterThan(0)
      expect(both[at]!.asked.some((range) => range.start === start!.start)).toBe(true)
      const byServer = file.requests().flatMap(({ range }) => range ?? [])
      // Towards the end everybody takes over what is late.
      expect(byServer.filter((range) => range.start >= start!.start && range.start < start!.end)).toEqual([])
    }
    expect(starts[0]!.end <= starts[1]!.start || starts[1]!.end <= starts[0]!.start).toBe(true)
  })

  it('is fetched by others when it does not come, and is not waited for when nothing else is left', async () => {
    file.behave({ ...SERVED, bytesPerSecond: Infinity })
    const [absent] = await among({})
    lan.joinAfterMs = Infinity
    const beganAtMs = performance.now()
    const done = await get({ checksum: CHECKSUM })
    await expectRight(done)
    expect(lan.headStarts.get(absent!.id)).toHaveLength(1)
    // It is kept for three seconds where there is anything else to do.
    expect(performance.now() - beganAtMs).toBeLessThan(2500)
  })

  it('is nothing where peers hold the file', async () => {
    const [holder, other] = await among({ bytesPerSecond: 4 * MiB }, { bytesPerSecond: 4 * MiB })
    lan.leave(other!)
    lan.holding = [{ file: IDENTITY, peer: holder!.id, ranges: [{ start: 0, end: SIZE }] }]
    await expectRight(await get())
    expect(lan.headStarts.get(holder!.id)).toEqual([])
  })
})

describe('a peer that lies', () => {
  it.each([
    ['in every byte', everywhere],
    ['beyond its first megabyte', (at: number) => at > 2 * MiB],
    ['in one byte of each page', (at: number) => at % 4096 === 99]
  ])('%s is found out by samples, and what it gave comes from elsewhere', async (_, lies) => {
    const [good, liar] = await among({ bytesPerSecond: MiB }, { bytesPerSecond: MiB, lies })
    const done = await get()
    await expectRight(done)
    expectQuarantined(liar!)
    expect(bytesFrom(done, liar!.id)).toBe(0)
    expect(bytesFrom(done, good!.id)).toBeGreaterThan(0)
    expect(notice(done, 'peer-quarantined')).toMatch(
      /^peer 2 is not asked any more: its byte \d+ is another one than that of 127.0.0.1:\d+; the \d+ bytes it gave are fetched again\.$/
    )
    expect(kinds(done.id)).toContain('peer-distrusted')
  })

  it('in one late byte is found out by the digest, named by an audit, and the file is mended', async () => {
    file.behave({ ...SERVED, bytesPerSecond: 2 * MiB })
    const at = SIZE - 5 * MiB
    const holds = [{ start: at - MiB, end: at + MiB }]
    const [, liar] = await among(
      { bytesPerSecond: MiB },
      { bytesPerSecond: 4 * MiB, holds, lies: (n) => n === at }
    )
    const done = await get({ checksum: CHECKSUM })
    await expectRight(done)
    expect(done.verification.kind).toBe('verified')
    expectQuarantined(liar!)
    expect(notice(done, 'peer-quarantined')).toContain(`its byte ${at} is another one`)
  })

  it('leaves a clear error when the server cannot be asked for the audit, and nothing is lost', async () => {
    const [liar] = await among({ bytesPerSecond: 4 * MiB, lies: (n) => n > 8 * MiB })
    file.behave({ ...SERVED, bytesPerSecond: 100 * 1024 })
    const id = await engine.add({ uri: file.url, connections: 2, checksum: CHECKSUM })
    await expect.poll(() => transfer(id).receivedBytes, { timeout: 20_000 }).toBeGreaterThan(MiB)
    await origin.goOffline()
    const failed = await settled(id)
    expect(outcome(failed)).toBe('audit-impossible')
    expect(failed.receivedBytes).toBe(SIZE)
    await origin.comeBack()
    file.behave(SERVED)
    await engine.resume([id])
    await expect.poll(() => transfer(id).state.kind, { timeout: 20_000 }).toBe('done')
    await expectRight(transfer(id))
    expectQuarantined(liar!)
  })

  it('in pieces that have digests is out at once, and the pieces come again', async () => {
    const [good, liar] = await among({ bytesPerSecond: MiB }, { bytesPerSecond: MiB, lies: everywhere })
    const pieceBytes = 256 * 1024
    const hashes = Array.from({ length: Math.ceil(SIZE / pieceBytes) }, (_, n) =>
      createHash('sha1')
        .update(CONTENT.subarray(n * pieceBytes, (n + 1) * pieceBytes))
        .digest('hex')
    )
    const document = `<?xml version="1.0"?><metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="file.bin">
      <size>${SIZE}</size><pieces length="${pieceBytes}" type="sha-1">${hashes.map((hash) => `<hash>${hash}</hash>`).join('')}</pieces>
      <url>${file.url}</url></file></metalink>`
    const done = await settled(await engine.addMetalink({ document, connections: 2 }))
    await expectRight(done)
    expectQuarantined(liar!)
    expect(bytesFrom(done, liar!.id)).toBe(0)
    expect(bytesFrom(done, good!.id)).toBeGreaterThan(0)
    expect(notice(done, 'peer-bytes-unproven')).toBe('')
  })

  it('and whose bytes are here from before a restart is not believed either', async () => {
    const [liar] = await among({ bytesPerSecond: 2 * MiB, lies: (n) => n > MiB })
    await origin.goOffline()
    const id = await engine.add({ uri: file.url, connections: 2 })
    await expect.poll(() => transfer(id).receivedBytes, { timeout: 20_000 }).toBeGreaterThan(4 * MiB)
    await close()
    lan.leave(liar!)
    await origin.comeBack()
    file.behave({ ...SERVED, bytesPerSecond: 4 * MiB })
    begin()
    await engine.resumeInterrupted()
    const done = await settledAgain(id)
    await expectRight(done)
    expect(bytesFrom(done, liar!.id)).toBe(0)
    expect(notice(done, 'earlier-bytes-wrong')).toMatch(
      /byte \d+\); the \d+ bytes from then are fetched again/
    )
  })
})

describe('without the server', () => {
  it('that does not answer at all, peers that hold the file bring it within seconds', async () => {
    file.behave({ ...SERVED, delayMs: Infinity })
    const holds = [{ start: 0, end: SIZE }]
    const [holder] = await among({ holds })
    lan.holding = [{ file: IDENTITY, peer: holder!.id, ranges: holds }]
    const done = await get()
    await expectRight(done)
    expect(done.activeSeconds).toBeLessThan(20)
  })

  it('that falls silent half-way, peers judge one another, and nobody waits for its word', async () => {
    file.behave({
      ...SERVED,
      bytesPerSecond: 512 * 1024,
      on: ({ nth }) => (nth > 3 ? { delayMs: Infinity } : undefined)
    })
    await among({ bytesPerSecond: 1 * MiB }, { bytesPerSecond: 1 * MiB }, { bytesPerSecond: 1 * MiB })
    const done = await get()
    await expectRight(done)
    expect(notice(done, 'peer-bytes-unproven')).toMatch(/with another machine/)
    const codes = log(done.id).map(({ detail }) => detail['code'])
    expect(codes).toContain('connection-lost')
    expect(codes).not.toContain('connection-stalled')
  })

  it('a liar among three is outvoted', async () => {
    const [, liar] = await among(
      { bytesPerSecond: 2 * MiB },
      { bytesPerSecond: 2 * MiB, lies: everywhere },
      { bytesPerSecond: 2 * MiB }
    )
    await origin.goOffline()
    const done = await get()
    await expectRight(done)
    expectQuarantined(liar!)
    expect(notice(done, 'peer-bytes-unproven')).toMatch(
      /with another machine.*No byte of it was asked of 127/s
    )
  })

  it('two that contradict each other are both set aside, and neither is accused', async () => {
    await among({ bytesPerSecond: 2 * MiB }, { bytesPerSecond: 2 * MiB, lies: everywhere })
    await origin.goOffline()
    const failed = await get()
    expect(outcome(failed)).toBe('connection-refused')
    expectQuarantined()
    expect(failed.receivedBytes).toBe(0)
    expect(notice(failed, 'peer-set-aside')).toMatch(/(peer [12] is not asked any more.*){2}/)
  }, 40_000)

  it('one that stands alone is labelled as alone', async () => {
    await among({ bytesPerSecond: 8 * MiB })
    await origin.goOffline()
    const done = await get()
    await expectRight(done)
    expect(notice(done, 'peer-bytes-unproven')).toMatch(
      /all of it; nothing of that was compared.*No byte of it/
    )
  })
})

describe('a peer that answers badly', () => {
  it.each<[string, PeerBehaviour, boolean]>([
    ['endless bodies', { body: 'endless' }, true],
    ['other bytes than it was asked for', { contentRange: 'shifted' }, true],
    ['another length', { contentRange: 'other-length' }, true],
    ['no Content-Range', { contentRange: 'missing' }, true],
    ['huge heads', { head: 'huge' }, true],
    ['no HTTP', { head: 'garbage' }, true],
    ['short bodies', { body: 'short' }, false],
    ['a byte now and then', { body: 'drip' }, false],
    ['nothing', { body: 'silent' }, false],
    ['half of it, and goes', { breaksAt: 100_000 }, false],
    ['errors', { status: 502 }, false]
  ])('%s costs nothing but time', async (_, behaviour, isLiar) => {
    file.behave({ ...SERVED, bytesPerSecond: 3 * MiB })
    const [good, bad] = await among({ bytesPerSecond: MiB }, behaviour)
    const before = process.memoryUsage().rss
    const done = await get()
    await expectRight(done)
    if (isLiar) expectQuarantined(bad!)
    else expectQuarantined()
    expect(bytesFrom(done, good!.id)).toBeGreaterThan(0)
    expect(done.activeSeconds).toBeLessThan(16)
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * MiB)
  })
})

describe('peers that come and go', () => {
  it('may all leave while the server is out of reach: the error says so, and what is here is kept', async () => {
    const [one, two] = await among({ bytesPerSecond: MiB / 2 }, { bytesPerSecond: MiB / 2 })
    await origin.goOffline()
    const id = await engine.add({ uri: file.url, connections: 2 })
    await expect.poll(() => transfer(id).receivedBytes, { timeout: 20_000 }).toBeGreaterThan(MiB)
    lan.leave(one!)
    lan.leave(two!)
    await expect.poll(() => transfer(id).state.kind, { timeout: 40_000 }).toMatch(/retrying|failed/)
    const here = transfer(id).receivedBytes
    expect(here).toBeGreaterThan(MiB)
    await engine.pause([id])
    lan.join(one!)
    one!.behave({ bytesPerSecond: 8 * MiB })
    await engine.resume([id])
    await expectRight(await settledAgain(id))
    expect(transfer(id).refetchedBytes).toBe(0)
  }, 60_000)

  it('may be paused and resumed with, again and again', async () => {
    await among({ bytesPerSecond: MiB }, { bytesPerSecond: MiB })
    const id = await engine.add({ uri: file.url, connections: 2 })
    for (let round = 0; round < 4; round++) {
      await new Promise((resolve) => setTimeout(resolve, 300))
      await engine.pause([id])
      expect(transfer(id).state.kind).toBe('paused')
      await engine.resume([id])
    }
    await expectRight(await settledAgain(id))
    expectQuarantined()
  })

  it('may come at any moment of the end, twice at once, and go in the middle', async () => {
    file.behave({ ...SERVED, bytesPerSecond: 6 * MiB })
    const [good, other] = await among({ bytesPerSecond: 4 * MiB }, { bytesPerSecond: 4 * MiB })
    lan.leave(other!)
    const id = await engine.add({ uri: file.url, connections: 2 })
    for (let at = 1; !isSettled(transfer(id).state); at++) {
      await new Promise((resolve) => setTimeout(resolve, 23))
      if (at % 3 === 0) lan.leave(other!)
      else lan.join(other!)
    }
    await expectRight(await settledAgain(id))
    expectQuarantined()
    expect(bytesFrom(transfer(id), good!.id)).toBeGreaterThan(0)
  })

  it('may say that they hold everything and hardly send it: others are asked', async () => {
    file.behave({ ...SERVED, bytesPerSecond: 3 * MiB })
    const holds = [{ start: 0, end: SIZE }]
    const [slow] = await among({ holds, body: 'drip' })
    lan.holding = [{ file: IDENTITY, peer: slow!.id, ranges: holds }]
    const done = await get()
    await expectRight(done)
    expect(done.activeSeconds).toBeLessThan(20)
  })

  it('may hold on to a plan and bring nothing, when the server is gone: the transfer says so', async () => {
    await among({ status: 502 })
    const id = await engine.add({ uri: file.url, connections: 2 })
    await expect.poll(() => transfer(id).receivedBytes, { timeout: 20_000 }).toBeGreaterThan(MiB)
    await origin.goOffline()
    await expect.poll(() => transfer(id).state.kind, { timeout: 70_000 }).toMatch(/retrying|failed/)
  }, 90_000)
})
