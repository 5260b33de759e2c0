/**
 * Whether this machine takes part in the LAN. A Shoal that stays joins and leaves when its owner says so, while it
 * runs; what was said last is kept, and holds again at the next start. It never joins for anybody else.
 */
import { fail, problemOf } from '../../../src-shared/errors/problem.ts'
import type { Membership } from '../../../src-shared/model/membership.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Peers, PresenceWanted } from '../../peers/peers.ts'
import type { MembershipStore } from '../../peers/ports/membership-store.ts'
import type { PeersPort } from '../contract/peers-port.ts'

export interface MembershipParts {
  readonly peers: Pick<Peers, 'join' | 'leave' | 'self'>
  readonly clock: Pick<Clock, 'sleep'>
  /** Null: it is in or out for as long as it runs. */
  readonly store: MembershipStore | null
  /** How it is there for others, on the interfaces that are up now. */
  presence(): PresenceWanted
  /** Rejects with ShoalError `peer-running`. */
  refuseSecondListener(): Promise<void>
}

export interface KeptMembership extends Pick<PeersPort, 'membership' | 'onMembership' | 'join' | 'leave'> {
  /** Resolves when no joining or leaving is under way; none begins after. */
  close(): Promise<void>
}

/** What hinders it may be a command that ends soon. */
const TRY_AGAIN_MS = 20_000

export function keepMembership({ peers, clock, store, ...parts }: MembershipParts): KeptMembership {
  const hearers: ((membership: Membership) => void)[] = []
  const closing = new AbortController()
  const { port } = peers.self()
  let membership: Membership = port === null ? { kind: 'out', problem: null } : { kind: 'joined', port }
  /** What the owner said last. */
  let isWanted = store?.hasJoined() ?? false
  /** One joining or leaving at a time. */
  let turn: Promise<void> = Promise.resolve()

  const become = (next: Membership): void => {
    membership = next
    for (const hear of hearers) hear(next)
  }
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const mine = turn.then(work)
    turn = mine.catch(() => undefined)
    return mine
  }
  const kept = (): MembershipStore => {
    if (!store) throw fail('membership-fixed')
    return store
  }

  const enter = (): Promise<void> =>
    inTurn(async () => {
      if (!isWanted || membership.kind === 'joined' || closing.signal.aborted) return
      become({ kind: 'joining' })
      try {
        await parts.refuseSecondListener()
        await peers.join(parts.presence())
        become({ kind: 'joined', port: peers.self().port ?? 0 })
      } catch (thrown) {
        become({ kind: 'out', problem: problemOf(thrown) })
        throw thrown
      }
    })

  const keepEntering = async (): Promise<void> => {
    while (isWanted && !closing.signal.aborted) {
      const isSettled = await enter().then(
        () => true,
        () => false
      )
      if (isSettled) return
      await clock.sleep(TRY_AGAIN_MS, closing.signal).catch(() => undefined)
    }
  }
  // Nobody's transfers wait for it.
  if (isWanted) void keepEntering()

  return {
    membership: () => membership,
    onMembership: (hear) => void hearers.push(hear),
    async join() {
      const wasWanted = isWanted
      kept().saveJoined(true)
      isWanted = true
      try {
        await enter()
      } catch (thrown) {
        // Who was told that it failed is not surprised by it later.
        if (!wasWanted) {
          isWanted = false
          kept().saveJoined(false)
          become({ kind: 'out', problem: null })
        }
        throw thrown
      }
    },
    async leave() {
      kept().saveJoined(false)
      isWanted = false
      await inTurn(async () => {
        if (isWanted || (membership.kind === 'out' && membership.problem === null)) return
        if (membership.kind === 'joined') {
          become({ kind: 'leaving' })
          await peers.leave()
        }
        become({ kind: 'out', problem: null })
      })
    },
    async close() {
      closing.abort()
      await turn
    }
  }
}
