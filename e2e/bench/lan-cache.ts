/**
 * How fast a file comes that another machine of the LAN has already: against what the LAN can carry, in memory, with the
 * bytes that the server was asked for meanwhile. Once from the start of a process of its own to its end, on a machine
 * where Shoal has never run, and once from the request to the end of the transfer by a Shoal that runs already.
 */
import { parseArgs } from 'node:util'
import { ceilingBytesPerSecond } from '../lan/lab.ts'
import { checkFetched, forget, startGet, startResident } from '../lan/shoal-host.ts'
import type { Site } from '../lan/site.ts'
import { median, say, verdict } from './fetching.ts'
import { onSite, secondsOfGet } from './lan-fetch.ts'
import { numberOf } from './numbers.ts'
import { sayRepeated, undisturbed, type Patience } from './undisturbed.ts'

const PROMISED = 0.9
const WAN_BITS_PER_SECOND = 200e6

interface Trial {
  readonly seconds: number
  readonly fromOrigin: number
}

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
    say(`${bytes} bytes that a peer has, LAN ${lanBitsPerSecond / 1e6} Mb/s.\n`)
    say(
      '| client | run | s | MB/s | of the LAN’s ceiling | bytes from the origin |\n|---|---:|---:|---:|---:|---:|'
    )
    const patience: Patience = { left: 4 * runs, repeated: 0 }
    let fromOrigin = 0
    const shareOf = async (name: string, fetched: () => Promise<number>, ready = async () => {}) => {
      const trial = async (): Promise<Trial> => {
        const before = await served()
        const seconds = await fetched()
        const asked = (await served()) - before
        // A run that is made again counts for this, too.
        fromOrigin += asked
        return { seconds, fromOrigin: asked }
      }
      const shares: number[] = []
      for (let run = 1; run <= runs; run++) {
        const found = await undisturbed(patience, async () => {
          await ready()
          return trial
        })
        const share = bytes / found.seconds / ceiling
        shares.push(share)
        say(
          `| ${name} | ${run} | ${found.seconds.toFixed(2)} | ${(bytes / found.seconds / 1e6).toFixed(1)} | ${share.toFixed(3)} | ${found.fromOrigin} |`
        )
      }
      return median(shares)
    }
    const started = await shareOf(
      'shoal get',
      () => secondsOfGet(asks, file),
      () => forget(asks)
    )
    const resident = await startResident(asks)
    const running = await shareOf('shoal, running', async () => (await resident.fetch(file)).seconds)
    await resident.end('SIGKILL')
    sayRepeated(patience)
    verdict(
      `at least ${PROMISED} of the LAN's ceiling and nothing from the origin`,
      `${running.toFixed(3)} by a Shoal that runs, ${started.toFixed(3)} with the start of a program, ${fromOrigin} bytes`,
      running >= PROMISED && fromOrigin === 0
    )
  }
  await onSite({ hosts: 2, wanBitsPerSecond: WAN_BITS_PER_SECOND, lanBitsPerSecond }, measure, '--share')
}
