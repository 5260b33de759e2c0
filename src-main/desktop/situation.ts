/**
 * What the main process knows of the running Shoal, for the tray, notifications and their like: whether this machine is
 * in the LAN, whom it helps, whom it knows, how fast it may be. Heard from the engine; it is followed anew when the
 * engine is. Nothing here asks for live numbers.
 */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { Membership } from '../../src-shared/model/membership.ts'
import type { PairingState } from '../../src-shared/model/pairing.ts'
import type { Peer } from '../../src-shared/model/peer.ts'
import type { Settings } from '../../src-shared/model/settings.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export interface Situation {
  readonly membership: Membership
  /** Those that are under way; empty while this machine is not in the LAN. */
  readonly contributions: readonly ContributionNow[]
  readonly pairing: PairingState
  /** Null: not heard yet. */
  readonly peers: readonly Peer[] | null
  readonly settings: Settings | null
}

export interface FollowedSituation {
  now(): Situation
  /** Hears each change, in order. */
  onChange(hear: (before: Situation, now: Situation) => void): void
  /** Follows another engine from now on. */
  follow(client: Client): void
}

/** Soon enough to tell who came, and seldom enough to cost nothing while the program rests in the tray. */
const LOOK_EVERY_MS = 2_000

export function followedSituation(): FollowedSituation {
  const hearers: ((before: Situation, now: Situation) => void)[] = []
  let situation: Situation = {
    membership: { kind: 'out', problem: null },
    contributions: [],
    pairing: { kind: 'idle' },
    peers: null,
    settings: null
  }
  let unfollow = (): void => undefined

  const become = (change: Partial<Situation>): void => {
    const before = situation
    situation = { ...before, ...change }
    for (const hear of hearers) hear(before, situation)
  }

  return {
    now: () => situation,
    onChange: (hear) => void hearers.push(hear),
    follow(client) {
      unfollow()
      const looking = lookAtContributions(client, (contributions) => {
        if (contributions.length > 0 || situation.contributions.length > 0) become({ contributions })
      })
      unfollow = () => looking.stop()
      client.onClosed(() => looking.stop())
      const hearMembership = (membership: Membership): void => {
        become({ membership })
        looking.are(membership.kind === 'joined' || membership.kind === 'leaving')
      }
      client.subscribe('membership.changes', { snapshot: hearMembership, event: hearMembership })
      const hearPairing = (pairing: PairingState): void => become({ pairing })
      client.subscribe('pairing.changes', { snapshot: hearPairing, event: hearPairing })
      client.subscribe('settings.changes', {
        snapshot: ({ settings }) => become({ settings }),
        event: ({ settings }) => become({ settings })
      })
      client.subscribe('peers.changes', {
        snapshot: (peers) => become({ peers }),
        event(change) {
          const id = change.kind === 'removed' ? change.id : change.peer.id
          const others = (situation.peers ?? []).filter((peer) => peer.id !== id)
          become({ peers: change.kind === 'removed' ? others : [...others, change.peer] })
        }
      })
    }
  }
}

/** Asks every two seconds while there may be any, one question in flight. */
function lookAtContributions(
  client: Client,
  hear: (contributions: readonly ContributionNow[]) => void
): { are(possible: boolean): void; stop(): void } {
  let timer: NodeJS.Timeout | null = null
  let asking = false
  const look = async (): Promise<void> => {
    if (asking) return
    asking = true
    try {
      const all = await client.call('contributions.list', null)
      if (timer) hear(all.filter(({ ended }) => !ended))
    } catch {
      // The wire is gone, and whoever looks after the engine tells.
    } finally {
      asking = false
    }
  }
  const stop = (): void => {
    if (timer) clearInterval(timer)
    timer = null
    hear([])
  }
  return {
    are(possible) {
      if (!possible) return stop()
      timer ??= setInterval(() => void look(), LOOK_EVERY_MS)
      void look()
    },
    stop
  }
}
