/**
 * How well a plan follows links that change: every 3 s each of four peers' links gets another rate at random, for
 * about a minute. Efficiency is the file against all that the links could have carried until its end.
 */
import { parseArgs } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { ceilingBytesPerSecond } from '../lan/lab.ts'
import { checkFetched, startGet } from '../lan/shoal-host.ts'
import { say, verdict } from './fetching.ts'
import { onSite } from './lan-fetch.ts'
import { numberOf } from './numbers.ts'

const PROMISED = 0.9
const PEERS = 4
const CHANGE_MS = 3000
const OWN_BITS_PER_SECOND = 20e6
const LEAST_BITS_PER_SECOND = 5e6
const MOST_BITS_PER_SECOND = 40e6
/** What a minute of average rates brings. */
const USUAL_BYTES =
  60 *
  ceilingBytesPerSecond(OWN_BITS_PER_SECOND + (PEERS * (LEAST_BITS_PER_SECOND + MOST_BITS_PER_SECOND)) / 2)

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      seed: { type: 'string', default: '1' },
      size: { type: 'string', default: String(Math.round(USUAL_BYTES)) }
    }
  })
  const dice = diceOf(numberOf('--seed', values.seed, 1))
  const bytes = numberOf('--size', values.size, 1)
  const anyRate = (): number =>
    Math.round(LEAST_BITS_PER_SECOND + dice() * (MOST_BITS_PER_SECOND - LEAST_BITS_PER_SECOND))
  const links = { wanBitsPerSecond: OWN_BITS_PER_SECOND, lanBitsPerSecond: 1e9 }
  await onSite({ hosts: PEERS + 1, ...links }, async (site) => {
    const file = await site.lab.origin.file(bytes)
    const helping = site.lab.hosts.slice(1)
    const setRates = async (): Promise<number> => {
      const rates = helping.map(anyRate)
      await Promise.all(helping.map((host, index) => host.setWanRate(rates[index] ?? NaN)))
      return ceilingBytesPerSecond(rates.reduce((sum, rate) => sum + rate, OWN_BITS_PER_SECOND))
    }
    say(
      `${bytes} bytes; requester at ${OWN_BITS_PER_SECOND / 1e6} Mb/s, ${PEERS} peers at ` +
        `${LEAST_BITS_PER_SECOND / 1e6} to ${MOST_BITS_PER_SECOND / 1e6} Mb/s, other rates every ${CHANGE_MS / 1000} s, seed ${values.seed}.\n`
    )
    say('| at, s | links together, MB/s | received, MB/s |\n|---:|---:|---:|')
    let carried = await setRates()
    const startMs = performance.now()
    const get = startGet(site.lab.host(0), file.url)
    let ended = false
    const exit = get.exit.then(() => (ended = true))
    let area = 0
    let sinceMs = startMs
    let before = 0
    while (!ended) {
      await Promise.race([sleep(CHANGE_MS), exit])
      const nowMs = performance.now()
      const seconds = (nowMs - sinceMs) / 1000
      area += carried * seconds
      const received = ended ? bytes : get.receivedBytes()
      say(
        `| ${((nowMs - startMs) / 1000).toFixed(1)} | ${(carried / 1e6).toFixed(2)} | ${((received - before) / seconds / 1e6).toFixed(2)} |`
      )
      sinceMs = nowMs
      before = received
      if (!ended) carried = await setRates()
    }
    const { retransmittedBytes, refetchedBytes } = await checkFetched(get, file)
    say(
      `\nAsked for again: ${(retransmittedBytes / 1024).toFixed(0)} KiB; fetched twice: ${refetchedBytes} bytes.`
    )
    const efficiency = bytes / area
    verdict(
      `at least ${PROMISED} of the area under the summed rates`,
      efficiency.toFixed(3),
      efficiency >= PROMISED
    )
  })
}

/** xorshift32 (Marsaglia 2003): the same rates for the same seed. From [0, 1). */
function diceOf(seed: number): () => number {
  let state = seed >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}
