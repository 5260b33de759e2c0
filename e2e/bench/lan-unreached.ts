/**
 * A file whose server cannot be reached from here: the requester's own link is cut, silently, before it asks. Efficiency
 * is against what the peers' links could carry, once from the start of a process of its own to its end, and once from
 * the request to the end of the transfer by a Shoal that runs already.
 */
import { parseArgs } from 'node:util'
import { ceilingBytesPerSecond } from '../lan/lab.ts'
import type { LanFile } from '../lan/lan-origin.ts'
import { startResident } from '../lan/shoal-host.ts'
import { median, say, verdict } from './fetching.ts'
import { onSite, secondsOfGet } from './lan-fetch.ts'
import { numberOf } from './numbers.ts'
import { sayRepeated, undisturbed, type Patience } from './undisturbed.ts'

const PROMISED = 0.95

export async function run(words: readonly string[]): Promise<void> {
  const { values } = parseArgs({
    args: [...words],
    options: {
      runs: { type: 'string', default: '3' },
      peers: { type: 'string', default: '3' },
      size: { type: 'string', default: String(256 << 20) },
      wan: { type: 'string', default: '50e6' }
    }
  })
  const runs = numberOf('--runs', values.runs, 1)
  const peers = numberOf('--peers', values.peers, 1)
  const bytes = numberOf('--size', values.size, 1)
  const wanBitsPerSecond = numberOf('--wan', values.wan, 1)
  await onSite({ hosts: peers + 1, wanBitsPerSecond, lanBitsPerSecond: 1e9 }, async (site) => {
    const asks = site.lab.host(0)
    const content = await site.lab.origin.file(bytes)
    await asks.cutWan()
    const ceiling = peers * ceilingBytesPerSecond(wanBitsPerSecond)
    say(`${bytes} bytes over ${peers} peers of ${wanBitsPerSecond / 1e6} Mb/s each, own link cut.\n`)
    say('| client | run | s | of the peers’ ceiling |\n|---|---:|---:|---:|')
    const shown = (name: string, attempt: number, seconds: number): number => {
      const share = bytes / seconds / ceiling
      say(`| ${name} | ${attempt} | ${seconds.toFixed(2)} | ${share.toFixed(3)} |`)
      return share
    }
    const patience: Patience = { left: 4 * runs, repeated: 0 }
    const sharesOf = async (name: string, fetched: (file: LanFile) => Promise<number>): Promise<number[]> => {
      const shares: number[] = []
      for (let attempt = 1; attempt <= runs; attempt++) {
        const seconds = await undisturbed(patience, async () => {
          const file = await content.again()
          return () => fetched(file)
        })
        shares.push(shown(name, attempt, seconds))
      }
      return shares
    }
    const started = await sharesOf('shoal get', (file) => secondsOfGet(asks, file))
    const resident = await startResident(asks)
    const running = await sharesOf('shoal, running', async (file) => (await resident.fetch(file)).seconds)
    await resident.end('SIGKILL')
    sayRepeated(patience)
    verdict(
      `at least ${PROMISED} of the peers’ summed ceiling`,
      `${median(running).toFixed(3)} by a Shoal that runs, ${median(started).toFixed(3)} with the start of a program`,
      median(running) >= PROMISED
    )
  })
}
