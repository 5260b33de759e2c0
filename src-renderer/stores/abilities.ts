/** What the host of this page can do beside the engine's work. Nothing, until it has said so. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Ability } from '../../src-shared/model/ability.ts'
import type { Client } from '../../src-shared/rpc/client.ts'

export type AbilitiesStore = StoreApi<ReadonlySet<Ability>>

export const createAbilitiesStore = (): AbilitiesStore => createStore(() => new Set<Ability>())

export function askAbilities(client: Client, store: AbilitiesStore): void {
  client.call('desktop.abilities', null).then(
    (abilities) => store.setState(new Set(abilities), true),
    // Nobody answers: a banner says so, and nothing can be done anyway.
    () => undefined
  )
}
