/**
 * Picks the wire to the engine. In the desktop the preload lays one ready as `window.shoal`; a page opened
 * without one gets a wire that is already closed, so that it says so instead of waiting forever.
 */
import type { Transport } from '../../src-shared/rpc/transport.ts'

declare global {
  interface Window {
    /** Exposed by the preload: a transport and nothing else. */
    readonly shoal?: Transport
  }
}

export const pickTransport = (page: Window): Transport => page.shoal ?? closedTransport

const closedTransport: Transport = {
  send() {},
  onMessage(listener) {
    queueMicrotask(() => listener({ t: 'closed' }))
    return () => {}
  }
}
