/**
 * Picks the wire to the engine. In the desktop the preload lays one ready as `window.shoal`; a page that came over
 * HTTP connects to where it came from. Any other gets a wire that is already closed, so that it says so instead of
 * waiting forever.
 */
import type { Transport } from '../../src-shared/rpc/transport.ts'
import { servedTransport } from './served-page.ts'

declare global {
  interface Window {
    /** Exposed by the preload: a transport and nothing else. */
    readonly shoal?: Transport
  }
}

export function pickTransport(page: Window): Transport {
  const laid: Partial<Transport> | undefined = page.shoal
  // Without a preload, `window.shoal` is the page's element of that id.
  if (page.shoal && typeof laid?.onMessage === 'function') return page.shoal
  return page.location.protocol === 'http:' ? servedTransport(page) : closedTransport
}

const closedTransport: Transport = {
  send() {},
  onMessage(listener) {
    queueMicrotask(() => listener({ t: 'closed' }))
    return () => {}
  }
}
