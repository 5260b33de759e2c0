/**
 * What the owner lets this machine do for others, as the engine last told it. Other programs may change it too, so
 * whoever shows it asks first.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ChangePeerPolicy } from '../../src-shared/contract/contract.ts'
import { problemOf, type Problem } from '../../src-shared/errors/problem.ts'
import type { PeerPolicy } from '../../src-shared/model/peer-policy.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export type PolicyNow =
  | { readonly kind: 'unasked' }
  | { readonly kind: 'known'; readonly policy: PeerPolicy }
  /** Shoal runs without peers, or has no engine now. */
  | { readonly kind: 'untold'; readonly problem: Problem }

export interface PolicyState {
  readonly now: PolicyNow
  ask(): Promise<void>
  /** Rejects with ShoalError, and then nothing has changed. */
  change(change: ChangePeerPolicy): Promise<void>
}

export type PolicyStore = StoreApi<PolicyState>

export const createPolicyStore = (client: Pick<Client, 'call'>): PolicyStore =>
  createStore((set, get) => ({
    now: { kind: 'unasked' },
    async ask() {
      try {
        set({ now: { kind: 'known', policy: await client.call('peers.policy.get', null) } })
      } catch (thrown) {
        set({ now: { kind: 'untold', problem: problemOf(thrown) } })
      }
    },
    async change(change) {
      await client.call('peers.policy.set', change)
      await get().ask()
    }
  }))
