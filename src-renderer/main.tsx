/** Puts the window together: one wire, one list, one live feed, handed to the page. */
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { connect } from './bridge/client.ts'
import { ShoalContext, type Shoal } from './bridge/shoal-context.ts'
import { createProgressFeed } from './live/progress-feed.ts'
import { createSettingsStore, followSettings } from './stores/settings.ts'
import { createToastsStore } from './stores/toasts.ts'
import { createTransfersStore, followTransfers } from './stores/transfers.ts'
import './styles/tokens.css'
import './styles/base.css'

const client = connect(window)
const shoal: Shoal = {
  client,
  transfers: createTransfersStore(),
  settings: createSettingsStore(),
  toasts: createToastsStore(),
  feed: createProgressFeed({
    pull: (request) => client.call('progress.frame', request),
    beforeNextPicture: (callback) => void requestAnimationFrame(callback)
  })
}

shoal.transfers.subscribe(({ byId, link }) => {
  shoal.feed.setRunning(link === 'open' && [...byId.values()].some(({ state }) => state.kind === 'running'))
})
const followVisibility = (): void => shoal.feed.setShown(document.visibilityState === 'visible')
document.addEventListener('visibilitychange', followVisibility)
followVisibility()
followTransfers(client, shoal.transfers)
followSettings(client, shoal.settings)

const root = document.getElementById('shoal')
if (!root) throw new Error('index.html has no #shoal')
createRoot(root).render(
  <StrictMode>
    <ShoalContext value={shoal}>
      <App />
    </ShoalContext>
  </StrictMode>
)
