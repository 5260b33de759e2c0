/** What arrives, from servers of every sort: the right file, whole, under the right name; or the right error. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { sha256File } from '../fixtures/content.ts'
import { startNginx, type Nginx } from '../fixtures/nginx.ts'
import { firstRequests, LOGIN_PAGE, type Behaviour } from '../fixtures/origin-behaviour.ts'
import { startOrigin, type Origin, type OriginFile } from '../fixtures/origin.ts'
import { newFolder, outcome, removeFolders, startShoal, type TestShoal } from './shoal.ts'

const MiB = 1024 * 1024

let origin: Origin
let shoal: TestShoal
beforeEach(async () => {
  origin = await startOrigin()
  shoal = await startShoal({ patienceMs: 4_000 })
})
afterEach(async () => {
  await shoal.close()
  await origin.stop()
})
afterAll(removeFolders)

/** Fetches it and checks that the file is the origin's, byte for byte, with nothing left beside it. */
async function expectWhole(file: OriginFile, name = path.posix.basename(file.path)): Promise<void> {
  const transfer = await shoal.get(file.url)
  expect(outcome(transfer)).toBe('done')
  expect(await readdir(shoal.downloads)).toEqual([name])
  expect(await sha256File(path.join(shoal.downloads, name))).toBe(file.sha256())
}

describe('a file arrives whole', () => {
  const sizes = [0, 1, 1000, MiB - 1, MiB, MiB + 1, 9 * MiB + 12345]
  it.each(sizes)('of %i bytes', async (size) => expectWhole(origin.file('/file.bin', { size })))

  const servers: Record<string, Behaviour> = {
    'with dates for validators only': { validators: 'date' },
    'with ETags only': { validators: 'etag' },
    'with weak ETags': { validators: 'weak-etag' },
    'with no validators at all': { validators: 'none' },
    'that ignores ranges': { ranges: 'ignored' },
    'that ignores ranges and has no validators': { ranges: 'ignored', validators: 'none' },
    'that chunks': { framing: 'chunked' },
    'that chunks whole answers': { framing: 'chunked', ranges: 'ignored' },
    'that tells no length': { framing: 'close', ranges: 'ignored' },
    'that closes after each answer': { keepAlive: false },
    'that closes after each answer unannounced': { keepAlive: 'silent' },
    'that gzips unasked': { encoding: 'gzip', ranges: 'ignored' },
    'that gzips ranges': { encoding: 'gzip' },
    'that deflates unasked': { encoding: 'deflate', ranges: 'ignored' },
    'that uses brotli unasked': { encoding: 'br', ranges: 'ignored' },
    'that sends interim answers': { informational: [100, 103] },
    'that answers 200 to If-Range': { ifRange: 'always-whole' },
    'that does not know the length in its 206': { contentRange: 'unknown-total' },
    'that fails twice, then works': { on: firstRequests(2, { status: 503 }) },
    'that resets every third answer': { on: ({ nth }) => (nth % 3 === 0 ? { resetAt: 70_000 } : undefined) },
    'that cuts every third answer short': {
      on: ({ nth }) => (nth % 3 === 0 ? { truncateAt: 70_000 } : undefined)
    },
    'that answers 200 to some ranges': { on: ({ nth }) => (nth === 4 ? { ranges: 'ignored' } : undefined) },
    'that allows two connections and answers 429 to others': {
      bytesPerSecond: 4 * MiB,
      on: ({ connectionsOpen }) => (connectionsOpen > 2 ? { status: 429, keepAlive: false } : undefined)
    },
    'that is slow to each connection': { bytesPerSecond: 2 * MiB }
  }
  it.each(Object.entries(servers))('from a server %s', async (_, behaviour) => {
    await expectWhole(origin.file('/file.bin', { size: 6 * MiB + 77, ...behaviour }))
  })

  it('over several connections, each byte asked for once', async () => {
    const file = origin.file('/file.bin', { size: 32 * MiB, bytesPerSecond: 8 * MiB })
    const transfer = await shoal.get(file.url)
    expect(transfer.sources).toEqual([
      { id: `127.0.0.1:${origin.port}`, kind: 'origin', bytes: 32 * MiB, connections: 8 }
    ])
    expect([transfer.refetchedBytes, transfer.retransmittedBytes]).toEqual([0, 0])
    const asked = file.requests().map(({ range }) => (range ? range.end - range.start : 0))
    expect(asked.reduce((sum, bytes) => sum + bytes, 0)).toBe(32 * MiB)
    expect(file.bytesSent()).toBe(32 * MiB)
  })

  it('with as many connections as were asked for and no more', async () => {
    const file = origin.file('/file.bin', { size: 16 * MiB, bytesPerSecond: 4 * MiB })
    expect(outcome(await shoal.get(file.url, { connections: 3 }))).toBe('done')
    expect(origin.connections.peak).toBe(3)
  })

  it('after redirects, and asks the last place for the rest', async () => {
    const file = origin.file('/file.bin', { size: 6 * MiB })
    const transfer = await shoal.get(origin.hops(10, '/file.bin'))
    expect(outcome(transfer)).toBe('done')
    expect(file.requests().length).toBeGreaterThan(3)
    expect(origin.requests.filter((request) => request.path !== '/file.bin')).toHaveLength(10)
  })

  it('when Retry-After says when', async () => {
    const file = origin.file('/file.bin', { on: firstRequests(1, { status: 503, retryAfter: '2' }) })
    await expectWhole(file)
    const [first, second] = file.requests()
    expect((second?.atMs ?? 0) - (first?.atMs ?? 0)).toBeGreaterThanOrEqual(1950)
  })

  it('when the server goes away in the middle and comes back', async () => {
    const file = origin.file('/file.bin', { size: 8 * MiB, bytesPerSecond: MiB })
    const id = await shoal.add(file.url)
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await new Promise((resolve) => setTimeout(resolve, 400))
    await origin.goOffline()
    await shoal.until(id, ({ state }) => state.kind === 'retrying')
    await origin.comeBack()
    const transfer = await shoal.settled(id)
    expect(outcome(transfer)).toBe('done')
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(file.sha256())
  })
})

describe('a file is named', () => {
  it.each([
    ['attachment; filename="report.pdf"', 'report.pdf'],
    ['attachment; filename="../../../evil.sh"', 'evil.sh'],
    ['attachment; filename="nul\0byte.txt"', 'url-name.bin'],
    ['attachment; filename="CON"', '_CON'],
    [`attachment; filename*=UTF-8''..%2F..%2Fnaïve`, 'url-name.bin'],
    [`attachment; filename*=UTF-8''%E6%96%87%E4%BB%B6.zip`, '文件.zip'],
    ['attachment; filename=".."', 'download']
  ])('from %j as %s', async (disposition, name) => {
    const file = origin.file('/url-name.bin', { disposition })
    const transfer = await shoal.get(file.url)
    // A NUL makes the whole answer invalid; every other name is made safe.
    if (disposition.includes('\0')) expect(outcome(transfer)).toBe('response-invalid')
    else if (name !== 'url-name.bin') expect(await readdir(shoal.downloads)).toEqual([name])
  })

  it('within what the file system allows', async () => {
    await shoal.get(origin.file('/x', { disposition: `attachment; filename="${'n'.repeat(300)}.iso"` }).url)
    const [name] = await readdir(shoal.downloads)
    expect(name).toMatch(/^n+\.iso$/)
  })

  it('beside a file that has the name already, which stays as it was', async () => {
    await writeFile(path.join(shoal.downloads, 'a.tar.gz'), 'mine')
    const transfer = await shoal.get(origin.file('/a.tar.gz').url)
    expect(transfer.state).toMatchObject({ kind: 'done', path: path.join(shoal.downloads, 'a (1).tar.gz') })
    expect(await readFile(path.join(shoal.downloads, 'a.tar.gz'), 'utf8')).toBe('mine')
  })

  it('beside a file that took the name while it was being fetched', async () => {
    const file = origin.file('/a.bin', { size: 2 * MiB, bytesPerSecond: MiB })
    const id = await shoal.add(file.url, { connections: 1 })
    await shoal.until(id, ({ state }) => state.kind === 'running' && state.phase === 'receiving')
    await writeFile(path.join(shoal.downloads, 'a.bin'), 'mine')
    expect((await shoal.settled(id)).state).toMatchObject({
      kind: 'done',
      path: path.join(shoal.downloads, 'a (1).bin')
    })
    expect(await readFile(path.join(shoal.downloads, 'a.bin'), 'utf8')).toBe('mine')
    expect((await readdir(shoal.downloads)).sort()).toEqual(['a (1).bin', 'a.bin'])
  })

  it('as the user said, exactly', async () => {
    await shoal.get(origin.file('/x.bin', { disposition: 'attachment; filename="theirs"' }).url, {
      name: '.mine'
    })
    expect(await readdir(shoal.downloads)).toEqual(['.mine'])
  })

  it('and a web page in place of a file is pointed out', async () => {
    const transfer = await shoal.get(origin.file('/disk.iso', LOGIN_PAGE).url)
    expect(outcome(transfer)).toBe('done')
    expect(transfer.notices.map(({ code }) => code)).toContain('web-page')
  })
})

describe('a transfer fails with a code and a sentence, and no file is called done', () => {
  const failures: Record<string, [Behaviour, string]> = {
    '401': [{ status: 401 }, 'http-unauthorized'],
    '403': [{ status: 403 }, 'http-forbidden'],
    '404': [{ status: 404 }, 'http-not-found'],
    '410': [{ status: 410 }, 'http-gone'],
    '416 to everything': [{ status: 416 }, 'http-range-refused'],
    '429 for good': [{ status: 429 }, 'http-too-many'],
    '451': [{ status: 451 }, 'http-rejected'],
    '500 for good': [{ status: 500 }, 'http-server-error'],
    'a redirect to a file': [{ redirect: 'file:///etc/passwd' }, 'redirect-invalid'],
    'a redirect to nonsense': [{ redirect: 'http://[' }, 'redirect-invalid'],
    'a redirect loop': [{ redirect: '/file.bin' }, 'redirect-limit'],
    'a wrong Content-Range': [{ contentRange: 'shifted' }, 'range-mismatch'],
    'a missing Content-Range': [{ contentRange: 'missing' }, 'range-mismatch'],
    'a garbled Content-Range': [{ contentRange: 'garbage' }, 'range-mismatch'],
    'a truncated body': [{ ranges: 'ignored', truncateAt: 1000 }, 'body-truncated'],
    'a truncated chunked body': [
      { ranges: 'ignored', framing: 'chunked', truncateAt: 1000 },
      'body-truncated'
    ],
    'a body longer than announced': [{ ranges: 'ignored', extra: 5000, size: 50_000 }, 'body-overlong'],
    'a reset': [{ ranges: 'ignored', resetAt: 1000 }, 'connection-lost'],
    'a huge head': [{ head: 'huge' }, 'head-too-large'],
    'an endless head': [{ head: 'endless' }, 'head-too-large'],
    garbage: [{ head: 'garbage' }, 'response-invalid'],
    'an unknown coding': [{ ranges: 'ignored', encoding: 'unknown' }, 'encoding-unsupported'],
    'corrupt gzip': [{ ranges: 'ignored', encoding: 'gzip-corrupt' }, 'encoding-invalid'],
    'two lengths': [
      { head: { raw: 'HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n' } },
      'response-invalid'
    ]
  }
  it.each(Object.entries(failures))('%s', async (_, [behaviour, code]) => {
    const transfer = await shoal.get(origin.file('/file.bin', { size: 200_000, ...behaviour }).url)
    expect(outcome(transfer)).toBe(code)
    expect((await readdir(shoal.downloads)).filter((name) => !name.endsWith('.part'))).toEqual([])
  })

  it('a host that cannot be resolved', async () => {
    expect(outcome(await shoal.get('http://no-such-host.invalid/x'))).toBe('host-unresolved')
  })

  it('a refused connection', async () => {
    const { url } = origin.file('/x')
    await origin.stop()
    expect(outcome(await shoal.get(url))).toBe('connection-refused')
  })

  it.each([
    ['not a uri', 'uri-invalid'],
    ['gopher://example.org/x', 'scheme-unsupported'],
    ['file:///etc/passwd', 'scheme-unsupported'],
    ['javascript:alert(1)', 'scheme-unsupported']
  ])('%s', async (uri, code) => {
    await expect(shoal.add(uri)).rejects.toMatchObject({ code })
  })
})

describe('the disk', () => {
  it('lacks the folder', async () => {
    const transfer = await shoal.get(origin.file('/x').url, {
      directory: path.join(shoal.downloads, 'nowhere')
    })
    expect(outcome(transfer)).toBe('directory-missing')
  })

  it('has a file where the folder should be', async () => {
    await writeFile(path.join(shoal.downloads, 'plain'), '')
    const transfer = await shoal.get(origin.file('/x').url, {
      directory: path.join(shoal.downloads, 'plain')
    })
    expect(outcome(transfer)).toBe('directory-missing')
  })

  it('loses the partial file on the way', async () => {
    const file = origin.file('/x.bin', { size: 4 * MiB, bytesPerSecond: 512 * 1024 })
    const id = await shoal.add(file.url)
    await shoal.until(id, ({ length }) => length !== null)
    await rm(path.join(shoal.downloads, 'x.bin.part'))
    expect(outcome(await shoal.settled(id))).toBe('partial-missing')
  })
})

describe('over HTTPS', () => {
  let certificates: Certificates
  let secure: Origin
  beforeAll(async () => {
    certificates = await makeCertificates(await newFolder('ca'))
    secure = await startOrigin({ tls: certificates.server })
  })
  afterAll(() => secure.stop())

  it('with a private authority the file arrives whole', async () => {
    const file = secure.file('/tls.bin', { size: 24 * MiB })
    const transfer = await shoal.get(file.url, { caCertificate: certificates.caPath })
    expect(outcome(transfer)).toBe('done')
    expect(await sha256File(path.join(shoal.downloads, 'tls.bin'))).toBe(file.sha256())
  })

  it('without it the server is not trusted and gets no request', async () => {
    const file = secure.file('/tls.bin')
    expect(outcome(await shoal.get(file.url))).toBe('tls-untrusted')
    expect(file.requests()).toHaveLength(0)
  })

  it('a bad certificate file is named', async () => {
    const transfer = await shoal.get(secure.file('/tls.bin').url, { caCertificate: '/nonexistent.pem' })
    expect(outcome(transfer)).toBe('option-invalid')
  })
})

describe('from a real nginx', () => {
  let nginx: Nginx
  beforeAll(async () => {
    nginx = await startNginx()
    await writeFile(path.join(nginx.root, 'file.bin'), Buffer.alloc(20 * MiB, 'shoal nginx '))
  })
  afterAll(() => nginx.stop())

  it('asked for HTTPS on a plain port', async () => {
    const transfer = await shoal.get(`${nginx.url.replace('http:', 'https:')}/files/file.bin`)
    expect(outcome(transfer)).toBe('tls-failed')
  })

  it.each(['files', 'no-ranges', 'chunked', 'moved', 'gzip', 'few'])('at /%s/', async (place) => {
    const transfer = await shoal.get(`${nginx.url}/${place}/file.bin`)
    expect(outcome(transfer)).toBe('done')
    expect(await sha256File(path.join(shoal.downloads, 'file.bin'))).toBe(
      await sha256File(path.join(nginx.root, 'file.bin'))
    )
  })
})
