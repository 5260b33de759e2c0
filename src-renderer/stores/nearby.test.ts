import { expect, test } from 'vitest'
import { problem } from '../../src-shared/errors/problem.ts'
import type { PairingState } from '../../src-shared/model/pairing.ts'
import { USUAL_PEER_TERMS, type Peer } from '../../src-shared/model/peer.ts'
import { createNearbyStore, withPairing, withPeerChanges, withPeers } from './nearby.ts'

const peer = (over: Partial<Peer> = {}): Peer => ({
  ...{ id: 'A', name: 'Attic', trust: 'paired', quarantine: null, addresses: [] },
  terms: USUAL_PEER_TERMS,
  ...{ reached: { host: '192.0.2.7', port: 7490, rttMs: 0.41 }, card: null, bandwidth: null },
  history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null },
  ...over
})
const blank = createNearbyStore().getState()
const changed = (now: Peer) => [{ kind: 'changed', peer: now }] as const

test('what only counts on renders no list, and is known all the same', () => {
  const before = withPeers(blank, [peer()])
  const counted = peer({
    history: { receivedBytes: 9, sentBytes: 0, failures: 0, lastSeenAtMs: 1 },
    reached: { host: '192.0.2.7', port: 7490, rttMs: 0.44 }
  })
  const after = withPeerChanges(before, changed(counted))
  expect(after.settled).toBe(before.settled)
  expect(after.heard.get('A')?.history.receivedBytes).toBe(9)
})

test('trust, terms, a name and where it is reached are seen at once', () => {
  const before = withPeers(blank, [peer()])
  const terms = { asks: true, contributes: false }
  for (const over of [{ trust: 'none' }, { terms }, { name: 'B' }, { reached: null }] as const)
    expect(withPeerChanges(before, changed(peer(over))).settled.get('A')).toMatchObject(over)
  expect(withPeerChanges(before, [{ kind: 'removed', id: 'A' }]).settled.size).toBe(0)
})

test('a code that was compared is remembered until its end has been read; what failed before is no comparison', () => {
  const waiting: PairingState = { kind: 'waiting', target: '192.0.2.9' }
  const comparing: PairingState = {
    kind: 'comparing',
    code: '123456',
    peer: 'A',
    name: '',
    confirmed: 'nobody'
  }
  const failed: PairingState = { kind: 'failed', problem: problem('pairing-declined') }
  const seen = (...states: readonly PairingState[]) => states.reduce(withPairing, blank)
  expect(seen(waiting, comparing, failed)).toMatchObject({ compared: true, target: '192.0.2.9' })
  expect(seen(waiting, failed).compared).toBe(false)
  expect(seen(waiting, comparing, failed, waiting).compared).toBe(false)
})
