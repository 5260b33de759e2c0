/**
 * What priming is worth: 512 KiB over 20 ms and 100 Mb/s (CUBIC) on a cold connection, on one that doubling
 * sub-transfers have primed, on that one after five seconds in reserve, and after five idle ones. The engine's own connection does the fetching,
 * in a process at the near end of the link (priming-client.ts).
 */
import path from 'node:path'
import { output } from '../runtime/run-command.ts'
import { startFarOrigin } from '../lab/far-origin.ts'
import { makeLink } from '../lab/link.ts'
import { median, optionsOf, say, verdict } from './fetching.ts'
import type { Primed } from './priming-client.ts'

const LINK = { rttMs: 20, bitsPerSecond: 100e6, lossFraction: 0, congestionControl: 'cubic' } as const
const SIZE = 512 * 1024
const PROMISED = 1.1

export async function run(words: readonly string[]): Promise<void> {
  const { runs } = optionsOf(words, 5)
  const link = await makeLink(LINK)
  const origin = await startFarOrigin(link, { path: '/priming.bin', behaviour: { size: 64 << 20 } })
  try {
    const all: Primed[] = []
    const program = path.join(import.meta.dirname, 'priming-client.ts')
    for (let round = 0; round < runs; round++) {
      const [command, ...args] = link.inClient(process.execPath, program, origin.url, String(SIZE))
      all.push(JSON.parse(await output(command, args)) as Primed)
    }
    const floorMs = LINK.rttMs + (SIZE / link.ceilingBytesPerSecond) * 1000
    say(`512 KiB over an emulated link, 20 ms, 100 Mb/s, CUBIC; medians of ${runs}.`)
    say(`Floor, a round trip and the bytes at the link's rate: ${floorMs.toFixed(1)} ms.\n`)
    say('| connection | ms | ÷ floor |\n|---|---:|---:|')
    const row = (what: string, of: keyof Primed): number => {
      const ms = median(all.map((each) => each[of]))
      say(`| ${what} | ${ms.toFixed(1)} | ${(ms / floorMs).toFixed(2)} |`)
      return ms / floorMs
    }
    row('cold', 'coldMs')
    const primed = row('primed by doubling sub-transfers', 'primedMs')
    const kept = row('primed, then 5 s in reserve', 'keptMs')
    row('primed, then 5 s idle, not kept primed', 'idleMs')
    const keptShare = median(all.map((each) => each.keptBytes)) / 5 / link.ceilingBytesPerSecond
    say(`\nKeeping it primed took ${(keptShare * 100).toFixed(0)} % of the link, in bytes of the file.`)
    verdict(`primed at most ${PROMISED} × the floor`, primed.toFixed(2), primed <= PROMISED)
    verdict(`the same after 5 s in reserve`, kept.toFixed(2), kept <= PROMISED)
  } finally {
    await origin.stop()
    await link.close()
  }
}
