/** Machines of a LAN fetch one file together: over the links that there are, out of caches, by the fastest way. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { titled } from './titled.ts'
import type { LanOptions } from './lab.ts'
import {
  checkFetched,
  startGet,
  startPeer,
  peersOf,
  statusOf,
  type DoneLine,
  type StatusLine
} from './shoal-host.ts'
import { makeSite, noSiteBecause, untilReceived, type Site } from './site.ts'

const whyNot = noSiteBecause()

const MiB = 1024 * 1024
const TIMEOUT_MS = 90_000
const sites: Site[] = []
const siteWith = async (options: Partial<LanOptions>, ...words: string[]): Promise<Site> => {
  const site = await makeSite(
    { hosts: 3, wanBitsPerSecond: 20e6, lanBitsPerSecond: 1e9, ...options },
    ...words
  )
  sites.push(site)
  return site
}
afterEach(async () => {
  for (const site of sites.splice(0)) await site.close()
})

const bytesFrom = (done: DoneLine, id: string): number =>
  done.sources.filter((source) => source.id === id).reduce((sum, { bytes }) => sum + bytes, 0)

describe.skipIf(whyNot !== null)(titled('machines of one LAN', whyNot), { timeout: TIMEOUT_MS }, () => {
  it('fetch one file over all their links', async () => {
    const { lab, peers } = await siteWith({})
    const file = await lab.origin.file(24 * MiB)
    const done = await checkFetched(startGet(lab.host(0), file.url), file)
    for (const { id } of peers) expect(bytesFrom(done, id)).toBeGreaterThan(4 * MiB)
    for (const { wanAddress } of lab.hosts)
      expect(await lab.origin.bytesServedTo(wanAddress)).toBeGreaterThan(4 * MiB)
  })

  it.each(['cutWan', 'unplugWan'] as const)(
    'bring a file to one whose own link is gone (%s)',
    async (cut) => {
      const { lab, peers } = await siteWith({})
      const file = await lab.origin.file(16 * MiB)
      await lab.host(0)[cut]()
      const done = await checkFetched(startGet(lab.host(0), file.url), file)
      expect(bytesFrom(done, peers[0]?.id ?? '') + bytesFrom(done, peers[1]?.id ?? '')).toBe(file.bytes)
      expect(await lab.origin.bytesServedTo(lab.host(0).wanAddress)).toBe(0)
    }
  )

  it('leave the server alone when one of them has the file, which shares it', async () => {
    const { lab } = await siteWith({ hosts: 3 })
    const [first, second, third] = [lab.host(0), lab.host(1), lab.host(2)]
    const served = async (): Promise<number> => {
      const each = await Promise.all(lab.hosts.map(({ wanAddress }) => lab.origin.bytesServedTo(wanAddress)))
      return each.reduce((sum, bytes) => sum + bytes, 0)
    }
    const file = await lab.origin.file(16 * MiB)
    await checkFetched(startGet(first, file.url, '--share'), file)
    await startPeer(first, '--share')
    // Until the others have met it.
    await sleep(2000)
    const before = await served()
    for (const asks of [second, third]) {
      const done = await checkFetched(startGet(asks, file.url), file)
      expect(done.sources.filter(({ kind, bytes }) => kind !== 'peer' && bytes > 0)).toEqual([])
    }
    expect((await served()) - before).toBe(0)
  })

  it('serve a third machine what they fetched for another', async () => {
    const { lab, peers } = await siteWith({ hosts: 3 })
    const file = await lab.origin.file(16 * MiB)
    const [asks, only] = [lab.host(0), lab.host(1)]
    await lab.host(2).cutLan()
    await asks.cutWan()
    await checkFetched(startGet(asks, file.url), file)
    await lab.host(2).restoreLan()
    // While it fetches something else it meets the others.
    const another = await lab.origin.file(8 * MiB)
    await checkFetched(startGet(lab.host(2), another.url), another)
    const asked = [only.wanAddress, lab.host(2).wanAddress]
    const served = (): Promise<number[]> => Promise.all(asked.map((from) => lab.origin.bytesServedTo(from)))
    const before = await served()
    const done = await checkFetched(startGet(lab.host(2), file.url), file)
    expect(bytesFrom(done, peers[0]?.id ?? '')).toBe(file.bytes)
    expect(await served()).toEqual(before)
  })

  it('ask and help those alone whom their owners let them, also while a file is on its way', async () => {
    const { lab, peers } = await siteWith({ wanBitsPerSecond: 10e6 })
    const [here, there] = [lab.host(0), lab.host(2)]
    const [asked, helping] = peers.map(({ id }) => id) as [string, string]
    const small = await lab.origin.file(4 * MiB)
    await checkFetched(startGet(here, small.url), small)
    const own = (await peersOf(here)).find(({ event }) => event === 'self')?.['id'] as string
    expect(await peersOf(here, 'agree', asked, '--ask', 'no')).toMatchObject([{ terms: { asks: false } }])
    await peersOf(there, 'agree', own, '--contribute', 'no')
    const file = await lab.origin.file(16 * MiB)
    const get = startGet(here, file.url)
    await untilReceived(get, 2 * MiB)
    const helpers = async (): Promise<readonly string[]> =>
      (await statusOf(here)).flatMap(({ peers: each }) => each.map(({ id }) => id))
    expect(await helpers()).toEqual([])
    await peersOf(here, 'agree', asked, '--ask', 'yes')
    await expect.poll(helpers).toEqual([asked])
    await untilReceived(get, 6 * MiB)
    await peersOf(here, 'agree', asked, '--ask', 'no')
    await expect.poll(helpers).toEqual([])
    const done = await checkFetched(get, file)
    expect(bytesFrom(done, asked)).toBeGreaterThan(0)
    expect(bytesFrom(done, helping)).toBe(0)
  })

  it('reach a private server only where its owner allowed that network', async () => {
    const { lab, peers } = await siteWith({ hosts: 2 })
    const file = await lab.origin.file(8 * MiB)
    const get = startGet(lab.host(0), file.privateUrl)
    const refused = await checkFetched(get, file)
    expect(bytesFrom(refused, peers[0]?.id ?? '')).toBe(0)
    expect(await lab.origin.bytesServedTo(lab.host(0).wanAddress)).toBeGreaterThanOrEqual(file.bytes)
    expect(await lab.origin.bytesServedTo(lab.host(1).wanAddress)).toBe(0)

    const allowing = await siteWith({ hosts: 2 }, '--allow-private', '10.99.0.0/24')
    const other = await allowing.lab.origin.file(8 * MiB)
    const allowed = await checkFetched(startGet(allowing.lab.host(0), other.privateUrl), other)
    expect(bytesFrom(allowed, allowing.peers[0]?.id ?? '')).toBeGreaterThan(0)
  })

  it('leave a network that carries little for one that carries more', async () => {
    // The slow one is tried first: nothing but what it carries tells the two apart.
    const { lab, peers } = await siteWith(
      { hosts: 2, lanBitsPerSecond: 10e6, slowLanBitsPerSecond: 1e9 },
      '--share'
    )
    const [asks, has] = [lab.host(0), lab.host(1)]
    const file = await lab.origin.file(32 * MiB)
    await has.setWanRate(400e6)
    await checkFetched(startGet(has, file.url, '--share'), file)
    // However long a busy machine takes to measure, its own link cannot have brought half of it.
    await asks.setWanRate(5e6)
    const done = await checkFetched(startGet(asks, file.url), file)
    expect(bytesFrom(done, peers[0]?.id ?? '')).toBeGreaterThan(file.bytes / 2)
    expect(asks.lanReceivedBytes('slow')).toBeGreaterThan(file.bytes / 2)
  })

  it('go on over the other of two networks between them when one is unplugged', async () => {
    const { lab } = await siteWith({ hosts: 2, slowLanBitsPerSecond: 10e6 })
    const host = lab.host(0)
    await host.cutWan()
    const file = await lab.origin.file(8 * MiB)
    const get = startGet(host, file.url)
    await untilReceived(get, file.bytes / 2)
    // Nobody knows which of the two answered first.
    const [used, other] =
      host.lanReceivedBytes('lan') > file.bytes / 4 ? (['lan', 'slow'] as const) : (['slow', 'lan'] as const)
    expect(host.lanReceivedBytes(used)).toBeGreaterThan(file.bytes / 4)
    await host.unplugLan(used)
    await checkFetched(get, file)
    expect(host.lanReceivedBytes(other)).toBeGreaterThan(2 * MiB)
  })

  it('show a plan that tiles the file at every look', async () => {
    const { lab, peers } = await siteWith({ hosts: 4 })
    const file = await lab.origin.file(32 * MiB)
    const get = startGet(lab.host(0), file.url)
    let ended = false
    void get.exit.then(() => (ended = true))
    const looks: StatusLine[] = []
    while (!ended) {
      looks.push(...(await statusOf(lab.host(0))).filter(({ uri }) => uri === file.url))
      await sleep(20)
    }
    await checkFetched(get, file)
    const plans = looks.filter(({ tiles }) => tiles.length > 0)
    expect(plans.length).toBeGreaterThan(3)
    for (const { length, tiles } of plans) {
      expect(length).toBe(file.bytes)
      expect(tiles[0]?.start).toBe(0)
      expect(tiles.at(-1)?.end).toBe(file.bytes)
      expect(tiles.slice(1).every(({ start }, index) => start === tiles[index]?.end)).toBe(true)
      expect(tiles.every(({ start, end }) => start < end)).toBe(true)
    }
    const revisions = plans.map(({ revision }) => revision)
    expect(revisions).toEqual([...revisions].sort((a, b) => a - b))
    expect(new Set(revisions).size).toBeGreaterThan(1)
    const asked = new Set(plans.flatMap((plan) => plan.peers.map(({ id }) => id)))
    for (const { id } of peers) expect(asked).toContain(id)
  })
})
