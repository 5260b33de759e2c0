/**
 * Requests as people need them: logins, cookies, header fields, client certificates. What is asked for reaches the
 * server it was meant for on every connection, and no secret reaches anyone else.
 */
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { RequestOptions } from '../../src-shared/model/request-options.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
const SECRET = 'open-sesame'
const LOGIN = { kind: 'password', user: 'ali', password: SECRET } as const

let folder: string
let origin: Origin
let other: Origin
let shoal: TestShoal
beforeEach(async () => {
  folder = await newFolder('requests')
  origin = await startOrigin()
  other = await startOrigin()
  shoal = await startShoal({ folder, patienceMs: 4_000 })
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
  await other.stop()
})
afterAll(removeFolders)

const get = (file: OriginFile | string, request: RequestOptions, more = {}): Promise<Transfer> =>
  shoal.get(typeof file === 'string' ? file : file.url, { request, ...more })

async function expectWhole(file: OriginFile, transfer: Transfer): Promise<void> {
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, path.posix.basename(file.path)))).toBe(file.sha256())
}

/** What the server was told in one field, each value once. */
const told = (file: OriginFile, field: string): (string | undefined)[] => [
  ...new Set(file.requests().map(({ headers }) => headers[field]))
]

describe('header fields', () => {
  it('are sent with every request of every connection, in UTF-8', async () => {
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: 4 * MiB })
    const transfer = await get(file, {
      headers: [
        { name: 'X-Token', value: SECRET },
        { name: 'X-Greeting', value: 'grüße' },
        { name: 'Accept', value: 'application/x-iso' }
      ],
      userAgent: 'Mine/1',
      referer: 'http://me:pw@example.org/page?x=1#part'
    })
    await expectWhole(file, transfer)
    expect(origin.connections.accepted).toBe(8)
    expect(told(file, 'x-token')).toEqual([SECRET])
    expect(told(file, 'x-greeting')).toEqual([Buffer.from('grüße', 'utf8').toString('latin1')])
    expect(told(file, 'accept')).toEqual(['application/x-iso'])
    expect(told(file, 'user-agent')).toEqual(['Mine/1'])
    expect(told(file, 'referer')).toEqual(['http://example.org/page?x=1'])
    expect(told(file, 'host')).toEqual([`127.0.0.1:${origin.port}`])
  })

  it('stay with the server that was asked when it redirects elsewhere', async () => {
    const file = other.file('/file.bin', { size: 3 * MiB })
    const hop = origin.file('/hop', { redirect: file.url })
    const transfer = await get(hop, {
      headers: [
        { name: 'X-Token', value: SECRET },
        { name: 'Cookie', value: `own=${SECRET}` },
        { name: 'Authorization', value: `Token ${SECRET}` }
      ],
      userAgent: 'Mine/1',
      referer: 'http://example.org/private/page'
    })
    await expectWhole(file, transfer)
    expect(told(hop, 'authorization')).toEqual([`Token ${SECRET}`])
    expect(told(hop, 'referer')).toEqual(['http://example.org/private/page'])
    expect(told(file, 'user-agent')).toEqual(['Mine/1'])
    expect(told(file, 'referer')).toEqual(['http://example.org/'])
    expect(JSON.stringify(other.requests)).not.toContain(SECRET)
  })

  it('come back on a way that returns to the server that was asked', async () => {
    const file = origin.file('/file.bin')
    const away = other.file('/away', { redirect: file.url })
    const hop = origin.file('/hop', { redirect: away.url })
    await expectWhole(file, await get(hop, { headers: [{ name: 'X-Token', value: SECRET }] }))
    expect(told(away, 'x-token')).toEqual([undefined])
    expect(told(file, 'x-token')).toEqual([SECRET])
  })
})

describe('a login', () => {
  it('goes to a plain server only when it asks, once a run', async () => {
    const file = origin.file('/file.bin', {
      size: 8 * MiB,
      bytesPerSecond: 4 * MiB,
      login: { user: 'ali', password: SECRET, schemes: ['Basic'] }
    })
    await expectWhole(file, await get(file, { login: LOGIN }))
    expect(file.requests().filter(({ status }) => status === 401)).toHaveLength(1)
    expect(file.requests()[0]?.headers['authorization']).toBeUndefined()
  })

  it('is not sent at all where nobody asks', async () => {
    const file = origin.file('/file.bin')
    await expectWhole(file, await get(file, { login: LOGIN }))
    expect(told(file, 'authorization')).toEqual([undefined])
  })

  it('may stand in the address', async () => {
    const file = origin.file('/file.bin', { login: { user: 'a@b', password: 'c d', schemes: ['Basic'] } })
    await expectWhole(file, await get(file.url.replace('//', '//a%40b:c%20d@'), {}))
  })

  const digests = {
    'by MD5': { schemes: ['MD5'] },
    'by SHA-256': { schemes: ['SHA-256'] },
    'by the best of what is offered': { schemes: ['Basic', 'MD5', 'SHA-256'] },
    'with nonces that grow old': { schemes: ['SHA-256'], nonceUses: 2 },
    'with a new nonce in each answer': { schemes: ['SHA-256'], nextNonce: true }
  } as const
  it.each(Object.entries(digests))('is proved %s, over eight connections', async (_, door) => {
    const file = origin.file('/file.bin', {
      size: 12 * MiB,
      bytesPerSecond: 3 * MiB,
      login: { user: 'ali', password: SECRET, ...door }
    })
    await expectWhole(file, await get(`${file.url}?a=b,c`, { login: LOGIN }))
    expect(origin.connections.accepted).toBe(8)
    const asked = file.requests().map(({ headers }) => headers['authorization'] ?? '')
    expect(asked.filter((field) => field.startsWith('Basic'))).toEqual([])
    if (door.schemes.length > 1) expect(asked.at(-1)).toContain('algorithm=SHA-256')
    const refused = file.requests().filter(({ status }) => status === 401).length
    if (!('nonceUses' in door)) expect(refused).toBe(8)
  })

  it('is proved to a server that closes the connection as it asks', async () => {
    const file = origin.file('/file.bin', {
      size: 4 * MiB,
      login: { user: 'ali', password: SECRET, schemes: ['SHA-256'] },
      on: ({ headers }) => (headers['authorization'] ? undefined : { keepAlive: false })
    })
    await expectWhole(file, await get(file, { login: LOGIN }))
  })

  it.each([['Basic'], ['SHA-256']] as const)(
    'that is wrong ends the transfer in few tries: %s',
    async (scheme) => {
      const file = origin.file('/file.bin', { login: { user: 'ali', password: 'other', schemes: [scheme] } })
      const transfer = await get(file, { login: LOGIN })
      expect(outcome(transfer)).toBe('http-unauthorized')
      expect(transfer.state).toMatchObject({
        problem: { advice: expect.stringContaining('--user') as string }
      })
      expect(file.requests()).toHaveLength(2)
    }
  )

  it('with a token goes along at once', async () => {
    const file = origin.file('/file.bin')
    await expectWhole(file, await get(file, { login: { kind: 'bearer', token: SECRET } }))
    expect(told(file, 'authorization')).toEqual([`Bearer ${SECRET}`])
  })

  it.each([LOGIN, { kind: 'bearer', token: SECRET }] as const)(
    'goes nowhere else, even when asked for ($kind)',
    async (login) => {
      const file = other.file('/file.bin', { login: { user: 'ali', password: SECRET, schemes: ['Basic'] } })
      const transfer = await get(origin.file('/hop', { redirect: file.url }), { login })
      expect(outcome(transfer)).toBe('http-unauthorized')
      expect(told(file, 'authorization')).toEqual([undefined])
    }
  )

  it('that was missing is taken from the next try', async () => {
    const file = origin.file('/file.bin', { login: { user: 'ali', password: SECRET, schemes: ['Basic'] } })
    expect(outcome(await shoal.get(file.url))).toBe('http-unauthorized')
    const id = await shoal.add(file.url, { request: { login: LOGIN } })
    await shoal.until(id, ({ state }) => state.kind === 'done')
    expect(told(file, 'authorization')).toHaveLength(2)
  })

  it('is known after a restart, and forgotten when the file is there', async () => {
    const file = origin.file('/file.bin', {
      size: 4 * MiB,
      bytesPerSecond: MiB,
      login: { user: 'ali', password: SECRET, schemes: ['SHA-256'] }
    })
    const id = await shoal.add(file.url, { request: { login: LOGIN }, connections: 2 })
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await shoal.close()
    expect(await journalText()).toContain(SECRET)
    file.behave({ login: { user: 'ali', password: SECRET, schemes: ['SHA-256'] } })
    shoal = await startShoal({ folder })
    const transfer = await shoal.until(id, ({ state }) => state.kind === 'done')
    await expectWhole(file, transfer)
    await shoal.close()
    shoal = await startShoal({ folder })
    expect(await requestColumn()).toBe('{}')
  })
})

describe('.netrc', () => {
  const before = process.env['NETRC']
  beforeEach(async () => {
    process.env['NETRC'] = path.join(folder, 'netrc')
    await writeFile(process.env['NETRC'], `machine 127.0.0.1 login ali password ${SECRET}\n`, { mode: 0o600 })
  })
  afterEach(() => {
    process.env['NETRC'] = before
  })
  const door = { login: { user: 'ali', password: SECRET, schemes: ['SHA-256'] } } as const

  it('has the login for its host', async () => {
    const file = origin.file('/file.bin', door)
    const transfer = await shoal.get(file.url)
    await expectWhole(file, transfer)
    expect(transfer.notices).toEqual([])
  })

  it('has none for another host, nor for one that is redirected to', async () => {
    const file = origin.file('/file.bin', door)
    const elsewhere = `http://localhost:${origin.port}`
    expect(outcome(await shoal.get(`${elsewhere}/file.bin`))).toBe('http-unauthorized')
    origin.file('/hop', { redirect: file.url })
    expect(outcome(await shoal.get(`${elsewhere}/hop`))).toBe('http-unauthorized')
    expect(told(file, 'authorization')).toEqual([undefined])
  })

  it('is not looked at when a login was given', async () => {
    const file = origin.file('/file.bin', door)
    const transfer = await get(file, { login: { ...LOGIN, password: 'wrong' } })
    expect(outcome(transfer)).toBe('http-unauthorized')
  })

  it.skipIf(process.platform === 'win32')('that others can read is pointed out', async () => {
    const { chmod } = await import('node:fs/promises')
    await chmod(process.env['NETRC'] ?? '', 0o644)
    const transfer = await shoal.get(origin.file('/file.bin', door).url)
    expect(transfer.notices.map(({ code }) => code)).toEqual(['netrc-readable'])
    expect(JSON.stringify(transfer)).not.toContain(SECRET)
  })
})

describe('cookies', () => {
  it('go to each host of the way as their own rules say', async () => {
    const cookieFile = path.join(folder, 'cookies.txt')
    const line = (...fields: string[]): string => fields.join('\t')
    await writeFile(
      cookieFile,
      [
        '# Netscape HTTP Cookie File',
        line('127.0.0.1', 'FALSE', '/', 'FALSE', '0', 'here', SECRET),
        line('127.0.0.1', 'FALSE', '/', 'FALSE', '1000', 'old', SECRET),
        line('127.0.0.1', 'FALSE', '/', 'TRUE', '0', 'safe', SECRET),
        `#HttpOnly_${line('localhost', 'FALSE', '/files', 'FALSE', '0', 'there', 'x')}`
      ].join('\n')
    )
    const file = other.file('/files/file.bin', { size: 3 * MiB })
    const hop = origin.file('/hop', { redirect: `http://localhost:${other.port}/files/file.bin` })
    await expectWhole(file, await get(hop, { cookieFile }))
    expect(told(hop, 'cookie')).toEqual([`here=${SECRET}`])
    expect(told(file, 'cookie')).toEqual(['there=x'])
  })

  it('in a file that is none are refused before anything is asked', async () => {
    const file = origin.file('/file.bin')
    const cookieFile = path.join(folder, 'page.html')
    await writeFile(cookieFile, `<html>${SECRET}</html>`)
    for (const given of [cookieFile, path.join(folder, 'nowhere')]) {
      const transfer = await get(file, { cookieFile: given })
      expect(outcome(transfer)).toBe('option-invalid')
      expect(JSON.stringify(transfer)).not.toContain(SECRET)
    }
    expect(file.requests()).toHaveLength(0)
  })
})

describe('over HTTPS', () => {
  let certificates: Certificates
  let secure: Origin
  let private_: Origin
  beforeAll(async () => {
    certificates = await makeCertificates(await newFolder('ca'))
    secure = await startOrigin({ tls: certificates.server })
    private_ = await startOrigin({ tls: certificates.server, clientAuthority: certificates.ca })
  })
  afterAll(async () => {
    await secure.stop()
    await private_.stop()
  })
  const trusted = (): { caCertificate: string } => ({ caCertificate: certificates.caPath })
  const mine = (): RequestOptions => ({
    clientCertificate: { certificate: certificates.clientCertPath, key: certificates.clientKeyPath }
  })

  it('a login goes along at once, and not on to plain HTTP', async () => {
    const plain = origin.file('/file.bin')
    const hop = secure.file('/hop', { redirect: plain.url })
    const request = { login: LOGIN, referer: 'https://example.org/page' }
    await expectWhole(plain, await get(hop, request, trusted()))
    expect(told(hop, 'authorization')[0]).toMatch(/^Basic /)
    expect([told(plain, 'authorization'), told(plain, 'referer')]).toEqual([[undefined], [undefined]])
  })

  it('a server that asks for a certificate gets it on every connection', async () => {
    const file = private_.file('/file.bin', { size: 6 * MiB, bytesPerSecond: 4 * MiB })
    await expectWhole(file, await get(file, mine(), trusted()))
    expect(private_.connections.accepted).toBeGreaterThan(3)
  })

  it('without one it refuses, and a certificate is shown to the server that was asked alone', async () => {
    const file = private_.file('/file.bin')
    for (const [url, request] of [
      [file.url, {}],
      [secure.file('/hop', { redirect: file.url }).url, mine()]
    ] as const) {
      const transfer = await get(url, request, trusted())
      expect(outcome(transfer)).not.toBe('done')
    }
    expect(file.requests()).toHaveLength(0)
  })

  it.each([
    ['--client-certificate', 'nowhere.pem', 'client-key.pem'],
    ['--client-key', 'client.pem', 'nowhere.pem'],
    ['--client-certificate', 'client-key.pem', 'client-key.pem'],
    ['--client-key', 'client.pem', 'server-key.pem']
  ])('files that cannot be used are named: %s', async (option, certificate, key) => {
    const at = (name: string): string => path.join(path.dirname(certificates.caPath), name)
    const clientCertificate = { certificate: at(certificate), key: at(key) }
    const transfer = await get(private_.file('/x').url, { clientCertificate }, trusted())
    expect(transfer.state).toMatchObject({
      problem: { code: 'option-invalid', message: expect.stringContaining(option) as string }
    })
  })
})

it('no secret is told to windows, terminals or logs, whatever happens', async () => {
  const cookieFile = path.join(folder, 'cookies.txt')
  await writeFile(cookieFile, `127.0.0.1\tFALSE\t/\tFALSE\t0\tc\t${SECRET}\n`)
  const file = origin.file('/file.bin', {
    size: 2 * MiB,
    login: { user: 'ali', password: 'other', schemes: ['Basic', 'MD5'] }
  })
  const seen: unknown[] = []
  shoal.client.subscribe('transfers.changes', {
    snapshot: (all) => seen.push(all),
    event: (change) => seen.push(change)
  })
  const hop = origin.file('/hop', { redirect: file.url.replace('//', `//x:${SECRET}@`) })
  const id = await shoal.add(hop.url.replace('//', `//ali:${SECRET}@`), {
    request: {
      headers: [{ name: 'X-Token', value: SECRET }],
      login: LOGIN,
      cookieFile
    }
  })
  seen.push(await shoal.settled(id))
  expect(outcome(shoal.transfer(id))).toBe('http-unauthorized')
  seen.push(await shoal.client.call('transfers.log', { id }))
  seen.push(await shoal.client.call('progress.frame', { expanded: [id] }))
  expect(JSON.stringify(seen)).not.toMatch(new RegExp(`${SECRET}|X-Token|YWxp`))
})

const journalText = async (): Promise<string> =>
  (await readFile(path.join(shoal.stateDirectory, 'journal.sqlite'))).toString('latin1')

async function requestColumn(): Promise<string> {
  const { default: Database } = await import('better-sqlite3')
  const db = new Database(path.join(shoal.stateDirectory, 'journal.sqlite'), { readonly: true })
  const row = db.prepare('SELECT request FROM transfers').pluck().get() as string
  db.close()
  return row
}
