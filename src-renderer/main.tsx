/** Puts the window together: one wire, one list, one live feed, handed to the page. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connect } from './bridge/client.ts'
import { ShoalContext, type Shoal } from './bridge/shoal-context.ts'
import { createAddingStore } from './features/adding/adding-store.ts'
import { followAppearance, tellLanguage } from './features/appearance/apply-appearance.ts'
import { createFlowFeed } from './live/flow-feed.ts'
import { followKeys } from './features/commands/follow-keys.ts'
import { tellReadBack } from './features/transfers/read-back-news.ts'
import { createProgressFeed } from './live/progress-feed.ts'
import { createRateHistory } from './live/rate-history.ts'
import { askAbilities, createAbilitiesStore } from './stores/abilities.ts'
import { createAppearanceStore } from './stores/appearance.ts'
import { createEndingStore, followEnding } from './stores/ending.ts'
import { createNearbyStore, followNearby } from './stores/nearby.ts'
import { createPolicyStore } from './stores/policy.ts'
import { createReachStore } from './stores/reach.ts'
import { createRemovalsStore } from './stores/removals.ts'
import { createSelectionStore } from './stores/selection.ts'
import { createOpenedStore } from './stores/opened.ts'
import { createSettingsStore, followSettings } from './stores/settings.ts'
import { createSummonedStore } from './stores/summoned.ts'
import { createToastsStore } from './stores/toasts.ts'
import { createTransfersStore, followTransfers } from './stores/transfers.ts'
import { createViewStore } from './stores/view.ts'
import { prepareHeadlessParts } from './ui/headless.ts'
import './styles/tokens.css'
import './styles/source-tokens.css'
import './styles/base.css'

const client = connect(window)
const toasts = createToastsStore()
const feed = createProgressFeed({
  pull: (request) => client.call('progress.frame', request),
  beforeNextPicture: (callback) => void requestAnimationFrame(callback)
})
const shoal: Shoal = {
  client,
  abilities: createAbilitiesStore(),
  transfers: createTransfersStore(),
  view: createViewStore(),
  selection: createSelectionStore(),
  removals: createRemovalsStore(client, toasts),
  adding: createAddingStore(localStorage),
  settings: createSettingsStore(),
  policy: createPolicyStore(client),
  ending: createEndingStore(),
  appearance: createAppearanceStore(localStorage),
  opened: createOpenedStore(),
  toasts,
  summoned: createSummonedStore(),
  reach: createReachStore(),
  feed,
  rates: createRateHistory(feed),
  nearby: createNearbyStore(),
  flows: createFlowFeed({
    helping: () => client.call('peers.helping', null),
    contributions: () => client.call('contributions.list', null),
    nowMs: () => performance.now(),
    later(callback, ms) {
      const timer = setTimeout(callback, ms)
      return () => clearTimeout(timer)
    }
  })
}

followAppearance(shoal.appearance, document.documentElement)
prepareHeadlessParts(document.head)

shoal.transfers.subscribe(({ byId, link }) => {
  shoal.feed.setRunning(link === 'open' && [...byId.values()].some(({ state }) => state.kind === 'running'))
})
const followVisibility = (): void => {
  const isVisible = document.visibilityState === 'visible'
  shoal.feed.setShown(isVisible)
  shoal.flows.setShown(isVisible)
}
// What a browser is given to send while it takes a page down may be lost, so the first word of leaving counts; not all
// who leave say it.
for (const leaving of ['beforeunload', 'pagehide'])
  window.addEventListener(leaving, () => shoal.removals.getState().settleAll())
document.addEventListener('visibilitychange', followVisibility)
followVisibility()
askAbilities(client, shoal.abilities)
followTransfers(client, shoal.transfers)
followSettings(client, shoal.settings)
followEnding(client, shoal.ending)
followNearby(client, shoal.nearby)
followKeys(shoal, window)
tellReadBack(shoal)
tellLanguage(client, shoal.appearance)

const root = document.getElementById('shoal')
if (!root) throw new Error('index.html has no #shoal')
createRoot(root).render(
  <StrictMode>
    <ShoalContext value={shoal}>
      <App />
    </ShoalContext>
  </StrictMode>
)
