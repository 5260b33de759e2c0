/** What the window does about pairing; how it goes on is told by the store. */
import type { Shoal } from '../../bridge/shoal-context.ts'
import { saidOf } from '../../ui/said.ts'
import { strings } from '../../ui/strings.ts'

/** `target`: an id or an address; null: whoever comes, for which this machine has to be in the LAN. */
export async function beginPairing({ client, nearby, toasts }: Shoal, target: string | null): Promise<void> {
  try {
    if (target === null && nearby.getState().membership?.kind !== 'joined')
      await client.call('membership.join', null)
    await client.call('peers.pair', { target })
  } catch (thrown) {
    const { message, advice } = saidOf(thrown)
    toasts.getState().show(strings.peers.pair.notBegun, `${message} ${advice}`)
  }
}

/** Whatever stands on the screen of it is gone; the other side hears that it is over. */
export function endPairing({ client, nearby }: Shoal): void {
  nearby.setState({ pairing: { kind: 'idle' }, compared: false })
  // Without an engine there is no pairing either.
  client.call('pairing.cancel', null).catch(() => undefined)
}

/** The end of a pairing has been read. */
export const forgetPairing = ({ nearby }: Pick<Shoal, 'nearby'>): void =>
  nearby.setState({ pairing: { kind: 'idle' }, compared: false })
