/**
 * A firewall forgets one of eight connections in the middle of a transfer: its packets vanish and neither end is told.
 * Beside it, the same transfer left alone, in which nothing may be asked for twice.
 */
import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256File } from '../fixtures/content.ts'
import { startFarOrigin } from '../lab/far-origin.ts'
import { makeLink } from '../lab/link.ts'
import { begin, gather, inTurns, median, optionsOf, say, verdict, type Fetcher } from './fetching.ts'

const SIZE = 48 << 20
const CONNECTIONS = 8
const LINK = { rttMs: 20, bitsPerSecond: 100e6, lossFraction: 0, congestionControl: 'cubic' } as const
const DROP_AFTER_BYTES = SIZE * 0.4
/** max(3 × p95 of a sub-transfer, 1 s), where a sub-transfer aims at one second. */
const DEADLINE_SECONDS = 3
const LOOK_MS = 10

export async function run(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, 3)
  const { runs } = options
  say(`48 MiB over an emulated link, 20 ms, 100 Mb/s, CUBIC, ${CONNECTIONS} connections; one vanishes after`)
  say(`40 % of the bytes. Medians of ${runs}.\n`)
  const field = await gather(options)
  const link = await makeLink(LINK)
  const origin = await startFarOrigin(link, { path: '/blackhole.bin', behaviour: { size: SIZE } })
  try {
    const sha256 = await origin.sha256()
    const contenders = field.with(CONNECTIONS).filter(({ name }) => !name.startsWith('curl'))
    const fetch = async (fetcher: Fetcher, fault: 'none' | 'vanish') => {
      const file = field.file()
      const before = link.receivedBytes()
      const running = begin(link.inClient(...fetcher.command(origin.url, file)))
      let over = false
      const done = running.done.finally(() => (over = true))
      while (fault === 'vanish' && !over && link.receivedBytes() - before < DROP_AFTER_BYTES) {
        await sleep(LOOK_MS)
      }
      if (fault === 'vanish') {
        const ports = origin.sendingPorts()
        const victim = ports[ports.length >> 1]
        if (victim === undefined) throw new Error(`${fetcher.name}: no connection was carrying bytes`)
        link.drop(victim)
      }
      const fetched = await done
      if ((await sha256File(file)) !== sha256) throw new Error(`${fetcher.name}: the file differs`)
      await rm(file, { force: true })
      return fetched
    }
    const results = await inTurns(contenders, runs, async (fetcher) => ({
      alone: await fetch(fetcher, 'none'),
      vanished: await fetch(fetcher, 'vanish')
    }))
    say(
      '\n| client, connections | without, s | vanished, s | lost, s | again without, KiB | again vanished, KiB |'
    )
    say('|---|---:|---:|---:|---:|---:|')
    const rows = [...results].map(([{ name }, all]) => {
      const alone = median(all.map((each) => each.alone.seconds))
      const vanished = median(all.map((each) => each.vanished.seconds))
      const again = (which: 'alone' | 'vanished'): number =>
        Math.max(...all.map((each) => each[which].retransmittedBytes ?? NaN)) / 1024
      const cell = (kib: number): string => (Number.isNaN(kib) ? '' : kib.toFixed(0))
      say(
        `| ${name} | ${alone.toFixed(2)} | ${vanished.toFixed(2)} | ${(vanished - alone).toFixed(2)} | ${cell(again('alone'))} | ${cell(again('vanished'))} |`
      )
      return { lost: vanished - alone, again: again('alone') }
    })
    const [own] = rows
    if (!own) return
    const promised = DEADLINE_SECONDS + LINK.rttMs / 1000
    verdict(
      `at most the deadline and a round trip (${promised.toFixed(2)} s) lost`,
      `${own.lost.toFixed(2)} s`,
      own.lost <= promised
    )
    verdict('nothing asked for twice without the fault', `${own.again.toFixed(0)} KiB`, own.again === 0)
  } finally {
    await origin.stop()
    await link.close()
    await field.remove()
  }
}
