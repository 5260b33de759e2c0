/** The lab is what it says: its rates, alone and together, its cuts, its multicast, and nothing left after a crash. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readlinkSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { titled } from './titled.ts'
import {
  ceilingBytesPerSecond,
  makeLan,
  noLanBecause,
  type Lan,
  type LanHost,
  type LanOptions
} from './lab.ts'

const whyNot = noLanBecause()

const MiB = 1024 * 1024
const WAN = 50e6
const labs: Lan[] = []
const labWith = async (options: Partial<LanOptions>): Promise<Lan> => {
  const lab = await makeLan({ hosts: 2, wanBitsPerSecond: WAN, lanBitsPerSecond: 1e9, ...options })
  labs.push(lab)
  return lab
}
afterEach(async () => {
  for (const lab of labs.splice(0)) await lab.close()
})

const outputOf = async (host: LanHost, ...command: [string, ...string[]]): Promise<string> => {
  const [program, ...args] = host.run(...command)
  return (await promisify(execFile)(program, args)).stdout
}
/** Bytes a second. */
const curl = async (host: LanHost, url: string, ...words: string[]): Promise<number> =>
  Number(await outputOf(host, 'curl', '-sf', '-o', '/dev/null', '-w', '%{speed_download}', ...words, url))
/** Bytes a second in the best half second of `fetching`: the machine may be taken from us for the rest of the time. */
async function bestRate(receivedBytes: () => number, fetching: Promise<unknown>): Promise<number> {
  let isOver = false
  const over = (): void => void (isOver = true)
  fetching.then(over, over)
  const samples: { atMs: number; bytes: number }[] = []
  let best = 0
  while (!isOver) {
    const now = { atMs: performance.now(), bytes: receivedBytes() }
    while (samples[1] && now.atMs - samples[1].atMs >= 500) samples.shift()
    const [first] = samples
    if (first && now.atMs - first.atMs >= 500)
      best = Math.max(best, ((now.bytes - first.bytes) * 1000) / (now.atMs - first.atMs))
    samples.push(now)
    await sleep(20)
  }
  return best
}
const script = (host: LanHost, source: string): [string, ...string[]] =>
  host.run(process.execPath, '--input-type=module', '-e', source)

describe.skipIf(whyNot !== null)(titled('a lab', whyNot), () => {
  it('gives each host its rate and no more, also when all of them are busy', async () => {
    const lab = await labWith({ hosts: 4 })
    const file = await lab.origin.file(24 * MiB)
    const fetches = lab.hosts.map((host) => curl(host, file.url))
    const best = Promise.all(
      lab.hosts.map((host, n) => bestRate(() => host.wanReceivedBytes(), fetches[n] ?? Promise.resolve()))
    )
    for (const rate of await Promise.all(fetches))
      expect(rate / ceilingBytesPerSecond(WAN)).toBeLessThan(1.01)
    for (const rate of await best) expect(rate / ceilingBytesPerSecond(WAN)).toBeGreaterThan(0.97)
    for (const { wanAddress } of lab.hosts)
      expect(await lab.origin.bytesServedTo(wanAddress)).toBe(file.bytes)
    expect(lab.host(0).wanReceivedBytes()).toBeGreaterThan(file.bytes)
  })

  it('changes a rate while bytes are on their way', async () => {
    const lab = await labWith({ hosts: 1 })
    const file = await lab.origin.file(24 * MiB)
    const fetching = curl(lab.host(0), file.url)
    while (lab.host(0).wanReceivedBytes() < 4 * MiB) await sleep(10)
    await lab.host(0).setWanRate(WAN / 10)
    const before = lab.host(0).wanReceivedBytes()
    await sleep(1000)
    const slowed = lab.host(0).wanReceivedBytes() - before
    await lab.host(0).setWanRate(200e6)
    expect(slowed / ceilingBytesPerSecond(WAN)).toBeLessThan(0.2)
    expect(slowed).toBeGreaterThan(0)
    await fetching
  })

  it('joins hosts by a LAN that is faster than their own links', async () => {
    const lab = await labWith({ slowLanBitsPerSecond: 20e6 })
    const [from, to] = [lab.host(0), lab.host(1)]
    const serving = `
      import http from 'node:http'
      const body = Buffer.alloc(${16 * MiB})
      http.createServer((_, answer) => answer.end(body)).listen(8080, () => console.log('ready'))`
    const [program, ...args] = script(from, serving)
    const server = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    await once(server.stdout, 'data')
    const fast = await curl(to, `http://${from.lanAddress}:8080/`)
    const fetching = curl(to, `http://${from.slowLanAddress}:8080/`)
    const best = await bestRate(() => to.lanReceivedBytes('slow'), fetching)
    const slow = await fetching
    server.kill()
    expect(fast).toBeGreaterThan(5 * ceilingBytesPerSecond(WAN))
    expect(best / ceilingBytesPerSecond(20e6)).toBeGreaterThan(0.9)
    expect(slow / ceilingBytesPerSecond(20e6)).toBeLessThan(1.02)
    expect(to.lanReceivedBytes('slow')).toBeGreaterThan(16 * MiB)
  })

  it.each(['cutWan', 'unplugWan'] as const)(
    'keeps everything from a host after %s, until it is mended',
    async (cut) => {
      const lab = await labWith({})
      const file = await lab.origin.file(MiB)
      const [host, other] = [lab.host(0), lab.host(1)]
      await host[cut]()
      await expect(curl(host, file.url, '--max-time', '1')).rejects.toThrow()
      expect(await curl(other, file.url)).toBeGreaterThan(0)
      await (cut === 'cutWan' ? host.restoreWan() : host.plugWan())
      expect(await curl(host, file.url)).toBeGreaterThan(0)
    }
  )

  it('carries multicast between hosts over the LAN alone, and nothing while it is cut', async () => {
    const lab = await labWith({ hosts: 3 })
    const listening = lab.hosts.slice(1).map((host) => {
      const [program, ...args] = script(
        host,
        `
        import dgram from 'node:dgram'
        const socket = dgram.createSocket({ type: 'udp4', reuseAddr: true })
        socket.on('message', (message, from) => console.log(message + ' ' + from.address))
        socket.bind(5353, () => {
          for (const address of ['${host.lanAddress}', '${host.wanAddress}']) socket.addMembership('224.0.0.251', address)
          console.log('ready')
        })`
      )
      const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      return { child, lines: createInterface(child.stdout)[Symbol.asyncIterator]() }
    })
    const send = (message: string, address: string): Promise<string> =>
      outputOf(
        lab.host(0),
        process.execPath,
        '--input-type=module',
        '-e',
        `
        import dgram from 'node:dgram'
        const socket = dgram.createSocket('udp4')
        socket.bind(0, '${address}', () => {
          socket.setMulticastInterface('${address}')
          socket.send('${message}', 5353, '224.0.0.251', () => socket.close())
        })`
      )
    const next = async ({ lines }: (typeof listening)[number]): Promise<unknown> => (await lines.next()).value
    for (const each of listening) expect(await next(each)).toBe('ready')
    await send('over-wan', lab.host(0).wanAddress)
    await lab.host(0).cutLan()
    await send('while-cut', lab.host(0).lanAddress)
    await lab.host(0).restoreLan()
    await send('over-lan', lab.host(0).lanAddress)
    for (const each of listening) expect(await next(each)).toBe(`over-lan ${lab.host(0).lanAddress}`)
    for (const { child } of listening) child.kill()
  })

  it('leaves no process and no namespace behind when its owner is killed', async () => {
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `
        import { spawn } from 'node:child_process'
        const { makeLan } = await import(${JSON.stringify(path.join(import.meta.dirname, 'lab.ts'))})
        const lab = await makeLan({ hosts: 2, wanBitsPerSecond: 50e6, lanBitsPerSecond: 1e9 })
        const [program, ...args] = lab.host(0).run('sleep', '1000')
        spawn(program, args, { stdio: 'ignore' })
        console.log([lab.origin.namespace, ...lab.hosts.map((host) => host.namespace)].map(({ pid }) => pid).join(' '))`
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] }
    )
    try {
      const [line] = (await once(owner.stdout, 'data')) as [Buffer]
      const networks = new Set(line.toString().trim().split(' ').map(networkOf))
      expect(networks.size).toBe(3)
      // Those that hold them, nginx, and what runs on the host.
      await expect.poll(() => processesIn(networks)).toHaveLength(5)
      owner.kill('SIGKILL')
      await expect.poll(() => processesIn(networks)).toEqual([])
    } finally {
      owner.kill('SIGKILL')
    }
  })
})

const networkOf = (pid: string): string => {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return '' // it has just ended
  }
}
/** A namespace without a name lives as long as the processes in it; its files with it. */
const processesIn = (networks: ReadonlySet<string>): string[] =>
  readdirSync('/proc').filter((name) => /^\d+$/.test(name) && networks.has(networkOf(name)))
