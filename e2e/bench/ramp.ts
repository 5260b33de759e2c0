/**
 * How soon a transfer fills its link: the bytes that reach the client's interface, looked at every 10 ms, until a
 * whole window of them is at 90 % of what the link can carry. Counted from the start of the process and from its
 * first packet, so that a slow start of the program and a slow start of the transfer can be told apart.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { startFarOrigin } from '../lab/far-origin.ts'
import { makeLink, type Link } from '../lab/link.ts'
import { begin, gather, inTurns, median, optionsOf, say, type Fetcher } from './fetching.ts'

const BITS_PER_SECOND = 100e6
const SIZE = 1 << 30
const CONNECTIONS = 8
const LOOK_MS = 10
const FULL = 0.9
const LEAST_WINDOW_MS = 100
const GIVE_UP_MS = 15_000
/** An IP packet of a full-sized segment, and its frame. */
const IP_SHARE = 1500 / 1514

export async function run(words: readonly string[]): Promise<void> {
  const options = optionsOf(words, 5)
  const { runs } = options
  say(`An emulated link of 100 Mb/s, CUBIC, ${CONNECTIONS} connections; medians of ${runs}.\n`)
  const field = await gather(options)
  const contenders = field.with(CONNECTIONS)
  say('\n| RTT, ms | client, connections | full after start, ms | full after first packet, ms | shoal’s ÷ |')
  say('|---:|---|---:|---:|---:|')
  try {
    for (const rttMs of [20, 80]) {
      const link = await makeLink({
        rttMs,
        bitsPerSecond: BITS_PER_SECOND,
        lossFraction: 0,
        congestionControl: 'cubic'
      })
      const origin = await startFarOrigin(link, { path: '/ramp.bin', behaviour: { size: SIZE } })
      try {
        const results = await inTurns(contenders, runs, (fetcher) =>
          ramp(link, fetcher, origin.url, field.file(), rttMs)
        )
        let own = NaN
        for (const [{ name }, all] of results) {
          const start = median(all.map(({ afterStartMs }) => afterStartMs))
          const packet = median(all.map(({ afterPacketMs }) => afterPacketMs))
          if (name.startsWith('shoal')) own = packet
          const ratio = name.startsWith('shoal') ? '' : (own / packet).toFixed(2)
          say(`| ${rttMs} | ${name} | ${start.toFixed(0)} | ${packet.toFixed(0)} | ${ratio} |`)
        }
      } finally {
        await origin.stop()
        await link.close()
      }
    }
  } finally {
    await field.remove()
  }
}

async function ramp(link: Link, fetcher: Fetcher, url: string, file: string, rttMs: number) {
  const windowMs = Math.max(LEAST_WINDOW_MS, rttMs)
  const fullRate = ((BITS_PER_SECOND / 8) * IP_SHARE * FULL) / 1000
  const beforeBytes = link.receivedBytes()
  const startMs = performance.now()
  const running = begin(link.inClient(...fetcher.command(url, file)))
  running.done.catch(() => {})
  const looks: { readonly atMs: number; readonly bytes: number }[] = []
  let firstMs: number | null = null
  try {
    for (;;) {
      await sleep(LOOK_MS)
      const look = { atMs: performance.now(), bytes: link.receivedBytes() - beforeBytes }
      if (firstMs === null && look.bytes > 0) firstMs = look.atMs
      looks.push(look)
      const began = looks.filter(({ atMs }) => atMs <= look.atMs - windowMs).pop()
      if (began && firstMs !== null && look.bytes - began.bytes >= fullRate * (look.atMs - began.atMs)) {
        return { afterStartMs: began.atMs - startMs, afterPacketMs: Math.max(0, began.atMs - firstMs) }
      }
      if (look.atMs - startMs > GIVE_UP_MS) return { afterStartMs: Infinity, afterPacketMs: Infinity }
    }
  } finally {
    await running.kill()
    // What is still in the queue belongs to nobody's next run.
    await sleep(500)
  }
}
