/**
 * What changes in the engine and its peers as the contract's ordered streams. Every change gets the next number whether somebody
 * listens or not, so a listener that missed one can tell.
 */
import type { Membership } from '../../../src-shared/model/membership.ts'
import type { PairingState } from '../../../src-shared/model/pairing.ts'
import type { StreamSources } from '../../../src-shared/rpc/server.ts'
import type { Engine } from '../../engine/engine.ts'
import type { PeersPort } from './peers-port.ts'

/** All but what only a desktop can tell. */
export type EngineStreams = Omit<StreamSources, `desktop.${string}`>

export const changesOf = (
  engine: Pick<Engine, 'transfers' | 'onChange'>
): StreamSources['transfers.changes'] =>
  numbered(
    () => engine.transfers(),
    (hear) => engine.onChange(hear)
  )

export const settingsChangesOf = (
  engine: Pick<Engine, 'settings' | 'onSettings'>
): StreamSources['settings.changes'] =>
  numbered(
    () => engine.settings(),
    (hear) => engine.onSettings(hear)
  )

/** Without peers: nobody is there, and nothing ever changes. */
export const peerStreamsOf = (
  peers: Pick<PeersPort, 'list' | 'onChange' | 'pairing' | 'onPairing' | 'membership' | 'onMembership'> | null
): Pick<StreamSources, 'peers.changes' | 'pairing.changes' | 'membership.changes'> => ({
  'membership.changes': numbered<Membership, Membership>(
    () => peers?.membership() ?? { kind: 'out', problem: null },
    (hear) => peers?.onMembership(hear)
  ),
  'peers.changes': numbered(
    () => peers?.list() ?? [],
    (hear) => peers?.onChange(hear)
  ),
  'pairing.changes': numbered<PairingState, PairingState>(
    () => peers?.pairing() ?? { kind: 'idle' },
    (hear) => peers?.onPairing(hear)
  )
})

export function numbered<Snapshot, Event>(
  snapshotNow: () => Snapshot,
  listen: (hear: (event: Event) => void) => void
) {
  type Listener = (seq: number, event: Event) => void
  let seq = 0
  const listeners = new Set<Listener>()
  listen((event) => {
    seq += 1
    for (const listener of listeners) listener(seq, event)
  })
  return {
    subscribe(given: Listener) {
      // Its own function object: one listener may subscribe twice.
      const listener: Listener = (at, event) => given(at, event)
      const snapshot = snapshotNow()
      listeners.add(listener)
      return { seq, snapshot, unsubscribe: () => void listeners.delete(listener) }
    }
  }
}
