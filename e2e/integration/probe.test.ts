/** What is told of a file that nobody fetches yet, by servers of every sort; and that asking leaves nothing behind. */
import { readdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import type { ProbeTransfer } from '../../src-shared/contract/contract.ts'
import { ACCOUNT, startFtpServer } from '../fixtures/ftp-server.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'
import { outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024

let origin: Origin
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  shoal = await startShoal()
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

const probe = (uri: string, more: Partial<ProbeTransfer> = {}) =>
  shoal.client.call('transfers.probe', { ticket: 'dialog', uri, ...more })

it('tells name, length, type, ranges and where a redirect leads, for next to no bytes', async () => {
  const file = origin.file('/real/name.iso', { size: 50 * MiB, contentType: 'Application/X-ISO; v=1' })
  const link = origin.file('/latest', { redirect: '/real/name.iso' })
  expect(await probe(link.url)).toEqual({
    name: 'name.iso',
    length: 50 * MiB,
    mediaType: 'application/x-iso',
    comesIn: 'parts',
    uri: file.url,
    mirrors: [],
    checksums: [],
    described: false
  })
  expect(file.requests().map(({ method, range }) => ({ method, range }))).toEqual([
    { method: 'GET', range: { start: 0, end: 1 } }
  ])
})

it('leaves no transfer, no file and no event behind', async () => {
  const file = origin.file('/file.bin', { size: MiB })
  await probe(file.url)
  expect(await readdir(shoal.downloads)).toEqual([])
  const first = await shoal.add(file.url)
  expect((await shoal.settled(first)).state.kind).toBe('done')
  expect(await readdir(shoal.downloads)).toEqual(['file.bin'])
})

it.each([
  ['that ignores ranges', { ranges: 'ignored' }, { comesIn: 'whole', length: MiB }],
  ['without validators', { validators: 'none' }, { comesIn: 'whole', length: MiB }],
  ['that tells no length', { framing: 'close', ranges: 'ignored' }, { comesIn: 'whole', length: null }],
  [
    'that names the file, with a path in it',
    { disposition: `attachment; filename="../../etc/passwd.txt"` },
    { name: 'passwd.txt' }
  ],
  [
    'that names mirrors and a digest',
    {
      headers: {
        link: '<https://b.example/f>; rel=duplicate; pri=2, <https://a.example/f>; rel=duplicate; pri=1, <https://c.example/f>; rel=next',
        digest: `SHA-256=${Buffer.alloc(32, 1).toString('base64')}`
      }
    },
    {
      mirrors: ['https://a.example/f', 'https://b.example/f'],
      checksums: [{ algorithm: 'sha-256', hex: '01'.repeat(32) }]
    }
  ]
] as const)('of a server %s', async (_, behaviour, told) => {
  const file = origin.file('/file.bin', { size: MiB, ...behaviour })
  expect(await probe(file.url)).toMatchObject(told)
})

it('reads a Metalink description, and asks for the file it is of', async () => {
  const file = origin.file('/data', { size: 3 * MiB })
  const description = origin.file('/file.meta4', {
    contentType: 'application/metalink4+xml',
    body: `<metalink xmlns="urn:ietf:params:xml:ns:metalink"><file name="real.bin"><size>${3 * MiB}</size><hash type="sha-256">${file.sha256()}</hash><url>${file.url}</url></file></metalink>`
  })
  expect(await probe(description.url)).toMatchObject({
    name: 'real.bin',
    length: 3 * MiB,
    described: true,
    checksums: [{ algorithm: 'sha-256', hex: file.sha256() }]
  })
})

it.each([
  ['http-not-found', { status: 404 }],
  ['http-unauthorized', { login: { user: 'ada', password: 'secret', schemes: ['Basic'] } }],
  ['redirect-limit', { redirect: '/file.bin' }],
  ['response-invalid', { head: 'garbage' }]
] as const)('fails as a transfer would: %s', async (code, behaviour) => {
  const file = origin.file('/file.bin', behaviour)
  await expect(probe(file.url)).rejects.toMatchObject({ code })
})

it('asks with the login, header fields and name it is given', async () => {
  const file = origin.file('/file.bin', {
    size: MiB,
    login: { user: 'ada', password: 'secret', schemes: ['Basic'] }
  })
  const login = { kind: 'password', user: 'ada', password: 'secret' } as const
  const headers = [{ name: 'X-Wish', value: 'granted' }]
  expect(await probe(file.url, { request: { login, headers } })).toMatchObject({ length: MiB })
  expect(file.requests().at(-1)?.headers).toMatchObject({ 'x-wish': 'granted' })
})

it.each(['file:///etc/passwd', 'javascript:alert(1)', 'no link', ''])('refuses %s', async (uri) => {
  await expect(probe(uri)).rejects.toMatchObject({
    code: expect.stringMatching(/^(uri-invalid|scheme-unsupported)$/) as string
  })
})

it('ends when nobody waits any more, and lets go of the connection', async () => {
  const file = origin.file('/slow.bin', { delayMs: Infinity })
  const answer = probe(file.url)
  await expect.poll(() => file.requests().length).toBe(1)
  await shoal.client.call('transfers.endProbe', { ticket: 'dialog' })
  await expect(answer).rejects.toMatchObject({ code: 'interrupted' })
  await expect.poll(() => origin.connections.open).toBe(0)
})

it('a ticket used again ends the question before, and answers the new one', async () => {
  const slow = origin.file('/slow.bin', { delayMs: Infinity })
  const file = origin.file('/file.bin', { size: 7 })
  const first = probe(slow.url)
  const second = probe(file.url)
  await expect(first).rejects.toMatchObject({ code: 'interrupted' })
  expect(await second).toMatchObject({ length: 7 })
})

it('of more questions than eight the oldest gives way', async () => {
  const slow = origin.file('/slow.bin', { delayMs: Infinity })
  const ask = (ticket: string) => shoal.client.call('transfers.probe', { ticket, uri: slow.url })
  const outcomes = Array.from({ length: 9 }, (_, index) =>
    ask(String(index)).then(
      () => 'answered',
      (thrown: unknown) => (thrown as { code: string }).code
    )
  )
  expect(await outcomes[0]).toBe('interrupted')
  await expect.poll(() => slow.requests().length).toBe(8)
})

it('looks at a file on an FTP server', async () => {
  const server = await startFtpServer()
  try {
    await writeFile(path.join(server.root, 'file.bin'), 'twelve bytes')
    const request = { login: { kind: 'password', ...ACCOUNT } } as const
    expect(await probe(`${server.ftp}/file.bin`, { request })).toMatchObject({
      name: 'file.bin',
      length: 12,
      comesIn: 'parts'
    })
  } finally {
    await server.stop()
  }
})

it('what is added for later waits until it is resumed, and what is added to start now passes the queue', async () => {
  const file = origin.file('/later.bin', { size: MiB })
  const id = await shoal.add(file.url, { start: 'later', priority: 'high' })
  expect(shoal.transfer(id)).toMatchObject({ state: { kind: 'paused' }, priority: 'high' })
  expect(file.requests()).toEqual([])
  await shoal.client.call('transfers.resume', { ids: [id] })
  expect(outcome(await shoal.settled(id))).toBe('done')

  await shoal.client.call('settings.set', { mostActive: 1 })
  const [one, two, three] = ['/1.bin', '/2.bin', '/3.bin'].map(
    (name) => origin.file(name, { size: 64 * MiB, bytesPerSecond: MiB / 8 }).url
  ) as [string, string, string]
  const busy = await shoal.add(one)
  await shoal.until(busy, ({ state }) => state.kind === 'running')
  const waits = await shoal.add(two)
  expect(shoal.transfer(waits).state.kind).toBe('queued')
  const first = await shoal.add(three, { start: 'now' })
  await shoal.until(first, ({ state }) => state.kind === 'running')
  expect(shoal.transfer(waits).state.kind).toBe('queued')
})
