/** Through proxies of every kind: the right file, asked for the right way; or an error that names the proxy. */
import path from 'node:path'
import { createSecureContext } from 'node:tls'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { dialThrough } from '../../src-main/engine/connection/proxy-dial.ts'
import type { RequestOptions } from '../../src-shared/model/request-options.ts'
import type { Transfer } from '../../src-shared/model/transfer.ts'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { sha256File } from '../fixtures/content.ts'
import { refusedPort, startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { startProxy, type ProxyOptions, type TestProxy } from '../fixtures/proxy.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024
const LOGIN = { user: 'me@home', password: 'p:w/' }
const WRITTEN = 'me%40home:p%3Aw%2F@'

let certificates: Certificates
let plain: Origin
let secure: Origin
let shoal: TestShoal
const proxies: TestProxy[] = []
beforeAll(async () => {
  certificates = await makeCertificates(await newFolder('ca'), {
    subjectAltName: 'DNS:localhost,DNS:far.test,IP:127.0.0.1'
  })
})
beforeEach(async () => {
  plain = await startOrigin()
  secure = await startOrigin({ tls: certificates.server })
  shoal = await startShoal({ patienceMs: 4_000 })
})
afterEach(async () => {
  await shoal.close()
  await Promise.all(proxies.splice(0).map((proxy) => proxy.stop()))
  await plain.stop()
  await secure.stop()
})
afterAll(removeFolders)

async function started(options: ProxyOptions = {}): Promise<TestProxy> {
  const proxy = await startProxy(options)
  proxies.push(proxy)
  return proxy
}

const get = (url: string, proxy: string, request: RequestOptions = {}): Promise<Transfer> =>
  shoal.get(url, { request: { ...request, proxy }, caCertificate: certificates.caPath })

async function expectWhole(file: OriginFile, transfer: Transfer): Promise<void> {
  expect(outcome(transfer)).toBe('done')
  expect(await sha256File(path.join(shoal.downloads, path.posix.basename(file.path)))).toBe(file.sha256())
}

/** A name only the proxy can find: Shoal must not look it up. */
const far = (file: OriginFile): string => file.url.replace('127.0.0.1', 'far.test')

const BIG = { size: 12 * MiB + 77, bytesPerSecond: 6 * MiB }

describe.each([
  ['http', {}, ''],
  ['http', { login: LOGIN, drips: true }, WRITTEN],
  ['socks5', {}, ''],
  ['socks5h', { login: LOGIN, drips: true }, WRITTEN]
] as const)('through %s with %j', (scheme, options, login) => {
  it('from a plain server', async () => {
    const proxy = await started(options)
    const file = plain.file('/file.bin', BIG)
    await expectWhole(file, await get(far(file), `${scheme}://${login}127.0.0.1:${proxy.port}`))
    const how = scheme === 'http' ? 'absolute' : 'socks'
    expect(new Set(proxy.asked)).toEqual(new Set([`${how} far.test:${plain.port}`]))
    expect(plain.connections.accepted).toBe(8)
    expect(JSON.stringify(plain.requests)).not.toContain('proxy-authorization')
  })

  it('from a secure server', async () => {
    const proxy = await started(options)
    const file = secure.file('/file.bin', BIG)
    await expectWhole(file, await get(far(file), `${scheme}://${login}127.0.0.1:${proxy.port}`))
    const how = scheme === 'http' ? 'connect' : 'socks'
    expect(new Set(proxy.asked)).toEqual(new Set([`${how} far.test:${secure.port}`]))
    expect(proxy.asked).toHaveLength(8)
    // What is inside the tunnel is not for the proxy.
    expect(proxy.heads.filter((head) => !head.startsWith('CONNECT '))).toEqual([])
  })
})

describe('through a proxy that speaks TLS', () => {
  it('from a plain and from a secure server', async () => {
    const proxy = await started({ tls: certificates.server, login: LOGIN })
    const address = `https://${WRITTEN}localhost:${proxy.port}`
    const one = plain.file('/plain.bin', BIG)
    await expectWhole(one, await get(far(one), address))
    const two = secure.file('/secure.bin', BIG)
    await expectWhole(two, await get(far(two), address))
  })

  it('but not when nobody vouches for it', async () => {
    const proxy = await started({ tls: certificates.server })
    const request = { proxy: `https://localhost:${proxy.port}` }
    expect(outcome(await shoal.get(plain.file('/x').url, { request }))).toBe('tls-untrusted')
    expect(proxy.heads).toEqual([])
  })
})

it('answers of every sort come through, slow disks or not', async () => {
  const proxy = await started()
  const kinds = {
    chunked: { framing: 'chunked', ranges: 'ignored' },
    lengthless: { framing: 'close', ranges: 'ignored' },
    closing: { keepAlive: false },
    gzipped: { encoding: 'gzip', ranges: 'ignored' }
  } as const
  for (const [kind, behaviour] of Object.entries(kinds)) {
    for (const origin of [plain, secure]) {
      const file = origin.file(`/${kind}-${origin.port}.bin`, { size: 5 * MiB, ...behaviour })
      await expectWhole(file, await get(file.url, `socks5://127.0.0.1:${proxy.port}`))
    }
  }
})

it('a login at the server is proved through the proxy as without one', async () => {
  const proxy = await started()
  const login = { kind: 'password', user: 'ali', password: 'open-sesame' } as const
  for (const origin of [plain, secure]) {
    const file = origin.file(`/${origin.port}.bin`, {
      ...BIG,
      login: { user: login.user, password: login.password, schemes: ['SHA-256'] }
    })
    await expectWhole(file, await get(`${file.url}?q`, `http://127.0.0.1:${proxy.port}`, { login }))
  }
})

it('a redirect goes through the proxy too', async () => {
  const proxy = await started()
  const file = secure.file('/file.bin', { size: 3 * MiB })
  const hop = plain.file('/hop', { redirect: far(file) })
  await expectWhole(file, await get(far(hop), `http://127.0.0.1:${proxy.port}`))
  expect(new Set(proxy.asked)).toEqual(
    new Set([`absolute far.test:${plain.port}`, `connect far.test:${secure.port}`])
  )
})

describe('the environment', () => {
  const variables = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'] as const
  const before = variables.map((name) => process.env[name])
  afterEach(() => variables.forEach((name, index) => (process.env[name] = before[index] ?? '')))

  it('names the proxy, and what goes without', async () => {
    const proxy = await started()
    process.env['all_proxy'] = `socks5://127.0.0.1:${proxy.port}`
    process.env['no_proxy'] = 'localhost, 10.0.0.0/8'
    const file = plain.file('/file.bin')
    await expectWhole(file, await shoal.get(far(file)))
    expect(proxy.asked).toEqual([`socks far.test:${plain.port}`])
    expect(outcome(await shoal.get(file.url.replace('127.0.0.1', 'localhost')))).toBe('done')
    expect(outcome(await get(file.url, 'none'))).toBe('done')
    expect(proxy.asked).toHaveLength(1)
  })

  it('may name nonsense, which is refused', async () => {
    process.env['http_proxy'] = 'socks4://me:SECRET@h'
    const transfer = await shoal.get(plain.file('/x').url)
    expect(transfer.state).toMatchObject({
      problem: { code: 'option-invalid', message: expect.stringContaining('http_proxy') as string }
    })
    expect(JSON.stringify(transfer)).not.toContain('SECRET')
  })
})

describe('a proxy that will not', () => {
  const attempts: Record<string, ['http' | 'socks5', ProxyOptions, string, 'plain' | 'secure']> = {
    'let anyone in without a login (CONNECT)': ['http', { login: LOGIN }, 'proxy-unauthorized', 'secure'],
    'let anyone in without a login (whole addresses)': [
      'http',
      { login: LOGIN },
      'proxy-unauthorized',
      'plain'
    ],
    'let anyone in without a login (SOCKS5)': ['socks5', { login: LOGIN }, 'proxy-unauthorized', 'plain'],
    'go there (CONNECT)': ['http', { refuses: 403 }, 'proxy-refused', 'secure'],
    'go there (SOCKS5)': ['socks5', { refuses: 2 }, 'proxy-refused', 'plain']
  }
  it.each(Object.entries(attempts))('%s', async (_, [scheme, options, code, kind]) => {
    const proxy = await started(options)
    const file = (kind === 'plain' ? plain : secure).file('/file.bin')
    const transfer = await get(file.url, `${scheme}://127.0.0.1:${proxy.port}`)
    expect(outcome(transfer)).toBe(code)
    expect(transfer.state).toMatchObject({
      problem: { message: expect.stringContaining(`127.0.0.1:${proxy.port}`) as string }
    })
    expect(file.requests()).toHaveLength(0)
  })

  it('take the login given', async () => {
    for (const [scheme, origin] of [
      ['http', plain],
      ['http', secure],
      ['socks5', plain]
    ] as const) {
      const proxy = await started({ login: LOGIN })
      const transfer = await get(origin.file('/x').url, `${scheme}://me:SECRET@127.0.0.1:${proxy.port}`)
      expect(outcome(transfer)).toBe('proxy-unauthorized')
      expect(JSON.stringify(transfer)).not.toContain('SECRET')
    }
  })

  it('be there', async () => {
    const transfer = await get(plain.file('/x').url, `http://127.0.0.1:${await refusedPort()}`)
    expect(outcome(transfer)).toBe('connection-refused')
    expect(transfer.state).toMatchObject({
      problem: { message: expect.stringContaining('the proxy 127') as string }
    })
  })

  it('speak the language it is asked in', async () => {
    const proxy = await started({ babbles: '220 mail.example.org\r\n' })
    const address = `127.0.0.1:${proxy.port}`
    expect(outcome(await get(plain.file('/x').url, `socks5://${address}`))).toBe('proxy-refused')
    expect(outcome(await get(secure.file('/x').url, `http://${address}`))).toBe('response-invalid')
  })

  it('answer is given up in time', async () => {
    const { port } = await started({ silent: true })
    const dial = dialThrough(
      { kind: 'socks5', host: '127.0.0.1', port, login: null },
      { secure: false, host: 'far.test', port: 80 },
      {
        secureContext: () => createSecureContext(),
        timeoutMs: 100,
        signal: new AbortController().signal
      }
    )
    await expect(dial).rejects.toMatchObject({ code: 'connection-timeout' })
  })

  it('say anything is left when the transfer is paused', async () => {
    const proxy = await started({ silent: true })
    const id = await shoal.add(plain.file('/x').url, {
      request: { proxy: `socks5://127.0.0.1:${proxy.port}` }
    })
    await new Promise((resolve) => setTimeout(resolve, 200))
    await shoal.client.call('transfers.pause', { ids: [id] })
    expect(outcome(await shoal.settled(id))).toBe('paused')
  })
})

it('a way that breaks in the middle is made again', async () => {
  const proxy = await started()
  for (const origin of [plain, secure]) {
    const file = origin.file(`/${origin.port}.bin`, {
      size: 6 * MiB,
      on: ({ nth }) => (nth % 3 === 0 ? { resetAt: 70_000 } : undefined)
    })
    await expectWhole(file, await get(file.url, `socks5://127.0.0.1:${proxy.port}`))
  }
})
