/**
 * Files from servers that are no web servers, by the built command line: ProFTPD for FTP, FTPS and SFTP with a
 * password, OpenSSH for SFTP with keys, and a few servers nobody should run.
 */
import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, statSync } from 'node:fs'
import { chmod, mkdir, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeCertificates, type Certificates } from '../fixtures/certificates.ts'
import { contentSha256, seededContent, sha256File } from '../fixtures/content.ts'
import { ACCOUNT, startFtpServer, type FtpServer } from '../fixtures/ftp-server.ts'
import { startRelay, type Relay } from '../fixtures/relay.ts'
import { makeKey, startSshServer, type SshServer } from '../fixtures/ssh-server.ts'
import { startFalseFtpServer } from '../fixtures/false-ftp-server.ts'
import { openDatabase } from './journal-surgery.ts'
import { newFolder, removeFolders } from './shoal.ts'

const MiB = 1024 * 1024
const CLI = path.resolve(import.meta.dirname, '../../dist/main/cli.cjs')
const SLOW = 8 * MiB
const LOGIN = `${ACCOUNT.user}:${ACCOUNT.password}`

interface Ended {
  readonly code: number | null
  readonly output: string
  readonly last: Readonly<Record<string, unknown>>
}

let certificates: Certificates
let quick: FtpServer
let slow: FtpServer
let ssh: SshServer
let folder: string
let downloads: string
let home: string
const running = new Set<ChildProcess>()

beforeAll(async () => {
  certificates = await makeCertificates(await newFolder('ca'))
  const tls = { certPath: certificates.serverCertPath, keyPath: certificates.serverKeyPath }
  quick = await startFtpServer({ tls })
  slow = await startFtpServer({ tls, bytesPerSecond: SLOW })
  ssh = await startSshServer()
})
afterAll(async () => {
  await Promise.all([quick.stop(), slow.stop(), ssh.stop()])
  await removeFolders()
})
beforeEach(async () => {
  folder = await newFolder('foreign')
  downloads = path.join(folder, 'downloads')
  home = path.join(folder, 'home')
  await mkdir(downloads)
  await mkdir(path.join(home, '.ssh'), { recursive: true })
})
afterEach(async () => {
  for (const child of running) child.kill('SIGKILL')
  await Promise.all([...running].map((child) => once(child, 'close')))
})

/** Starts `shoal get --json` as somebody whose home is the test's own. */
function start(words: readonly string[], env: NodeJS.ProcessEnv = {}): [ChildProcess, Promise<Ended>] {
  const child = spawn(process.execPath, [CLI, 'get', ...words, '--json'], {
    cwd: downloads,
    env: {
      ...process.env,
      HOME: home,
      SSH_AUTH_SOCK: '',
      SHOAL_STATE_DIR: path.join(folder, 'state'),
      ...env
    },
    stdio: ['ignore', 'pipe', 'pipe']
  })
  running.add(child)
  let output = ''
  let lines = ''
  child.stdout?.on('data', (data: Buffer) => (lines += data.toString()))
  child.stderr?.on('data', (data: Buffer) => (output += data.toString()))
  const ended = once(child, 'close').then(([code]): Ended => {
    running.delete(child)
    const last = JSON.parse(lines.trim().split('\n').at(-1) || '{}') as Ended['last']
    return { code: code as number | null, output: lines + output, last }
  })
  return [child, ended]
}

const get = (words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ended> => start(words, env)[1]

/** Puts a file into a folder that is served. */
async function put(root: string, name: string, bytes: number, seed = name): Promise<string> {
  const file = path.join(root, name)
  await mkdir(path.dirname(file), { recursive: true })
  await writeFile(file, seededContent(seed, bytes).read(0, bytes))
  // In the past, so that whatever is put there next has another time.
  await utimes(file, 1_700_000_000, 1_700_000_000)
  return contentSha256(seed, bytes)
}

const target = (name: string): string => path.join(downloads, name)
const leftovers = (): Promise<readonly string[]> => readdir(downloads)

const durableBytes = (): number =>
  openDatabase(path.join(folder, 'state'), (database) =>
    database.prepare<[], number>('select coalesce(sum(end_byte - first_byte), 0) from ranges').pluck().get()
  ) ?? 0

/** Resolves when some of the file is safe on disk. */
async function underWay(bytes: number): Promise<void> {
  const state = path.join(folder, 'state', 'journal.sqlite')
  await expect
    .poll(() => (existsSync(state) ? durableBytes() : 0), { timeout: 15_000 })
    .toBeGreaterThan(bytes)
}

const secure = (): string[] => ['--ca-certificate', certificates.caPath]
const keyOf = ({ fingerprint }: { readonly fingerprint: string }): string[] => [
  '--accept-host-key',
  fingerprint
]

interface Way {
  readonly name: string
  readonly url: (server: FtpServer) => string
  readonly options: (server: FtpServer) => readonly string[]
}
const WAYS: readonly Way[] = [
  { name: 'ftp', url: (server) => server.ftp, options: () => [] },
  { name: 'ftpes', url: (server) => server.ftpes, options: secure },
  { name: 'ftps', url: (server) => server.ftps, options: secure },
  { name: 'sftp', url: (server) => server.sftp, options: keyOf }
]

describe.each(WAYS)('over $name', ({ name: scheme, url, options }) => {
  it('a file arrives whole, under the name its path ends with', async () => {
    const sha256 = await put(quick.root, 'a folder/fish & chips.bin', 5 * MiB + 7)
    const ended = await get([
      `${url(quick)}/a%20folder/fish%20%26%20chips.bin`,
      '--user',
      LOGIN,
      ...options(quick)
    ])
    expect(ended.last).toMatchObject({ event: 'done', bytes: 5 * MiB + 7, refetchedBytes: 0 })
    expect(await sha256File(target('fish & chips.bin'))).toBe(sha256)
    expect(await leftovers()).toEqual(['fish & chips.bin'])
  })

  it('an empty file is a file', async () => {
    await put(quick.root, 'empty', 0)
    const ended = await get([`${url(quick)}/empty`, '--user', LOGIN, ...options(quick)])
    expect(ended.last).toMatchObject({ event: 'done', bytes: 0 })
    expect(statSync(target('empty')).size).toBe(0)
  })

  it('a wrong password is refused and leaves nothing behind', async () => {
    await put(quick.root, 'x.bin', 1000)
    const ended = await get([`${url(quick)}/x.bin`, '--user', 'ada:wr0ng-pass', ...options(quick)])
    expect([ended.code, ended.last['code']]).toEqual([1, 'login-refused'])
    expect(ended.output).not.toContain('wr0ng-pass')
    expect(await leftovers()).toEqual([])
  })

  it('a file that is not there is said to be missing, a folder to be one', async () => {
    await mkdir(path.join(quick.root, 'shelf'), { recursive: true })
    const nowhere = await get([`${url(quick)}/nowhere.bin`, '--user', LOGIN, ...options(quick)])
    expect([nowhere.code, nowhere.last['code']]).toEqual([1, 'remote-missing'])
    const shelf = await get([`${url(quick)}/shelf`, '--user', LOGIN, ...options(quick)])
    expect(['remote-folder', 'remote-missing', 'remote-refused']).toContain(shelf.last['code'])
    expect((await get([`${url(quick)}/shelf/`, ...options(quick)])).last['code']).toBe('remote-folder')
    expect(await leftovers()).toEqual([])
  })

  it('a limit holds, and does not hold up who wants to stop', async () => {
    const sha256 = await put(quick.root, 'limited.bin', 2 * MiB)
    const words = [`${url(quick)}/limited.bin`, '--user', LOGIN, ...options(quick)]
    // At this rate the first chunk alone is paid for half a minute long.
    const [child, stopped] = start([...words, '--limit', '2K'])
    await underWay(0)
    child.kill('SIGINT')
    expect((await stopped).code).toBe(130)
    const before = durableBytes()
    const ended = await get([...words, '--limit', '1M'])
    expect(ended.last).toMatchObject({ event: 'done', bytes: 2 * MiB })
    expect(ended.last['seconds']).toBeGreaterThan(2 - before / MiB - 0.4)
    expect(await sha256File(target('limited.bin'))).toBe(sha256)
  })

  it('kill -9 costs half a second, and the next run goes on from there', async () => {
    const bytes = 24 * MiB
    const sha256 = await put(slow.root, 'big.bin', bytes)
    const relay = scheme === 'sftp' ? await slowWire(slow) : null
    try {
      const source = relay ? `sftp://127.0.0.1:${relay.port}` : url(slow)
      const words = [`${source}/big.bin`, '--user', LOGIN, ...options(slow)]
      for (const reached of [4 * MiB, 8 * MiB]) {
        const [child, ended] = start(words)
        await underWay(reached)
        child.kill('SIGKILL')
        await ended
        const beyond = statSync(target('big.bin.part')).blocks * 512 - durableBytes()
        expect(beyond).toBeLessThanOrEqual(SLOW / 2)
      }
      const before = durableBytes()
      const fetchedBefore = relay?.bytes ?? 0
      relay?.setRate(Infinity)
      const ended = await get(words)
      expect(ended.last).toMatchObject({ event: 'done', bytes })
      expect(ended.last['refetchedBytes']).toBeLessThanOrEqual(SLOW)
      if (relay) expect(relay.bytes - fetchedBefore).toBeLessThan(bytes - before + MiB)
      expect(await sha256File(target('big.bin'))).toBe(sha256)
    } finally {
      await relay?.stop()
    }
  })

  it('a file that has changed is never spliced onto what is here', async () => {
    await put(slow.root, 'moving.bin', 24 * MiB)
    const relay = scheme === 'sftp' ? await slowWire(slow) : null
    try {
      const source = relay ? `sftp://127.0.0.1:${relay.port}` : url(slow)
      const words = [`${source}/moving.bin`, '--user', LOGIN, ...options(slow)]
      const [child, ended] = start(words)
      await underWay(2 * MiB)
      child.kill('SIGINT')
      const stopped = await ended
      expect(stopped.code, stopped.output).toBe(130)
      await put(slow.root, 'moving.bin', 24 * MiB, 'another of the same length')
      await utimes(path.join(slow.root, 'moving.bin'), 1_700_000_001, 1_700_000_001)
      const kept = durableBytes()
      const again = await get(words)
      expect([again.code, again.last['code']]).toEqual([3, 'source-changed'])
      expect(await leftovers()).toEqual(['moving.bin.part'])
      expect(durableBytes()).toBe(kept)
    } finally {
      await relay?.stop()
    }
  })
})

/** ProFTPD does not slow SFTP down by itself. */
const slowWire = (server: FtpServer): Promise<Relay> =>
  startRelay(Number(new URL(server.sftp.replace('sftp:', 'http:')).port), { bytesPerSecond: SLOW })

describe('a server that dies in the middle', () => {
  it('of FTP and comes back is waited for', async () => {
    const sha256 = await put(slow.root, 'phoenix.bin', 16 * MiB)
    const [, ended] = start([`${slow.ftp}/phoenix.bin`, '--user', LOGIN])
    await underWay(4 * MiB)
    await slow.restart(() => sleep(1500))
    expect((await ended).last).toMatchObject({ event: 'done', bytes: 16 * MiB })
    expect(await sha256File(target('phoenix.bin'))).toBe(sha256)
  })

  it('of SFTP and comes back is waited for', async () => {
    const sha256 = await put(folder, 'phoenix.bin', 16 * MiB)
    await letIn(ssh)
    const relay = await startRelay(ssh.port, { bytesPerSecond: SLOW })
    try {
      const [, ended] = start([
        `sftp://127.0.0.1:${relay.port}${folder}/phoenix.bin`,
        '--accept-host-key',
        ssh.fingerprint
      ])
      await underWay(4 * MiB)
      await relay.cut()
      await sleep(1500)
      relay.setRate(Infinity)
      await relay.mend()
      expect((await ended).last).toMatchObject({ event: 'done', bytes: 16 * MiB })
      expect(await sha256File(target('phoenix.bin'))).toBe(sha256)
    } finally {
      await relay.stop()
    }
  })
})

/** Puts the key that the server lets in where ssh looks for it. */
async function letIn({ keyPath }: SshServer): Promise<void> {
  const key = await readFile(keyPath, 'utf8')
  await writeFile(path.join(home, '.ssh', 'id_ed25519'), key, { mode: 0o600 })
}

const know = (text: string): Promise<void> => writeFile(path.join(home, '.ssh', 'known_hosts'), text)

describe('an SSH server', () => {
  let sha256: string
  let words: readonly string[]
  beforeEach(async () => {
    sha256 = await put(folder, 'served.bin', 3 * MiB)
    words = [`${ssh.url}${folder}/served.bin`]
  })

  it('that known_hosts names is read with the key that lies in ~/.ssh', async () => {
    await know(ssh.knownHosts)
    await letIn(ssh)
    expect((await get(words)).last).toMatchObject({ event: 'done' })
    expect(await sha256File(target('served.bin'))).toBe(sha256)
  })

  it('lets the agent in', async () => {
    await know(ssh.knownHosts)
    const socket = path.join(folder, 'agent')
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' })
    running.add(agent)
    await expect.poll(() => existsSync(socket)).toBe(true)
    const env = { ...process.env, SSH_AUTH_SOCK: socket }
    await promisify(execFile)('ssh-add', ['-q', ssh.keyPath], { env })
    expect((await get(words, { SSH_AUTH_SOCK: socket })).last).toMatchObject({ event: 'done' })
    agent.kill()
    await once(agent, 'close')
    running.delete(agent)
  })

  it('lets a key from ~/.ssh in when the agent is gone', async () => {
    await know(ssh.knownHosts)
    await letIn(ssh)
    const ended = await get(words, { SSH_AUTH_SOCK: path.join(folder, 'nobody') })
    expect(ended.last).toMatchObject({ event: 'done' })
  })

  it('says that a folder is one', async () => {
    await know(ssh.knownHosts)
    await letIn(ssh)
    expect((await get([`${ssh.url}${folder}`])).last['code']).toBe('remote-folder')
  })

  it('that nobody knows is told its fingerprint and nothing else, until it is accepted', async () => {
    await letIn(ssh)
    const stranger = await get(words)
    expect([stranger.code, stranger.last['code']]).toEqual([1, 'host-key-unknown'])
    expect(stranger.output).toContain(ssh.fingerprint)
    expect(await leftovers()).toEqual([])
    expect((await get([...words, ...keyOf(ssh)])).last).toMatchObject({ event: 'done' })
  })

  it('with another key than known_hosts has is refused', async () => {
    await letIn(ssh)
    const other = path.join(folder, 'other-key')
    await makeKey(other)
    await know(`[127.0.0.1]:${ssh.port} ${(await readFile(`${other}.pub`, 'utf8')).trim()}\n`)
    const changed = await get(words)
    expect([changed.code, changed.last['code']]).toEqual([1, 'host-key-changed'])
    expect(await leftovers()).toEqual([])
  })

  it('with another key than was accepted is refused, whatever known_hosts says', async () => {
    await letIn(ssh)
    await know(ssh.knownHosts)
    const changed = await get([...words, '--accept-host-key', `SHA256:${'A'.repeat(43)}`])
    expect(changed.last['code']).toBe('host-key-changed')
  })

  it('that has no key of ours refuses the login', async () => {
    await know(ssh.knownHosts)
    expect((await get(words)).last['code']).toBe('login-refused')
  })
})

describe('TLS', () => {
  it.each(['ftps', 'ftpes'] as const)(
    '%s: a certificate nobody vouches for is refused before the login',
    async (way) => {
      await put(quick.root, 'x.bin', 1000)
      const ended = await get([`${quick[way]}/x.bin`, '--user', LOGIN])
      expect([ended.code, ended.last['code']]).toEqual([1, 'tls-untrusted'])
      expect(await leftovers()).toEqual([])
    }
  )

  it.each(['ftps', 'ftpes'] as const)('%s: a certificate for another host is refused', async (way) => {
    const other = await makeCertificates(await newFolder('ca'), { subjectAltName: 'DNS:example.org' })
    const server = await startFtpServer({
      tls: { certPath: other.serverCertPath, keyPath: other.serverKeyPath }
    })
    try {
      const ended = await get([`${server[way]}/x.bin`, '--user', LOGIN, '--ca-certificate', other.caPath])
      expect(ended.last['code']).toBe('tls-untrusted')
    } finally {
      await server.stop()
    }
  })

  it('ftpes: a server without TLS gets no login', async () => {
    const server = await startFalseFtpServer({})
    try {
      const ended = await get([`ftpes://127.0.0.1:${server.port}/x.bin`, '--user', LOGIN])
      expect(ended.last['code']).toBe('tls-failed')
      expect(server.commands.filter((command) => /^(USER|PASS)/.test(command))).toEqual([])
    } finally {
      await server.stop()
    }
  })
})

describe('a login', () => {
  it('comes from .netrc, also for a name that the address has', async () => {
    const sha256 = await put(quick.root, 'x.bin', 1000)
    const netrc = path.join(folder, 'netrc')
    await writeFile(netrc, `machine 127.0.0.1 login ${ACCOUNT.user} password "${ACCOUNT.password}"\n`)
    await chmod(netrc, 0o600)
    for (const url of [quick.ftp, quick.ftp.replace('//', `//${ACCOUNT.user}@`)]) {
      expect((await get([`${url}/x.bin`], { NETRC: netrc })).last).toMatchObject({ event: 'done' })
      expect(await sha256File(target('x.bin'))).toBe(sha256)
      await rm(target('x.bin'))
    }
  })

  it('in the address is not repeated', async () => {
    await put(quick.root, 'x.bin', 1000)
    const login = `${ACCOUNT.user}:${encodeURIComponent(ACCOUNT.password)}`
    const ended = await get([`${quick.ftp.replace('//', `//${login}@`)}/x.bin`])
    expect(ended.last).toMatchObject({ event: 'done' })
    expect(ended.output).toContain('login-unencrypted')
    expect(ended.output).not.toMatch(/cor(:|%3A)rect/)
  })

  it('is anonymous when there is none', async () => {
    const server = await startFalseFtpServer({ content: Buffer.from('hello') })
    try {
      expect((await get([`ftp://127.0.0.1:${server.port}/x.txt`])).last).toMatchObject({
        event: 'done',
        bytes: 5
      })
      expect(server.commands).toContain('USER anonymous')
    } finally {
      await server.stop()
    }
  })
})

it('without modification times a file comes in one piece, and from the start again', async () => {
  const server = await startFtpServer({ bytesPerSecond: SLOW, directives: '<Limit MDTM>\nDenyAll\n</Limit>' })
  try {
    const sha256 = await put(server.root, 'timeless.bin', 8 * MiB)
    const words = [`${server.ftp}/timeless.bin`, '--user', LOGIN]
    const [child, ended] = start(words)
    const part = target('timeless.bin.part')
    await expect
      .poll(() => existsSync(part) && statSync(part).blocks * 512, { timeout: 15_000 })
      .toBeGreaterThan(MiB)
    child.kill('SIGKILL')
    await ended
    const again = await get(words)
    expect(again.last).toMatchObject({ event: 'done', bytes: 8 * MiB })
    expect(again.last['refetchedBytes']).toBeGreaterThan(MiB)
    expect(await sha256File(target('timeless.bin'))).toBe(sha256)
  } finally {
    await server.stop()
  }
})

describe('a hostile FTP server', () => {
  const content = Buffer.from('0123456789'.repeat(1000))

  it('cannot send the data connection elsewhere', async () => {
    const server = await startFalseFtpServer({ content, passiveAddress: '203,0,113,9' })
    try {
      const ended = await get([`ftp://127.0.0.1:${server.port}/x.bin`])
      expect(ended.last).toMatchObject({ event: 'done', bytes: content.length })
    } finally {
      await server.stop()
    }
  })

  it.each([
    [content.length - 1, 'body-overlong'],
    [content.length + 1, 'body-truncated']
  ])('that says %i bytes is found out', { timeout: 60_000 }, async (size, code) => {
    const server = await startFalseFtpServer({ content, size })
    try {
      const ended = await get([`ftp://127.0.0.1:${server.port}/x.bin`])
      expect(ended.last['code']).toBe(code)
      expect(await leftovers()).toEqual(['x.bin.part'])
    } finally {
      await server.stop()
    }
  })

  it('that never ends a reply is left', async () => {
    const server = await startFalseFtpServer({ content, endless: true })
    try {
      const ended = await get([`ftp://127.0.0.1:${server.port}/x.bin`])
      expect(ended.last['code']).toBe('protocol-broken')
    } finally {
      await server.stop()
    }
  })
})

describe('refused before anything is asked', () => {
  it.each([
    ['a line break in the path', ['ftp://127.0.0.1:1/a%0d%0aDELE%20b'], 'uri-invalid'],
    ['a proxy', ['sftp://127.0.0.1:1/a', '--proxy', 'http://127.0.0.1:1'], 'option-invalid'],
    ['a header', ['ftp://127.0.0.1:1/a', '--header', 'X-A: b'], 'option-invalid'],
    [
      'a host key for FTP',
      ['ftp://127.0.0.1:1/a', '--accept-host-key', `SHA256:${'A'.repeat(43)}`],
      'option-invalid'
    ],
    [
      'a host key for HTTP',
      ['http://127.0.0.1:1/a', '--accept-host-key', `SHA256:${'A'.repeat(43)}`],
      'option-invalid'
    ]
  ])('%s', async (_, words, code) => {
    const ended = await get(words)
    expect([ended.code, ended.last['code']]).toEqual([2, code])
  })

  it('but not for proxies of the environment, which are for HTTP', async () => {
    await put(quick.root, 'x.bin', 1000)
    const proxies = { http_proxy: 'http://127.0.0.1:1', all_proxy: 'http://127.0.0.1:1' }
    expect((await get([`${quick.ftp}/x.bin`, '--user', LOGIN], proxies)).last).toMatchObject({
      event: 'done'
    })
  })
})
