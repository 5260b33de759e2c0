/**
 * A page that came over HTTP from `shoal serve`: takes the token out of its address, so that no history and no picture
 * of the window keeps it, and connects with it. Where the server takes no token of this page, it leads to the
 * server's own words on what to do.
 */
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { TOKEN_FRAGMENT_PREFIX, TOKEN_NEEDED_PATH } from '../../src-shared/rpc/web-socket-protocol.ts'
import { webSocketTransport } from './web-socket-transport.ts'

/** Outlives a reload, and no more than the tab and the server's run. */
const TOKEN_KEY = 'shoal.token'
/** What a subprotocol may be named; anything else would be an error of the browser's instead of a refusal. */
const TOKEN = /^[\w-]{1,256}$/

export function servedTransport(page: Window): Transport {
  const token = takeToken(page) ?? page.sessionStorage.getItem(TOKEN_KEY)
  // The address of a later run, opened in this very tab, changes nothing but the fragment.
  page.addEventListener('hashchange', () => {
    if (takeToken(page) !== null) page.location.reload()
  })
  const { host } = page.location
  return webSocketTransport(`ws://${host}/`, token ?? 'none', () => void askForToken(page))
}

function takeToken(page: Window): string | null {
  const { hash, pathname } = page.location
  if (!hash.startsWith(TOKEN_FRAGMENT_PREFIX)) return null
  const token = hash.slice(TOKEN_FRAGMENT_PREFIX.length)
  page.history.replaceState(null, '', pathname)
  if (!TOKEN.test(token)) return null
  page.sessionStorage.setItem(TOKEN_KEY, token)
  return token
}

/** Where nobody answers, the page itself says that the engine is gone. */
async function askForToken(page: Window): Promise<void> {
  const there = await page.fetch(TOKEN_NEEDED_PATH, { method: 'HEAD' }).then(
    ({ ok }) => ok,
    () => false
  )
  if (there) page.location.replace(TOKEN_NEEDED_PATH)
}
