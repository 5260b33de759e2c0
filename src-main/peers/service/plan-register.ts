/**
 * Which plans each peer has put here, and the newest revision of each. A plan is its maker's alone: to everybody else
 * it does not exist, even if they guess its id. A revision that is not newer is refused, also after the plan was
 * dropped, so that an old message cannot bring it back.
 */
import { fail } from '../../../src-shared/errors/problem.ts'
import type { PeerId } from '../../../src-shared/model/peer.ts'
import type { PlanId } from '../protocol/paths.ts'

interface Entry {
  revision: number
  open: boolean
}

/** Dropped plans remembered for each open one that a peer may have. */
const REMEMBERED = 16

export class PlanRegister {
  readonly #mostOpen: number
  readonly #byPeer = new Map<PeerId, Map<PlanId, Entry>>()

  constructor(mostOpen: number) {
    this.#mostOpen = mostOpen
  }

  /** True: the plan is new. Throws `plan-stale`, or `peer-busy` when this peer has too many. */
  put(peer: PeerId, plan: PlanId, revision: number): boolean {
    const plans = this.#byPeer.get(peer) ?? new Map<PlanId, Entry>()
    const known = plans.get(plan)
    if (known && revision <= known.revision) throw fail('plan-stale', { plan, revision })
    const isNew = !known?.open
    if (isNew && openOnes(plans) >= this.#mostOpen)
      throw fail('peer-busy', { reason: `${this.#mostOpen} plans of one device are open` })
    // Set anew, so that the oldest stand first.
    plans.delete(plan)
    plans.set(plan, { revision, open: true })
    this.#byPeer.set(peer, plans)
    this.#forgetOldest(plans)
    return isNew
  }

  /** Throws `plan-unknown`. */
  require(peer: PeerId, plan: PlanId): void {
    if (!this.#byPeer.get(peer)?.get(plan)?.open) throw fail('plan-unknown', { plan })
  }

  drop(peer: PeerId, plan: PlanId): void {
    this.require(peer, plan)
    this.#byPeer.get(peer)!.get(plan)!.open = false
  }

  forget(peer: PeerId): void {
    this.#byPeer.delete(peer)
  }

  #forgetOldest(plans: Map<PlanId, Entry>): void {
    for (const [plan, { open }] of plans) {
      if (plans.size <= this.#mostOpen * REMEMBERED) return
      if (!open) plans.delete(plan)
    }
  }
}

const openOnes = (plans: ReadonlyMap<PlanId, Entry>): number =>
  [...plans.values()].filter(({ open }) => open).length
