/** The emulated link is what it says: its round trip, its rate, its loss, and connections it makes vanish. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { afterEach, describe, expect, it } from 'vitest'
import { startFarOrigin } from './far-origin.ts'
import { makeLink, noLinksBecause, type Link, type LinkOptions } from './link.ts'

const run = promisify(execFile)
const MiB = 1024 * 1024
const links: Link[] = []
const linkWith = async (options: Partial<LinkOptions>): Promise<Link> => {
  const link = await makeLink({
    rttMs: 20,
    bitsPerSecond: 100e6,
    lossFraction: 0,
    congestionControl: 'cubic',
    ...options
  })
  links.push(link)
  return link
}
afterEach(async () => {
  for (const link of links.splice(0)) await link.close()
})

const curl = async (link: Link, url: string, what: string): Promise<number> => {
  const [command, ...args] = link.inClient('curl', '-s', '-o', '/dev/null', '-w', `%{${what}}`, url)
  return Number((await run(command, args)).stdout)
}

describe.skipIf(noLinksBecause() !== null)('an emulated link', () => {
  it.each([20, 80])('takes %i ms there and back', async (rttMs) => {
    const link = await linkWith({ rttMs })
    const origin = await startFarOrigin(link, { path: '/a', behaviour: { size: 1 } })
    // The shortest of some: a busy machine adds to a path, and takes nothing away.
    const connectsMs: number[] = []
    for (let n = 0; n < 5; n++) connectsMs.push(1000 * (await curl(link, origin.url, 'time_connect')))
    expect(Math.min(...connectsMs)).toBeGreaterThanOrEqual(rttMs)
    expect(Math.min(...connectsMs)).toBeLessThan(rttMs + 8)
    await origin.stop()
  })

  it('carries its rate and no more', async () => {
    const link = await linkWith({})
    const origin = await startFarOrigin(link, { path: '/a', behaviour: { size: 24 * MiB } })
    // The best of some: a busy machine takes from a rate, and adds nothing.
    let best = 0
    for (let n = 0; n < 5 && best <= 0.9; n++) {
      const share = (await curl(link, origin.url, 'speed_download')) / link.ceilingBytesPerSecond
      expect(share).toBeLessThanOrEqual(1)
      best = Math.max(best, share)
    }
    expect(best).toBeGreaterThan(0.9)
    await origin.stop()
  })

  it('loses the share of packets it was told to', async () => {
    const link = await linkWith({ rttMs: 2, bitsPerSecond: 200e6, lossFraction: 0.02 })
    const origin = await startFarOrigin(link, { path: '/a', behaviour: { size: 24 * MiB } })
    await curl(link, origin.url, 'speed_download')
    const { carried, lost } = await link.counts()
    expect(lost / (lost + carried)).toBeGreaterThan(0.015)
    expect(lost / (lost + carried)).toBeLessThan(0.025)
    await origin.stop()
  })

  it('uses the congestion control it was told to', async () => {
    const link = await linkWith({ congestionControl: 'reno' })
    const [command, ...args] = link.inServer('cat', '/proc/sys/net/ipv4/tcp_congestion_control')
    expect((await run(command, args)).stdout.trim()).toBe('reno')
  })

  it('makes a connection vanish without a word to either end', async () => {
    const link = await linkWith({ bitsPerSecond: 10e6 })
    const origin = await startFarOrigin(link, { path: '/a', behaviour: { size: 8 * MiB } })
    const [command, ...args] = link.inClient('curl', '-s', '-o', '/dev/null', origin.url)
    const child = spawn(command, args)
    const exit = once(child, 'exit')
    while (link.receivedBytes() < MiB) await new Promise((resolve) => setTimeout(resolve, 20))
    const [port] = origin.sendingPorts()
    link.drop(port ?? 0)
    await new Promise((resolve) => setTimeout(resolve, 300))
    const before = link.receivedBytes()
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect(link.receivedBytes() - before).toBe(0)
    expect(child.exitCode).toBeNull()
    child.kill()
    await exit
    await origin.stop()
  })
})
