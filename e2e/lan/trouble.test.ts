/** Whatever happens to one of the machines half-way, the file comes whole and right over the links that are left. */
import { afterEach, describe, expect, it } from 'vitest'
import { titled } from './titled.ts'
import { checkFetched, startGet } from './shoal-host.ts'
import { makeSite, noSiteBecause, untilReceived, type Site } from './site.ts'
import { TROUBLES } from './trouble.ts'

const whyNot = noSiteBecause()

const WAN = 20e6
const BYTES = 24 << 20
let site: Site | null = null
afterEach(async () => {
  await site?.close()
  site = null
})

describe.skipIf(whyNot !== null)(titled('a transfer with peers', whyNot), { timeout: 90_000 }, () => {
  it.each(TROUBLES)('ends well when $name', async ({ befall }) => {
    site = await makeSite({ hosts: 3, wanBitsPerSecond: WAN, lanBitsPerSecond: 1e9 })
    const file = await site.lab.origin.file(BYTES)
    const get = startGet(site.lab.host(0), file.url)
    await untilReceived(get, BYTES / 2)
    await befall(site, WAN)
    const done = await checkFetched(get, file)
    const peers = done.sources.filter(({ kind }) => kind === 'peer').map(({ id }) => id)
    expect(peers.sort()).toEqual(site.peers.map(({ id }) => id).sort())
  })

  it('uses a peer again that came back', async () => {
    site = await makeSite({ hosts: 2, wanBitsPerSecond: WAN, lanBitsPerSecond: 1e9 })
    const { lab } = site
    const file = await lab.origin.file(2 * BYTES)
    const get = startGet(lab.host(0), file.url)
    await untilReceived(get, BYTES / 4)
    await lab.host(1).cutLan()
    await untilReceived(get, BYTES / 2)
    await lab.host(1).restoreLan()
    // Its part is more than all that could have come before it was cut off.
    const done = await checkFetched(get, file)
    const fromPeer = done.sources
      .filter(({ kind }) => kind === 'peer')
      .reduce((sum, { bytes }) => sum + bytes, 0)
    expect(fromPeer).toBeGreaterThan(BYTES / 2)
  })
})
