/**
 * What one slow connection among eight costs: 64 MiB from an origin that gives each connection 2 MiB/s, and to the
 * second that it accepts 100 KiB/s. The same connection is slow for every client; each is compared with itself.
 */
import { rm } from 'node:fs/promises'
import { sha256File } from '../fixtures/content.ts'
import { startOrigin } from '../fixtures/origin.ts'
import { begin, gather, inTurns, median, optionsOf, say, verdict, withoutSmallPieces } from './fetching.ts'

const SIZE = 64 << 20
const CONNECTIONS = 8
const RATE = 2 << 20
const SLOW_RATE = 100 << 10
/** Every client has a second connection; the first may only look at the file. */
const SLOW = 2
const PROMISED = 1.15

export async function run(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, 3)
  const { runs } = options
  say(
    '64 MiB over loopback, 2 MiB/s a connection, the second at 100 KiB/s; medians of ' + String(runs) + '.\n'
  )
  const field = await gather(options)
  try {
    const contenders = field
      .with(CONNECTIONS)
      .filter(({ name }) => !name.startsWith('curl'))
      .flatMap((each) => (each.name.startsWith('aria2c') ? [each, withoutSmallPieces(each)] : [each]))
    const fetch = async (fetcher: (typeof contenders)[number], slow: number | null) => {
      const origin = await startOrigin()
      const file = field.file()
      try {
        const served = origin.file('/straggler.bin', {
          size: SIZE,
          bytesPerSecond: RATE,
          on: ({ connection }) => (connection === slow ? { bytesPerSecond: SLOW_RATE } : undefined)
        })
        const fetched = await begin(fetcher.command(served.url, file)).done
        if ((await sha256File(file)) !== served.sha256()) throw new Error(`${fetcher.name}: the file differs`)
        return { ...fetched, peak: origin.connections.peak }
      } finally {
        await origin.stop()
        await rm(file, { force: true })
      }
    }
    const results = await inTurns(contenders, runs, async (fetcher) => ({
      without: await fetch(fetcher, null),
      slowed: await fetch(fetcher, SLOW)
    }))
    say('\n| client, connections | seen | without, s | with, s | ratio | asked for again, KiB |')
    say('|---|---:|---:|---:|---:|---:|')
    const ratios = [...results].map(([{ name }, all]) => {
      const without = median(all.map((each) => each.without.seconds))
      const slowed = median(all.map((each) => each.slowed.seconds))
      const again = all.map((each) => each.slowed.retransmittedBytes ?? NaN)
      const peak = Math.max(...all.map((each) => each.slowed.peak))
      say(
        `| ${name} | ${peak} | ${without.toFixed(2)} | ${slowed.toFixed(2)} | ${(slowed / without).toFixed(2)} | ${Number.isNaN(again[0]) ? '' : (median(again) / 1024).toFixed(0)} |`
      )
      return slowed / without
    })
    const own = ratios[0] ?? NaN
    verdict(`at most ${PROMISED} × the time without the slow one`, own.toFixed(2), own <= PROMISED)
  } finally {
    await field.remove()
  }
}
