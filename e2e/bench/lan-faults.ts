/**
 * What trouble half-way costs a transfer with peers: how much later it ends than if everybody had known at that
 * instant and shared what was missing among the links that were left.
 */
import { parseArgs } from 'node:util'
import { ceilingBytesPerSecond } from '../lan/lab.ts'
import { checkFetched, startGet } from '../lan/shoal-host.ts'
import { untilReceived } from '../lan/site.ts'
import { TROUBLES, type Trouble } from '../lan/trouble.ts'
import { median, say, verdict } from './fetching.ts'
import { onSite } from './lan-fetch.ts'
import { numberOf } from './numbers.ts'
import { sayRepeated, undisturbed, type Patience } from './undisturbed.ts'

const PROMISED_SECONDS = 1.5
const WAN_BITS_PER_SECOND = 50e6
const LAN_BITS_PER_SECOND = 1e9

interface Trial {
  readonly atSeconds: number
  readonly idealSeconds: number
  readonly seconds: number
  readonly retransmittedBytes: number
}

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '3' },
      peers: { type: 'string', default: '3' },
      size: { type: 'string', default: String(192 << 20) }
    }
  })
  const runs = numberOf('--runs', values.runs, 1)
  const hosts = numberOf('--peers', values.peers, 1) + 1
  const bytes = numberOf('--size', values.size, 1)
  say(
    `${bytes} bytes, a requester and ${hosts - 1} peers, ${WAN_BITS_PER_SECOND / 1e6} Mb/s each; medians of ${runs}.\n`
  )
  say('| half-way | at, s | ideal end, s | end, s | later, s | asked for again, KiB |')
  say('|---|---:|---:|---:|---:|---:|')
  const patience: Patience = { left: 2 * runs * TROUBLES.length, repeated: 0 }
  let worst = -Infinity
  for (const trouble of TROUBLES) {
    const trials: Trial[] = []
    for (let run = 0; run < runs; run++)
      trials.push(await undisturbed(patience, async () => () => oneTrial(trouble, hosts, bytes)))
    const of = (value: (trial: Trial) => number): number => median(trials.map(value))
    const later = of(({ seconds, idealSeconds }) => seconds - idealSeconds)
    worst = Math.max(worst, later)
    say(
      `| ${trouble.name} | ${of(({ atSeconds }) => atSeconds).toFixed(2)} | ${of(({ idealSeconds }) => idealSeconds).toFixed(2)} ` +
        `| ${of(({ seconds }) => seconds).toFixed(2)} | ${later.toFixed(2)} ` +
        `| ${(of(({ retransmittedBytes }) => retransmittedBytes) / 1024).toFixed(0)} |`
    )
  }
  sayRepeated(patience)
  verdict(
    `at most ${PROMISED_SECONDS} s later than the ideal`,
    `${worst.toFixed(2)} s`,
    worst <= PROMISED_SECONDS
  )
}

const oneTrial = ({ befall, linksLeft }: Trouble, hosts: number, bytes: number): Promise<Trial> => {
  const rates = { wanBitsPerSecond: WAN_BITS_PER_SECOND, lanBitsPerSecond: LAN_BITS_PER_SECOND }
  return onSite({ hosts, ...rates }, async (site) => {
    const file = await site.lab.origin.file(bytes)
    const startMs = performance.now()
    const elapsed = (): number => (performance.now() - startMs) / 1000
    const get = startGet(site.lab.host(0), file.url)
    await untilReceived(get, bytes / 2)
    const atSeconds = elapsed()
    const missing = bytes - get.receivedBytes()
    const befalling = befall(site, WAN_BITS_PER_SECOND)
    await get.exit
    const seconds = elapsed()
    await befalling
    const { retransmittedBytes } = await checkFetched(get, file)
    const left = linksLeft(hosts) * ceilingBytesPerSecond(WAN_BITS_PER_SECOND)
    return { atSeconds, idealSeconds: atSeconds + missing / left, seconds, retransmittedBytes }
  })
}
