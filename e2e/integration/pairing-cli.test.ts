/**
 * The built command line as two or three people use it on their machines: each has a state directory of its own, and
 * they meet over the loopback interface. Judged by what is said, by files and by exit codes.
 */
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { endCommands, startCommand, type Line, type Run } from '../fixtures/command-run.ts'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin, type Origin } from '../fixtures/origin.ts'

const MIB = 1 << 20
let scratch: string
let origin: Origin

beforeEach(async () => {
  scratch = await mkdtemp(path.join(tmpdir(), 'shoal-pairs-'))
  origin = await startOrigin()
})
afterEach(async () => {
  await endCommands()
  await origin.stop()
  await rm(scratch, { recursive: true, force: true })
})

const at = (name: string): string => path.join(scratch, name)
const NETWORK = ['--interface', 'lo', '--port', '0'] as const

/** A command of the person whose state directory has this name. */
const shoal = (person: string, ...words: readonly string[]): Run =>
  startCommand({ cwd: scratch, stateDirectory: at(person), stdin: 'keyboard' }, ...words)

const waiting = (person: string, name: string): Run =>
  shoal(person, 'pair', ...NETWORK, '--name', name, '--json')

/** Where the person who waits can be found: the process that waits says so to `shoal peers`. */
async function addressOf(person: string): Promise<string> {
  const peers = shoal(person, 'peers', '--json')
  await peers.code
  const { port } = await peers.line('self')
  return `127.0.0.1:${String(port)}`
}

const codeOf = async (run: Run): Promise<unknown> => (await run.line('code'))['code']

/** Bruno waits, Anna comes to his address; both say yes. */
async function paired(a = 'anna', b = 'bruno'): Promise<void> {
  const there = waiting(b, 'Bruno')
  await there.line('waiting')
  const here = shoal(a, 'pair', await addressOf(b), ...NETWORK, '--name', 'Anna', '--json')
  expect(await codeOf(here)).toBe(await codeOf(there))
  here.answers('y')
  there.answers('y')
  expect([await here.code, await there.code]).toEqual([0, 0])
}

async function peersOf(person: string): Promise<readonly Line[]> {
  const run = shoal(person, 'peers', '--json', '--interface', 'lo')
  expect(await run.code).toBe(0)
  return run.lines().filter(({ event }) => event === 'peer')
}

const trusted = async (person: string): Promise<readonly unknown[]> =>
  (await peersOf(person)).filter(({ trust }) => trust === 'paired').map(({ name }) => name)

const helping = async (person: string, ...words: readonly string[]): Promise<Run> => {
  const run = shoal(
    person,
    ...['peer', ...NETWORK, '--name', 'Bruno', '--json'],
    ...['--allow-private', '127.0.0.0/8', ...words]
  )
  await run.line('listening')
  return run
}

const get = (person: string, url: string, name: string, ...words: readonly string[]): Run =>
  shoal(person, 'get', url, '-o', at(name), '--interface', 'lo', '--json', ...words)

interface Share {
  readonly kind: string
  readonly name?: string
  readonly bytes: number
}
const peerShares = (done: Line): readonly Share[] =>
  (done['sources'] as readonly Share[]).filter(({ kind }) => kind === 'peer')

/** Resolves once a transfer of this person has bytes from a peer. */
const bytesComeFromPeer = (person: string): Promise<void> =>
  expect
    .poll(
      async () => {
        const status = shoal(person, 'status', '--json')
        await status.code
        const sources = status.lines().flatMap((line) => line['sources'] as readonly Share[])
        return sources.some(({ kind, bytes }) => kind === 'peer' && bytes > 0)
      },
      { timeout: 15_000 }
    )
    .toBe(true)

describe('pairing', () => {
  test('one waits, the other comes to the address; both see one code, both say yes, both trust', async () => {
    const there = shoal('bruno', 'pair', ...NETWORK, '--name', 'Bruno')
    await there.says(/or, if it does not find this one: shoal pair 127\.0\.0\.1:\d+/)
    const address = /shoal pair (127\.0\.0\.1:\d+)/.exec(there.stderr())?.[1] ?? ''
    const here = shoal('anna', 'pair', address, ...NETWORK, '--name', 'Anna')
    await here.says(/Bruno has answered/)
    await there.says(/Anna wants to pair with this machine/)
    const asked = /Do both screens show (\d{3} \d{3})\?/
    await Promise.all([here.says(asked), there.says(asked)])
    expect(asked.exec(here.stderr())?.[1]).toBe(asked.exec(there.stderr())?.[1])
    here.answers('y')
    await there.says(/The other side has said yes/)
    there.answers('yes')
    expect([await here.code, await there.code]).toEqual([0, 0])
    expect(here.stdout()).toBe('Bruno is paired with this machine\n')
    expect(there.stdout()).toBe('Anna is paired with this machine\n')
    expect([await trusted('anna'), await trusted('bruno')]).toEqual([['Bruno'], ['Anna']])
  })

  test('the id is enough where multicast works', async () => {
    const there = waiting('bruno', 'Bruno')
    const { id } = await there.line('waiting')
    const here = shoal('anna', 'pair', String(id), ...NETWORK, '--yes', '--json')
    expect(await codeOf(there)).toBe(await codeOf(here))
    there.answers('y')
    expect([await here.code, await there.code]).toEqual([0, 0])
  })

  test('one who says no ends it on both sides, and nobody is trusted', async () => {
    const there = waiting('bruno', 'Bruno')
    await there.line('waiting')
    const here = shoal('anna', 'pair', await addressOf('bruno'), ...NETWORK, '--json')
    await Promise.all([codeOf(here), codeOf(there)])
    here.answers('y')
    await there.line('confirmed')
    there.answers('n')
    expect([await here.code, await there.code]).toEqual([6, 6])
    expect((await here.line('failed'))['code']).toBe('pairing-declined')
    expect([await trusted('anna'), await trusted('bruno')]).toEqual([[], []])
  })

  test('Ctrl-C is no yes', async () => {
    const there = waiting('bruno', 'Bruno')
    await there.line('waiting')
    const here = shoal('anna', 'pair', await addressOf('bruno'), ...NETWORK, '--json')
    await Promise.all([codeOf(here), codeOf(there)])
    there.answers('y')
    expect(await here.end('SIGINT')).toBe(130)
    expect(await there.code).not.toBe(0)
    expect([await trusted('anna'), await trusted('bruno')]).toEqual([[], []])
  })

  test('a third machine is kept waiting while two compare, and has another code', async () => {
    const there = waiting('bruno', 'Bruno')
    await there.line('waiting')
    const address = await addressOf('bruno')
    const stranger = shoal('mallory', 'pair', address, ...NETWORK, '--name', 'Mallory', '--json')
    expect(await there.line('code')).toMatchObject({ name: 'Mallory' })
    const here = shoal('anna', 'pair', address, ...NETWORK, '--name', 'Anna', '--json')
    await here.line('waiting')
    // Until it has asked twice.
    await sleep(2_500)
    expect(here.lines().some(({ event }) => event === 'code')).toBe(false)
    there.answers('n')
    expect([await there.code, await stranger.code]).toEqual([6, 6])
    expect(await here.end('SIGINT')).toBe(130)
    expect(await trusted('bruno')).toEqual([])
  })

  test('a Shoal that runs is used, and helps from then on', async () => {
    const peer = await helping('bruno')
    const there = shoal('bruno', 'pair', '--json')
    const { id } = await there.line('waiting')
    expect(id).toBe((await peer.line('listening'))['id'])
    const here = shoal(
      'anna',
      'pair',
      await addressOf('bruno'),
      ...NETWORK,
      '--name',
      'Anna',
      '--yes',
      '--json'
    )
    await codeOf(there)
    there.answers('y')
    expect([await here.code, await there.code]).toEqual([0, 0])
    const file = origin.file('/a.bin', { size: 24 * MIB, bytesPerSecond: MIB })
    const run = get('anna', file.url, 'a.bin')
    expect(await run.code).toBe(0)
    const [share] = peerShares(await run.line('done'))
    expect(share).toMatchObject({ name: 'Bruno' })
    expect(share?.bytes).toBeGreaterThan(MIB)
    expect(await sha256File(at('a.bin'))).toBe(file.sha256())
    expect(await peer.line('plan-ended')).toMatchObject({
      name: 'Anna',
      sentBytes: expect.any(Number) as number
    })
  })
})

describe('two machines that are paired', () => {
  beforeEach(() => paired())

  test('people read names, not ids, and what came from whom', async () => {
    await helping('bruno')
    const file = origin.file('/named.bin', { size: 16 * MIB, bytesPerSecond: 2 * MIB })
    const run = shoal('anna', 'get', file.url, '-o', at('named.bin'), '--interface', 'lo')
    expect(await run.code).toBe(0)
    expect(run.stderr()).toMatch(/Done: named\.bin, 16\.8 MB in .*, [\d.]+ MB of it from Bruno/)
    expect(run.stderr()).not.toMatch(/[A-Z2-7]{7}-[A-Z2-7]{7}/)
  })

  test('--no-peers asks nobody', async () => {
    await helping('bruno')
    const file = origin.file('/alone.bin', { size: 4 * MIB, bytesPerSecond: 4 * MIB })
    const run = shoal('anna', 'get', file.url, '-o', at('alone.bin'), '--json', '--no-peers')
    expect(await run.code).toBe(0)
    expect(peerShares(await run.line('done'))).toEqual([])
  })

  test('unpairing at the helper ends a running plan at once; the file comes all the same', async () => {
    await helping('bruno')
    const file = origin.file('/unpaired.bin', { size: 40 * MIB, bytesPerSecond: 2 * MIB })
    const run = get('anna', file.url, 'unpaired.bin')
    await bytesComeFromPeer('anna')
    expect(await shoal('bruno', 'unpair', 'Anna').code).toBe(0)
    file.behave({ size: 40 * MIB })
    expect(await run.code).toBe(0)
    expect(await sha256File(at('unpaired.bin'))).toBe(file.sha256())
    expect(await trusted('bruno')).toEqual([])
    const again = get('anna', file.url, 'again.bin')
    expect(await again.code).toBe(0)
    expect(peerShares(await again.line('done'))).toEqual([])
  })

  test.each(['SIGINT', 'SIGTERM'] as const)(
    'a helper that ends by %s says good-bye, and the other goes on at once',
    async (signal) => {
      const peer = await helping('bruno')
      const file = origin.file('/left.bin', { size: 40 * MIB, bytesPerSecond: 2 * MIB })
      const run = get('anna', file.url, 'left.bin')
      await bytesComeFromPeer('anna')
      expect(await peer.end(signal)).toBe(0)
      expect(peer.lines().at(-1)?.event).toBe('stopped')
      expect(peer.lines().some(({ event }) => event === 'leaving')).toBe(true)
      file.behave({ size: 40 * MIB })
      expect(await run.code).toBe(0)
      expect(await sha256File(at('left.bin'))).toBe(file.sha256())
      const journal = readdirSync(at('anna')).filter((name) => name.startsWith('journal.sqlite'))
      expect(journal.some((name) => readFileSync(at(`anna/${name}`)).includes('it said good-bye'))).toBe(true)
    }
  )

  test('an upload limit holds', async () => {
    await helping('bruno', '--upload-limit', '1MiB')
    const file = origin.file('/limited.bin', { size: 12 * MIB, bytesPerSecond: 2 * MIB })
    const run = get('anna', file.url, 'limited.bin')
    expect(await run.code).toBe(0)
    const { seconds, ...done } = await run.line('done')
    const bytes = peerShares({ ...done, event: 'done' }).reduce((sum, share) => sum + share.bytes, 0)
    expect(bytes).toBeGreaterThan(0)
    // A second's worth may leave at once; samples of it count, too.
    expect(bytes).toBeLessThan((Number(seconds) + 1) * MIB * 1.1)
  })

  test('an address that was typed is kept for a machine that is paired', async () => {
    await helping('bruno')
    const address = await addressOf('bruno')
    const added = shoal('anna', 'peers', 'add', address)
    expect(await added.code).toBe(0)
    expect(added.stdout()).toContain('Bruno is at 127.0.0.1')
    const [bruno] = await peersOf('anna')
    const port = Number(address.split(':')[1])
    expect(bruno?.['addresses']).toContainEqual(expect.objectContaining({ host: '127.0.0.1', port }))
    const forgiven = shoal('anna', 'peers', 'forgive', 'Bruno')
    expect([await forgiven.code, forgiven.stderr()]).toEqual([
      2,
      expect.stringContaining('is not in quarantine')
    ])
  })

  test('policy and cache are shown and set', async () => {
    await helping('bruno')
    expect(await shoal('bruno', 'policy', 'upload-limit', '2M').code).toBe(0)
    const shown = shoal('bruno', 'policy', '--json')
    await shown.code
    expect(shown.lines()[0]).toMatchObject({ uploadLimitBytesPerSecond: 2 * MIB })
    const cleared = shoal('bruno', 'cache', 'clear')
    expect([await cleared.code, cleared.stdout()]).toEqual([0, '0 B of 10.7 GB in 0 files\n'])
  })
})

describe('a group key', () => {
  test('is made for its owner alone, and never over anything', async () => {
    const made = shoal('anna', 'pair', '--new-group-key', 'fleet.key')
    expect([await made.code, made.stdout()]).toEqual([0, `${at('fleet.key')}\n`])
    expect(statSync(at('fleet.key')).mode & 0o777).toBe(0o600)
    const before = readFileSync(at('fleet.key'), 'utf8')
    const again = shoal('anna', 'pair', '--new-group-key', 'fleet.key')
    expect([await again.code, again.stderr()]).toEqual([5, expect.stringContaining('group-key-unwritable')])
    expect(readFileSync(at('fleet.key'), 'utf8')).toBe(before)
    expect(existsSync(at('anna'))).toBe(false)
  })

  test('that is missing, weak or open to others is refused in words', async () => {
    writeFileSync(at('short.key'), 'abcdef\n', { mode: 0o600 })
    writeFileSync(at('open.key'), `${'0123456789abcdef'.repeat(4)}\n`)
    chmodSync(at('open.key'), 0o644)
    for (const [file, code, word] of [
      ['none.key', 2, 'group-key-missing'],
      ['short.key', 2, 'group-key-weak'],
      ['open.key', 6, 'group-key-exposed']
    ] as const) {
      const run = shoal('anna', 'peer', ...NETWORK, '--group-key-file', file)
      expect([file, await run.code, run.stderr()]).toEqual([file, code, expect.stringContaining(word)])
    }
  })
})

describe('nobody is trusted', () => {
  test('a download makes no identity and asks no network', async () => {
    const file = origin.file('/plain.bin', { size: MIB })
    const run = get('anna', file.url, 'plain.bin')
    expect(await run.code).toBe(0)
    expect(readdirSync(at('anna'))).not.toContain('identity')
    const helped = get('anna', file.url, 'shared.bin', '--share')
    expect(await helped.code).toBe(0)
    expect(readdirSync(at('anna'))).toContain('identity')
  })
})

describe('what stands in the way is said', () => {
  test('a port that is taken', async () => {
    const taken = createServer().listen(0, '127.0.0.1')
    await once(taken, 'listening')
    const { port } = taken.address() as AddressInfo
    const run = shoal('anna', 'peer', '--interface', 'lo', '--port', String(port))
    expect([await run.code, run.stderr()]).toEqual([1, expect.stringContaining('service-address-unusable')])
    expect(run.stderr()).toContain(`port ${port}`)
    taken.close()
  })

  test('a second helper on the same state directory', async () => {
    await helping('bruno')
    const run = shoal('bruno', 'peer', ...NETWORK)
    expect([await run.code, run.stderr()]).toEqual([2, expect.stringContaining('peer-running')])
  })

  test('a state directory that is no folder', async () => {
    await mkdir(at('x'))
    writeFileSync(at('x/state'), '')
    const run = shoal('x/state', 'peer', ...NETWORK)
    expect(await run.code).toBe(5)
    expect(run.stderr()).not.toMatch(/\n\s+at /)
  })
})
