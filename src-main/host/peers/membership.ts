/**
 * Whether this machine takes part in the LAN. A Shoal that stays joins and leaves when its owner says so, while it
 * runs; what was said last is kept, and holds again at the next start. It never joins for anybody else.
 */
import { fail, problemOf } from '../../../src-shared/errors/problem.ts'
import type { Membership } from '../../../src-shared/model/membership.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { Peers } from '../../peers/peers.ts'
import type { MembershipStore } from '../../peers/ports/membership-store.ts'
import type { PeersPort } from '../contract/peers-port.ts'
import type { MeetingPlace } from './start-peers.ts'

export interface MembershipParts {
  readonly peers: Pick<Peers, 'join' | 'leave' | 'self'>
  readonly clock: Pick<Clock, 'every'>
  /** Null: it is in or out for as long as it runs. */
  readonly store: MembershipStore | null
  readonly place: Pick<MeetingPlace, 'presence' | 'hindrance' | 'isParticular' | 'onChange'>
  /** Rejects with ShoalError `peer-running`. */
  refuseSecondListener(): Promise<void>
}

export interface KeptMembership extends Pick<PeersPort, 'membership' | 'onMembership' | 'join' | 'leave'> {
  /** Resolves when no joining or leaving is under way; none begins after. */
  close(): Promise<void>
}

/** What hinders it may be a command that ends soon, or an address that the system has not taken up yet. */
const TRY_AGAIN_MS = 20_000

export function keepMembership({ peers, clock, store, place, ...parts }: MembershipParts): KeptMembership {
  const hearers: ((membership: Membership) => void)[] = []
  let isClosing = false
  const { port } = peers.self()
  let membership: Membership =
    port === null ? { kind: 'out', problem: null } : { kind: 'joined', port, problem: null }
  /** What the owner said last. */
  let isWanted = store?.hasJoined() ?? false
  /** One joining or leaving at a time. */
  let turn: Promise<void> = Promise.resolve()

  const become = (next: Membership): void => {
    if (JSON.stringify(next) === JSON.stringify(membership)) return
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

  /** In, and where its owner wants it. Where it cannot be in any more, it is out and says why. */
  const enter = (): Promise<void> =>
    inTurn(async () => {
      if (!isWanted || isClosing) return
      const wasIn = membership.kind === 'joined'
      try {
        if (!wasIn) {
          become({ kind: 'joining' })
          await parts.refuseSecondListener()
        }
        await peers.join(place.presence())
        become({ kind: 'joined', port: peers.self().port ?? 0, problem: place.hindrance() })
      } catch (thrown) {
        if (wasIn) {
          become({ kind: 'leaving' })
          await peers.leave().catch(() => undefined)
        }
        become({ kind: 'out', problem: problemOf(thrown) })
        throw thrown
      }
    })
  // How it went is told; nobody waits for it.
  const enterAgain = (): void => void enter().catch(() => undefined)
  const stopTrying =
    store &&
    clock.every(TRY_AGAIN_MS, () => {
      if (isWanted && (membership.kind === 'out' || place.isParticular())) enterAgain()
    })
  if (store) place.onChange(() => isWanted && enterAgain())
  if (isWanted) enterAgain()

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
      isClosing = true
      stopTrying?.()
      await turn
    }
  }
}
