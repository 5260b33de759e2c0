/**
 * What several connections are worth on a path that loses packets: 0.5 %, 20 ms, Reno, 200 Mb/s. The rate is that of
 * the bytes that reach the client's interface between the second and the tenth second of a transfer.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFarOrigin } from '../lab/far-origin.ts'
import { makeLink } from '../lab/link.ts'
import { begin, gather, inTurns, median, optionsOf, say } from './fetching.ts'

const LINK = { rttMs: 20, bitsPerSecond: 200e6, lossFraction: 0.005, congestionControl: 'reno' } as const
const SIZE = 1 << 30
const SETTLE_MS = 2_000
const MEASURE_MS = 8_000
const PAYLOAD_OF_PACKET = 1448 / 1500

export async function run(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, 3)
  const { runs } = options
  say(`An emulated link of 200 Mb/s, 20 ms, 0.5 % loss, Reno; medians of ${runs}.\n`)
  const field = await gather(options)
  const link = await makeLink(LINK)
  const origin = await startFarOrigin(link, { path: '/loss.bin', behaviour: { size: SIZE } })
  try {
    const shoalOf = (connections: number) => field.with(connections).slice(0, 1)
    const rivals = field.with(8).filter(({ name }) => /^(aria2c|curl)/.test(name))
    const contenders = [...[1, 2, 4, 8].flatMap(shoalOf), field.shoalAlone, ...rivals]
    const results = await inTurns(contenders, runs, async (fetcher) => {
      const file = field.file()
      const running = begin(link.inClient(...fetcher.command(origin.url, file)))
      running.done.catch(() => {})
      try {
        await sleep(SETTLE_MS)
        const beginMs = performance.now()
        const before = link.receivedBytes()
        await sleep(MEASURE_MS)
        const bytes = (link.receivedBytes() - before) * PAYLOAD_OF_PACKET
        return (bytes * 8) / 1e3 / (performance.now() - beginMs)
      } finally {
        await running.kill()
        await Promise.all([file, `${file}.part`].map((name) => rm(name, { force: true })))
        await sleep(500)
      }
    })
    say('\n| client, connections | Mb/s |\n|---|---:|')
    for (const [{ name }, rates] of results) say(`| ${name} | ${median(rates).toFixed(1)} |`)
  } finally {
    await origin.stop()
    await link.close()
    await field.remove()
  }
}
