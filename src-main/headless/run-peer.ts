/**
 * `shoal peer`: contributes in the foreground until it is told to stop, and says what happens. It asks the engine
 * through the contract like any window.
 */
import { fail, ShoalError } from '../../src-shared/errors/problem.ts'
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { Peer, PeerId } from '../../src-shared/model/peer.ts'
import { createClient, type Client } from '../../src-shared/rpc/client.ts'
import { refuseSecondListener } from '../host/control/listens-elsewhere.ts'
import type { PeerCommand } from './commands/peer.ts'
import { peerNews, planNews } from './peer-news.ts'
import { peerJsonReport, peerLineReport, type PeerReport } from './peer-report.ts'
import { AT_REST, type Surroundings } from './surroundings.ts'

/** Often enough for a live line. */
const LOOK_EVERY_MS = 500

/** Resolves with the exit code; rejects with what went wrong. */
export async function runPeer(command: PeerCommand, surroundings: Surroundings): Promise<number> {
  const { interrupted } = surroundings
  const report = command.json
    ? peerJsonReport(surroundings.stdout)
    : peerLineReport(surroundings.stderr, () => surroundings.columns())
  const { meeting, policy, share } = command
  await refuseSecondListener(surroundings.stateDirectory)
  const engine = await surroundings.startEngine({
    ...{ ...AT_REST, ...meeting, policy, share },
    ...{ contribute: true, listen: true }
  })
  try {
    const client = createClient(engine.connect())
    const lost = new Promise<never>((_, reject) => {
      engine.onDied((problem) => reject(new ShoalError(problem)))
      client.onClosed(() => reject(fail('disconnected')))
    })
    // Nobody hears of it before the race below, or after.
    lost.catch(() => undefined)
    const stopped = new Promise<void>((resolve) => {
      if (interrupted.aborted) resolve()
      else interrupted.addEventListener('abort', () => resolve(), { once: true })
    })
    report.listening(await client.call('peers.self', null))
    followPeers(client, report)
    const looking = followContributions(client, report)
    try {
      await Promise.race([stopped, lost])
    } finally {
      looking.stop()
    }
    // Whoever is still being helped is told of; the engine says good-bye to them as it closes.
    report.leaving(await client.call('contributions.list', null).catch(() => []))
  } finally {
    await engine.close().catch(() => undefined)
  }
  report.stopped()
  return 0
}

function followPeers(client: Client, report: PeerReport): void {
  const known = new Map<PeerId, Peer>()
  const take = (id: PeerId, now: Peer | undefined): void => {
    const before = known.get(id)
    if (now) known.set(id, now)
    else known.delete(id)
    const news = peerNews(before, now)
    const peer = now ?? before
    if (news && peer) report.peer(news, peer)
  }
  client.subscribe('peers.changes', {
    snapshot(peers) {
      const gone = [...known.keys()].filter((id) => !peers.some((peer) => peer.id === id))
      for (const id of gone) take(id, undefined)
      for (const peer of peers) take(peer.id, peer)
    },
    event(change) {
      if (change.kind === 'removed') take(change.id, undefined)
      else take(change.peer.id, change.peer)
    }
  })
}

/** One question in flight at a time. */
function followContributions(client: Client, report: PeerReport): { stop(): void } {
  let before: readonly ContributionNow[] = []
  let timer: NodeJS.Timeout | undefined
  let stopped = false
  const look = async (): Promise<void> => {
    const now = await client.call('contributions.list', null)
    if (stopped) return
    for (const news of planNews(before, now)) report.plan(news)
    before = now
    report.moment(now)
    timer = setTimeout(ask, LOOK_EVERY_MS)
  }
  // Whoever waits for the end hears why the engine is gone.
  const ask = (): void => void look().catch(() => undefined)
  ask()
  return {
    stop() {
      stopped = true
      clearTimeout(timer)
    }
  }
}
