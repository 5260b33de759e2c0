/**
 * The built command line as a user or a script runs it: a process of its own against real servers, judged by its
 * files, its output and its exit code.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { endCommands, startCommand, type Ended, type Run } from '../fixtures/command-run.ts'
import { seededContent, sha256File, sha256Of } from '../fixtures/content.ts'
import { startNginx, type Nginx } from '../fixtures/nginx.ts'
import { refusedPort, startOrigin, type Origin } from '../fixtures/origin.ts'

const MIB = 1 << 20
let scratch: string
let downloads: string
let origin: Origin

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'shoal-cli-'))
  downloads = path.join(scratch, 'downloads')
  await mkdir(downloads)
  origin = await startOrigin()
})
afterEach(async () => {
  await endCommands()
  await origin.stop()
  await rm(scratch, { recursive: true, force: true })
})

const start = (...words: readonly string[]): Run =>
  startCommand({ cwd: downloads, stateDirectory: path.join(scratch, 'state'), stdin: 'none' }, ...words)
const shoal = (...words: readonly string[]): Promise<Ended> => start(...words).ended
const inDownloads = (name: string): string => path.join(downloads, name)

describe('a checksum', () => {
  const size = 3 * MIB
  const sha256 = sha256Of(seededContent('checked', size))

  test('that is met is in the done line', async () => {
    const file = origin.file('/checked.bin', { size, seed: 'checked' })
    const { code, last } = await shoal('get', file.url, '--json', `--checksum=SHA256=${sha256.toUpperCase()}`)
    expect([code, last]).toEqual([0, expect.objectContaining({ event: 'done', sha256 })])
    expect(await readdir(downloads)).toEqual(['checked.bin'])
  })

  test('that is not met ends with exit code 4 and both digests; the same command fetches anew', async () => {
    const file = origin.file('/checked.bin', { size, seed: 'damaged' })
    const words = ['get', file.url, '--json', '--checksum', `sha-256=${sha256}`] as const
    const { code, last } = await shoal(...words)
    expect([code, last?.event, last?.['code']]).toEqual([4, 'failed', 'checksum-mismatch'])
    expect(last?.['message']).toContain(sha256)
    expect(last?.['message']).toContain(file.sha256())
    expect(await readdir(downloads)).toEqual(['checked.bin.part'])
    file.behave({ size, seed: 'checked' })
    const again = await shoal(...words)
    expect([again.code, again.last]).toEqual([0, expect.objectContaining({ sha256, refetchedBytes: size })])
    expect(await sha256File(inDownloads('checked.bin'))).toBe(sha256)
  })

  test('that cannot be one is a usage error', async () => {
    const { code, stderr } = await shoal('get', `${origin.url}/x`, '--checksum', 'sha-256=abc')
    expect([code, stderr]).toEqual([2, expect.stringContaining('--checksum: expected 64 hexadecimal digits')])
    expect(origin.requests).toHaveLength(0)
  })
})

describe('several sources', () => {
  const size = 8 * MIB
  const content = seededContent('mirrored', size)
  let mirror: Origin
  beforeEach(async () => void (mirror = await startOrigin()))
  afterEach(() => mirror.stop())
  const serve = (from: Origin) => from.file('/file.bin', { size, seed: 'mirrored', bytesPerSecond: 2 * MIB })
  const description = (url: string): string => `<metalink xmlns="urn:ietf:params:xml:ns:metalink">
    <file name="named.bin"><size>${size}</size><hash type="sha-256">${sha256Of(content)}</hash>
    <url>${url}</url></file></metalink>`

  test('a mirror is named in the done line with what it brought', async () => {
    const words = ['get', serve(origin).url, serve(mirror).url, '--json', '--connections', '4'] as const
    const { code, last } = await shoal(...words)
    expect(code).toBe(0)
    const sources = last?.['sources'] as { id: string; kind: string; bytes: number; connections: number }[]
    expect(sources.map(({ id, kind }) => [id, kind])).toEqual([
      [`127.0.0.1:${origin.port}`, 'origin'],
      [`127.0.0.1:${mirror.port}`, 'mirror']
    ])
    expect(sources.every(({ bytes, connections }) => bytes > 0 && connections > 0)).toBe(true)
    expect(sources.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(size)
    expect(await sha256File(inDownloads('file.bin'))).toBe(sha256Of(content))
  })

  test('a Metalink file is fetched under the name it gives, and verified', async () => {
    await writeFile(inDownloads('a.meta4'), description(serve(origin).url))
    const { code, stdout, stderr } = await shoal('get', 'a.meta4')
    expect([code, stdout]).toEqual([0, `${inDownloads('named.bin')}\n`])
    expect(stderr).toContain('sha-256 verified')
  })

  test('a Metalink file that is none, or is not there, is said', async () => {
    await writeFile(inDownloads('a.meta4'), '<html></html>')
    const broken = await shoal('get', 'a.meta4')
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('[metalink-invalid]')])
    const missing = await shoal('get', 'b.meta4')
    expect([missing.code, missing.stderr]).toEqual([2, expect.stringContaining('cannot be read (ENOENT)')])
  })
})

describe('against nginx', () => {
  const size = 48 * MIB
  const sha256 = sha256Of(seededContent('cli', size))
  let certificates: Certificates
  let folder: string
  let nginx: Nginx
  let secure: Nginx

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'shoal-cli-nginx-'))
    certificates = await makeCertificates(path.join(folder, 'certificates'))
    const root = path.join(folder, 'root')
    nginx = await startNginx({ root })
    secure = await startNginx({
      root,
      tls: { certPath: certificates.serverCertPath, keyPath: certificates.serverKeyPath }
    })
    await writeFile(path.join(root, 'file.bin'), seededContent('cli', size).read(0, size))
    await writeFile(path.join(root, 'empty.bin'), '')
  })
  afterAll(async () => {
    await nginx.stop()
    await secure.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('the last line is the done line that scripts know, and the file is identical', async () => {
    const { code, stderr, lines, last } = await shoal(
      'get',
      `${nginx.url}/files/file.bin`,
      '--json',
      '-d',
      downloads
    )
    expect(last).toEqual({
      event: 'done',
      path: inDownloads('file.bin'),
      bytes: size,
      seconds: expect.any(Number) as number,
      refetchedBytes: 0,
      retransmittedBytes: 0,
      sources: [
        {
          id: `127.0.0.1:${nginx.port}`,
          kind: 'origin',
          bytes: size,
          connections: expect.any(Number) as number
        }
      ]
    })
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(lines[0]).toMatchObject({ event: 'started', name: 'file.bin', length: size, resumedBytes: 0 })
    expect(await sha256File(inDownloads('file.bin'))).toBe(sha256)
    expect(await readdir(downloads)).toEqual(['file.bin'])
  })

  test('several connections carry it, as many as asked for at most', async () => {
    const { last } = await shoal('get', `${nginx.url}/files/file.bin`, '--json', '--connections', '3')
    const [source] = last?.['sources'] as { connections: number }[]
    expect(source?.connections).toBeGreaterThan(1)
    expect(source?.connections).toBeLessThanOrEqual(3)
  })

  test.each(['moved', 'no-ranges', 'chunked', 'gzip'])('/%s/ arrives identical', async (place) => {
    const { code, last } = await shoal('get', `${nginx.url}/${place}/file.bin`, '--json')
    expect(last).toMatchObject({ event: 'done', path: inDownloads('file.bin'), bytes: size })
    expect(code).toBe(0)
    expect(await sha256File(inDownloads('file.bin'))).toBe(sha256)
  })

  test('an empty file is a file', async () => {
    const { last } = await shoal('get', `${nginx.url}/files/empty.bin`, '--json')
    expect(last).toMatchObject({ event: 'done', bytes: 0 })
    expect(await readFile(inDownloads('empty.bin'), 'utf8')).toBe('')
  })

  test('HTTPS of a private authority works with --ca-certificate', async () => {
    const { code, last } = await shoal(
      ...['get', `${secure.url}/files/file.bin`, '--ca-certificate', certificates.caPath, '--json']
    )
    expect(last).toMatchObject({ event: 'done', bytes: size })
    expect(code).toBe(0)
    expect(await sha256File(inDownloads('file.bin'))).toBe(sha256)
  })

  test('and is refused without it, until the option is given', async () => {
    const refused = await shoal('get', `${secure.url}/files/file.bin`, '--json')
    expect(refused.last).toMatchObject({ event: 'failed', code: 'tls-untrusted' })
    expect(refused.code).toBe(1)
    expect(await readdir(downloads)).toEqual([])
    const trusted = await shoal(
      ...['get', `${secure.url}/files/file.bin`, '--ca-certificate', certificates.caPath, '--json']
    )
    expect(trusted.last).toMatchObject({ event: 'done', bytes: size })
  })
})

describe('where it goes and what it says', () => {
  test('stdout is the path alone, the rest goes to stderr', async () => {
    const file = origin.file('/a.bin', { size: 2 * MIB })
    const { code, stdout, stderr } = await shoal('get', file.url, '-d', downloads)
    expect(stdout).toBe(`${inDownloads('a.bin')}\n`)
    expect(stderr).toMatch(/^Fetching a\.bin \(2\.10 MB\)/)
    expect(stderr).toMatch(/Done: a\.bin, 2\.10 MB in /)
    expect(stderr).not.toMatch('\u001b')
    expect(code).toBe(0)
  })

  test('-o chooses folder and name', async () => {
    await mkdir(inDownloads('sub'))
    const file = origin.file('/a.bin')
    const { stdout } = await shoal('get', file.url, '-o', 'sub/b.iso')
    expect(stdout).toBe(`${inDownloads('sub/b.iso')}\n`)
    expect(await sha256File(inDownloads('sub/b.iso'))).toBe(file.sha256())
  })

  test.each([['under its own name'], ['under the name asked for']])(
    'a file that is there is never replaced, %s',
    async (how) => {
      const file = origin.file('/a.bin')
      await writeFile(inDownloads('a.bin'), 'mine')
      const { stdout } = await shoal('get', file.url, ...(how.includes('asked') ? ['-o', 'a.bin'] : []))
      expect(stdout).toBe(`${inDownloads('a (1).bin')}\n`)
      expect(await readFile(inDownloads('a.bin'), 'utf8')).toBe('mine')
      expect(await sha256File(inDownloads('a (1).bin'))).toBe(file.sha256())
    }
  )

  test('a redirect is told', async () => {
    origin.file('/a.bin')
    const { stderr } = await shoal('get', origin.hops(2, '/a.bin'))
    expect(stderr).toMatch(/Note: .* redirected to .* \(302\)\./)
  })

  test('names and words from the server cannot write to a terminal', async () => {
    const file = origin.file('/a.bin', { disposition: 'attachment; filename="a\u001b[2J\u009b31mb.bin"' })
    const { code, stderr } = await shoal('get', file.url)
    expect(stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/)
    expect(code).toBe(0)
  })

  test('a reader of the output that goes away does not cost the file', async () => {
    const file = origin.file('/a.bin', { size: 8 * MIB, bytesPerSecond: MIB })
    const run = start('get', file.url, '--json')
    await run.says(/"started"/)
    run.process.stdout?.destroy()
    await once(run.process, 'exit')
    expect(run.process.exitCode).toBe(0)
    expect(await sha256File(inDownloads('a.bin'))).toBe(file.sha256())
  })

  test('help and version are for stdout', async () => {
    const help = await shoal('get', '--help')
    expect(help).toMatchObject({ code: 0, stderr: '' })
    expect(help.stdout).toMatch(/^Usage: shoal get URI/)
    const version = await shoal('--version')
    expect(version).toMatchObject({ code: 0, stderr: '' })
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })
})

describe('a limit', () => {
  test('holds, is kept by the run that goes on, and "none" lifts it', async () => {
    const file = origin.file('/limited.bin', { size: 3 * MIB })
    const first = start('get', file.url, '--limit', '500K', '--json')
    await first.says(/"event":"progress"/)
    first.process.kill('SIGINT')
    expect((await first.ended).code).toBe(130)
    const second = start('get', file.url, '--json')
    await second.says(/"event":"progress".*\n.*"event":"progress"/)
    second.process.kill('SIGINT')
    const rates = (await second.ended).lines
      .filter(({ event }) => event === 'progress')
      .map(({ bytesPerSecond }) => Number(bytesPerSecond))
    expect(Math.max(...rates)).toBeGreaterThan(0)
    expect(Math.max(...rates)).toBeLessThan(800 << 10)
    const { code } = await shoal('get', file.url, '--limit', 'none', '--json')
    expect(code).toBe(0)
    expect(await sha256File(inDownloads('limited.bin'))).toBe(file.sha256())
  })

  test('of one transfer takes as long as it must', async () => {
    const file = origin.file('/limited.bin', { size: MIB })
    const { last } = await shoal('get', file.url, '--limit', '512KiB/s', '--json')
    expect(last).toMatchObject({ event: 'done', retransmittedBytes: 0 })
    expect(last?.['seconds']).toBeGreaterThan(2 - 0.4)
  })
})

describe('failures have exit codes and sentences', () => {
  test.each([
    ['an address that is none', ['get', 'nonsense'], 2, 'uri-invalid'],
    ['a scheme Shoal lacks', ['get', 'gopher://127.0.0.1/a'], 2, 'scheme-unsupported'],
    ['an option of later versions', ['get', 'http://127.0.0.1/', '--web'], 2, 'option-invalid'],
    ['a limit in bits', ['get', 'http://127.0.0.1/', '--limit', '50Mb'], 2, 'option-invalid'],
    ['a command of later versions', ['backup'], 2, 'option-invalid'],
    [
      'a certificate that is not there',
      ['get', 'http://127.0.0.1/', '--ca-certificate', 'no.pem'],
      2,
      'option-invalid'
    ]
  ])('%s', async (_what, words, exitCode, code) => {
    const { code: ended, last, lines, stderr } = await shoal(...words, '--json')
    expect(last).toEqual({
      event: 'failed',
      code,
      message: expect.stringMatching(/\.$/) as string,
      advice: expect.stringMatching(/\.$/) as string
    })
    expect(lines).toHaveLength(1)
    expect(stderr).toBe('')
    expect(ended).toBe(exitCode)
  })

  test.each([
    [404, 1, 'http-not-found'],
    [403, 1, 'http-forbidden'],
    [410, 1, 'http-gone']
  ])('status %d', async (status, exitCode, code) => {
    const { code: ended, stdout, stderr } = await shoal('get', origin.file('/a.bin', { status }).url)
    expect(stderr).toMatch(`[${code}]`)
    expect(stdout).toBe('')
    expect(ended).toBe(exitCode)
    expect(await readdir(downloads)).toEqual([])
  })

  test('nobody listens', async () => {
    const { code, stderr } = await shoal('get', `http://127.0.0.1:${await refusedPort()}/a.bin`)
    expect(stderr).toMatch('[connection-refused]')
    expect(code).toBe(1)
  })

  test('a folder that is not there', async () => {
    const { code, last } = await shoal('get', origin.file('/a.bin').url, '-d', 'nowhere', '--json')
    expect(last).toMatchObject({ event: 'failed', code: 'directory-missing' })
    expect(code).toBe(5)
  })

  test('a file larger than the disk', async () => {
    const { code, last } = await shoal('get', origin.file('/a.bin', { size: 2 ** 50 }).url, '--json')
    expect(last).toMatchObject({ event: 'failed', code: 'disk-full' })
    expect(code).toBe(5)
    expect(await readdir(downloads)).toEqual([])
  })

  test('a state folder that cannot be one', async () => {
    await writeFile(inDownloads('taken'), '')
    const { code, last } = await shoal('get', origin.file('/a.bin').url, '--state-dir', 'taken', '--json')
    expect(last).toMatchObject({ event: 'failed', code: 'journal-unwritable' })
    expect(code).toBe(5)
  })

  test('a file that changed while it was paused: nothing mixed, the partial kept', async () => {
    const file = origin.file('/a.bin', { size: 16 * MIB, bytesPerSecond: MIB })
    const run = start('get', file.url)
    await run.says(/\d+ %/)
    run.process.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    const kept = await sha256File(inDownloads('a.bin.part'))
    file.swap()
    const { code, last } = await shoal('get', file.url, '--json')
    expect(last).toMatchObject({ event: 'failed', code: 'source-changed' })
    expect(code).toBe(3)
    expect(await sha256File(inDownloads('a.bin.part'))).toBe(kept)
    expect(await readdir(downloads)).toEqual(['a.bin.part'])
  })
})

describe('stopping and resuming', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s leaves a transfer that the same command resumes',
    async (signal) => {
      const file = origin.file('/a.bin', { size: 24 * MIB, bytesPerSecond: MIB })
      const run = start('get', file.url, '-d', downloads)
      await run.says(/\d+ %/)
      run.process.kill(signal)
      const stopped = await run.ended
      expect(stopped.code).toBe(130)
      expect(stopped.stdout).toBe('')
      expect(stopped.stderr).toMatch(/\(\d+ % of a\.bin\) Run the same command to resume\.\n$/)
      expect(await readdir(downloads)).toEqual(['a.bin.part'])

      const sentBefore = file.bytesSent()
      file.behave({})
      const { code, lines, last } = await shoal('get', file.url, '-d', downloads, '--json')
      expect(code).toBe(0)
      const resumedBytes = Number(lines.find(({ event }) => event === 'started')?.['resumedBytes'])
      expect(resumedBytes).toBeGreaterThan(0)
      expect(last).toMatchObject({ event: 'done', bytes: 24 * MIB, refetchedBytes: 0 })
      expect(file.bytesSent() - sentBefore).toBeLessThan(24 * MIB)
      expect(await sha256File(inDownloads('a.bin'))).toBe(file.sha256())
      expect(await readdir(downloads)).toEqual(['a.bin'])
    }
  )

  test('a script hears of it in its last line', async () => {
    const file = origin.file('/a.bin', { size: 24 * MIB, bytesPerSecond: MIB })
    const run = start('get', file.url, '--json')
    await run.says(/"progress"/)
    run.process.kill('SIGINT')
    const { code, last } = await run.ended
    expect(last).toMatchObject({ event: 'failed', code: 'interrupted' })
    expect(code).toBe(130)
  })

  test('a second Ctrl-C ends it at once, and it still resumes', async () => {
    const file = origin.file('/a.bin', { size: 24 * MIB, bytesPerSecond: MIB })
    const run = start('get', file.url)
    await run.says(/\d+ %/)
    run.process.kill('SIGINT')
    run.process.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    file.behave({})
    expect((await shoal('get', file.url)).code).toBe(0)
    expect(await sha256File(inDownloads('a.bin'))).toBe(file.sha256())
  })

  test('Ctrl-C while the server keeps silent ends it too', async () => {
    const run = start('get', origin.file('/a.bin', { delayMs: Infinity }).url)
    await expect.poll(() => origin.requests.length, { timeout: 20_000 }).toBe(1)
    const askedAtMs = performance.now()
    run.process.kill('SIGINT')
    expect((await run.ended).code).toBe(130)
    expect(performance.now() - askedAtMs).toBeLessThan(10_000)
  })
})

describe('an unfinished file whose link has expired', () => {
  const size = 8 * MIB
  /** Leaves some of it here, and the link refused. */
  async function begun(): Promise<string> {
    const file = origin.file('/signed', { size, seed: 'signed', bytesPerSecond: 2 * MIB })
    const run = start('get', file.url, '-o', 'file.bin')
    await expect.poll(() => file.bytesSent()).toBeGreaterThan(2 * MIB)
    run.process.kill('SIGINT')
    await run.ended
    file.behave({ size, seed: 'signed', status: 403 })
    return file.url
  }

  test('goes on from another address with --continue', async () => {
    await begun()
    const fresh = origin.file('/fresh', { size, seed: 'signed', validators: 'date' })
    const { code, lines } = await shoal('get', fresh.url, '-o', 'file.bin', '--continue', '--json')
    expect(code).toBe(0)
    expect(await readdir(downloads)).toEqual(['file.bin'])
    expect(await sha256File(inDownloads('file.bin'))).toBe(fresh.sha256())
    expect(fresh.bytesSent()).toBeLessThan(size - MIB)
    expect(lines.find(({ event }) => event === 'notice')?.['message']).toContain(
      'samples of both are the same'
    )
  })

  test('is left alone when the other address shows another file, and exit code 3 says so', async () => {
    await begun()
    const other = origin.file('/other', { size, seed: 'another' })
    const { code, stderr } = await shoal('get', other.url, '-o', 'file.bin', '-c')
    expect([code, stderr]).toEqual([3, expect.stringContaining('[source-differs]')])
    expect(await readdir(downloads)).toEqual(['file.bin.part'])
  })

  test('is left alone without it, and the way is shown', async () => {
    await begun()
    const fresh = origin.file('/fresh', { size, seed: 'signed' })
    const { code, stderr, stdout } = await shoal('get', fresh.url, '-o', 'file.bin')
    expect([code, stdout.trim()]).toEqual([0, inDownloads('file (1).bin')])
    expect(stderr).toMatch(/of a "file.bin" from .* unfinished; .*--continue goes on/)
    expect((await readdir(downloads)).sort()).toEqual(['file (1).bin', 'file.bin.part'])
  })
})

describe('several at once', () => {
  test('two gets share one state folder', async () => {
    const [one, other] = [
      origin.file('/one.bin', { size: 8 * MIB, bytesPerSecond: MIB }),
      origin.file('/other.bin', { size: 8 * MIB, bytesPerSecond: MIB })
    ]
    const [first, second] = await Promise.all([
      shoal('get', one.url, '--json'),
      shoal('get', other.url, '--json')
    ])
    expect([first.last?.event, second.last?.event]).toEqual(['done', 'done'])
    expect(await sha256File(inDownloads('one.bin'))).toBe(one.sha256())
    expect(await sha256File(inDownloads('other.bin'))).toBe(other.sha256())
  })

  test('the same get twice: the second is told who is at it, the first goes on', async () => {
    const file = origin.file('/a.bin', { size: 16 * MIB, bytesPerSecond: MIB })
    const first = start('get', file.url, '--json')
    await first.says(/"started"/)
    const second = await shoal('get', file.url, '--json')
    expect(second.last).toMatchObject({ event: 'failed', code: 'transfer-busy' })
    expect(second.last?.['message']).toMatch(`process ${first.process.pid}`)
    expect(second.code).toBe(1)
    expect((await first.ended).last).toMatchObject({ event: 'done' })
    expect(await sha256File(inDownloads('a.bin'))).toBe(file.sha256())
  })
})

test('a login and a header reach the server; neither is repeated on any output', async () => {
  const login = { user: 'ali', password: 'open-sesame', schemes: ['SHA-256'] } as const
  const file = origin.file('/file.bin', { size: 3 * MIB, login })
  const words = ['--header', 'X-Token: hidden-token', '--header', 'X-Two: 2', '--user', 'ali:open-sesame']
  const run = await shoal('get', file.url, '--json', ...words)
  expect([run.code, run.last?.event]).toEqual([0, 'done'])
  expect(await sha256File(inDownloads('file.bin'))).toBe(file.sha256())
  const told = file.requests().map(({ headers }) => [headers['x-token'], headers['x-two']])
  expect(new Set(told.map(String))).toEqual(new Set(['hidden-token,2']))
  const refused = await shoal(
    'get',
    file.url,
    '--user',
    'ali:wrong-sesame',
    '--header',
    'X-Token: hidden-token'
  )
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--user') as string])
  const nonsense = await shoal('get', file.url, '--proxy', 'socks4://me:hidden-token@h', '--json')
  expect(nonsense.code).toBe(2)
  for (const { stdout, stderr } of [run, refused, nonsense]) {
    expect(stdout + stderr).not.toMatch(/sesame|hidden-token/)
  }
})
