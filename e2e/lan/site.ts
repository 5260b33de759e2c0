/** A lab whose hosts trust each other and, but for the first, run `shoal peer`: where most tests of peers begin. */
import { setTimeout as sleep } from 'node:timers/promises'
import { makeLan, noLanBecause, type Lan, type LanOptions } from './lab.ts'
import { notBuiltBecause, shareGroupKey, startPeer, type ShoalGet, type ShoalPeer } from './shoal-host.ts'

export interface Site {
  readonly lab: Lan
  /** Of every host but the first, in their order. */
  readonly peers: readonly ShoalPeer[]
  close(): Promise<void>
}

/** Why there can be no site; null when there can. */
export const noSiteBecause = (): string | null => noLanBecause() ?? notBuiltBecause()

/** `words` are further options of each peer. */
export async function makeSite(options: LanOptions, ...words: string[]): Promise<Site> {
  const lab = await makeLan(options)
  try {
    await shareGroupKey(lab.hosts)
    const peers = await Promise.all(lab.hosts.slice(1).map((host) => startPeer(host, ...words)))
    return {
      lab,
      peers,
      async close() {
        // They would end with this process, which would wait for them.
        await Promise.all(peers.map((peer) => peer.end('SIGKILL')))
        await lab.close()
      }
    }
  } catch (thrown) {
    await lab.close()
    throw thrown
  }
}

const LOOK_MS = 10

/** Resolves when so many bytes of the file are there; rejects when it ends before. */
export async function untilReceived(get: ShoalGet, bytes: number): Promise<void> {
  let ended = false
  void get.exit.then(() => (ended = true))
  while (get.receivedBytes() < bytes) {
    if (ended)
      throw new Error(`shoal get ended before it had ${bytes} bytes: ${JSON.stringify(get.lines.at(-1))}`)
    await sleep(LOOK_MS)
  }
}
