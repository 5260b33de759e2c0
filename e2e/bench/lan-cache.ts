/**
 * How fast a file comes that another machine of the LAN has already: against what the LAN can carry, in memory, with
 * the bytes that the server was asked for meanwhile.
 */
import { parseArgs } from 'node:util'
import { ceilingBytesPerSecond } from '../lan/lab.ts'
import { checkFetched, forget, startGet } from '../lan/shoal-host.ts'
import type { Site } from '../lan/site.ts'
import { median, say, verdict } from './fetching.ts'
import { onSite, secondsOfGet } from './lan-fetch.ts'
import { numberOf } from './numbers.ts'

const PROMISED = 0.9
const WAN_BITS_PER_SECOND = 200e6

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '3' },
      size: { type: 'string', default: String(512 << 20) },
      lan: { type: 'string', default: '1e9' }
    }
  })
  const runs = numberOf('--runs', values.runs, 1)
  const bytes = numberOf('--size', values.size, 1)
  const lanBitsPerSecond = numberOf('--lan', values.lan, 1)
  const measure = async ({ lab }: Site): Promise<void> => {
    const [asks, had] = [lab.host(0), lab.host(1)]
    const file = await lab.origin.file(bytes)
    await checkFetched(startGet(had, file.url, '--share'), file)
    const served = async (): Promise<number> =>
      (await lab.origin.bytesServedTo(asks.wanAddress)) + (await lab.origin.bytesServedTo(had.wanAddress))
    const ceiling = ceilingBytesPerSecond(lanBitsPerSecond)
    say(
      `${bytes} bytes that a peer has, LAN ${lanBitsPerSecond / 1e6} Mb/s; each run as if for the first time.\n`
    )
    say('| run | s | MB/s | of the LAN’s ceiling | bytes from the origin |\n|---:|---:|---:|---:|---:|')
    const shares: number[] = []
    let fromOrigin = 0
    for (let run = 1; run <= runs; run++) {
      await forget(asks)
      const before = await served()
      const seconds = await secondsOfGet(asks, file)
      const asked = (await served()) - before
      fromOrigin += asked
      shares.push(bytes / seconds / ceiling)
      say(
        `| ${run} | ${seconds.toFixed(2)} | ${(bytes / seconds / 1e6).toFixed(1)} | ${(shares.at(-1) ?? NaN).toFixed(3)} | ${asked} |`
      )
    }
    const share = median(shares)
    verdict(
      `at least ${PROMISED} of the LAN's ceiling and nothing from the origin`,
      `${share.toFixed(3)}, ${fromOrigin} bytes`,
      share >= PROMISED && fromOrigin === 0
    )
  }
  await onSite({ hosts: 2, wanBitsPerSecond: WAN_BITS_PER_SECOND, lanBitsPerSecond }, measure, '--share')
}
