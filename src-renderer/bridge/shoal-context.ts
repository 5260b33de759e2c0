/**
 * What every part of the window may reach: the contract client, what its host can do, the list of transfers and how it is looked at, the
 * detail that is open, the settings, the policy, the appearance, the live feed, the toasts, other machines and what
 * flows between them. Handed down once by main.tsx, so that a test can hand down its own.
 */
import { createContext, use } from 'react'
import type { Client } from '../../src-shared/rpc/client.ts'
import type { AddingStore } from '../features/adding/adding-store.ts'
import type { ProgressFeed } from '../live/progress-feed.ts'
import type { RateHistory } from '../live/rate-history.ts'
import type { FlowFeed } from '../live/flow-feed.ts'
import type { AbilitiesStore } from '../stores/abilities.ts'
import type { AppearanceStore } from '../stores/appearance.ts'
import type { EndingStore } from '../stores/ending.ts'
import type { NearbyStore } from '../stores/nearby.ts'
import type { OpenedStore } from '../stores/opened.ts'
import type { PolicyStore } from '../stores/policy.ts'
import type { ReachStore } from '../stores/reach.ts'
import type { RemovalsStore } from '../stores/removals.ts'
import type { SelectionStore } from '../stores/selection.ts'
import type { SettingsStore } from '../stores/settings.ts'
import type { SummonedStore } from '../stores/summoned.ts'
import type { ToastsStore } from '../stores/toasts.ts'
import type { TransfersStore } from '../stores/transfers.ts'
import type { ViewStore } from '../stores/view.ts'

export interface Shoal {
  readonly client: Client
  readonly abilities: AbilitiesStore
  readonly transfers: TransfersStore
  readonly view: ViewStore
  readonly selection: SelectionStore
  readonly removals: RemovalsStore
  readonly adding: AddingStore
  readonly settings: SettingsStore
  readonly policy: PolicyStore
  readonly ending: EndingStore
  readonly appearance: AppearanceStore
  readonly feed: ProgressFeed
  readonly rates: RateHistory
  readonly opened: OpenedStore
  readonly toasts: ToastsStore
  readonly nearby: NearbyStore
  readonly flows: FlowFeed
  readonly summoned: SummonedStore
  readonly reach: ReachStore
}

export const ShoalContext = createContext<Shoal | null>(null)

export function useShoal(): Shoal {
  const shoal = use(ShoalContext)
  if (!shoal) throw new Error('useShoal needs a ShoalContext above it')
  return shoal
}
