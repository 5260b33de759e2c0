import { expect, test } from 'vitest'
import { USUAL_PEER_TERMS, type Peer } from '../../../src-shared/model/peer.ts'
import {
  abilityWords,
  agoWords,
  bandwidthWords,
  flowSigns,
  flowWords,
  historyWords,
  placeOf,
  reachWords,
  termsBadge
} from './peer-words.ts'

const NOW = 1_000_000_000
const history = { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null }
const peer = (over: Partial<Peer> = {}): Peer => ({
  ...{ id: 'x', name: 'Attic', trust: 'paired', quarantine: null, addresses: [], reached: null },
  terms: USUAL_PEER_TERMS,
  ...{ card: null, bandwidth: null, history },
  ...over
})
/** Spaces that keep a number and its unit together are spaces. */
const plain = (text: string): string => text.replaceAll('\u00a0', ' ')

test('where a machine is, as it is typed elsewhere', () => {
  expect(placeOf({ host: '192.0.2.1', port: 7490 })).toBe('192.0.2.1')
  expect(placeOf({ host: '192.0.2.1', port: 80 })).toBe('192.0.2.1:80')
  expect(placeOf({ host: 'fe80::1', port: 80 })).toBe('[fe80::1]:80')
  const address = { host: '192.0.2.1', port: 7490, interface: null }
  expect(plain(reachWords(peer({ reached: { host: '192.0.2.1', port: 7490, rttMs: 0.3 } })))).toBe(
    'Here, at 192.0.2.1, < 1 ms away'
  )
  expect(reachWords(peer({ addresses: [{ ...address, from: 'discovered' }] }))).toBe('Seen at 192.0.2.1')
  expect(reachWords(peer({ addresses: [{ ...address, from: 'typed' }] }))).toBe(
    'Not here; last known at 192.0.2.1'
  )
  expect(reachWords(peer())).toBe('Not here')
})

test('ages are told in minutes after the first, and a clock that is behind is no age', () => {
  expect([4, 42, 125, 7200].map((seconds) => plain(agoWords(NOW - seconds * 1000, NOW)))).toEqual([
    'just now',
    '42 s ago',
    '2 min ago',
    '2 h ago'
  ])
  expect(agoWords(NOW + 60_000, NOW)).toBe('just now')
})

test('what was measured both ways, with its age; what was not, in words', () => {
  const measured = { originBytesPerSecond: 1e6, lanBytesPerSecond: 1e8, measuredAtMs: NOW - 60_000 }
  expect(plain(bandwidthWords(peer({ bandwidth: measured }), NOW))).toBe(
    '1.00 MB/s over its own link · 100 MB/s between it and this machine · measured 1 min ago'
  )
  expect(bandwidthWords(peer(), NOW)).toContain('Not measured yet')
})

test('its history in words', () => {
  expect(historyWords(peer(), NOW)).toBe('No bytes either way · never seen')
  const past = { receivedBytes: 1e9, sentBytes: 2e6, failures: 2, lastSeenAtMs: NOW }
  expect(plain(historyWords(peer({ history: past }), NOW))).toBe(
    '1.00 GB came from it · 2.00 MB went to it · failed 2 times · seen just now'
  )
})

test('what a newer machine can do beside is passed over', () => {
  const card = {
    ...{ id: 'x', name: 'Attic', version: '9.1', originBytesPerSecond: null, policy: '' },
    ...{ capabilities: ['cache', 'toString', 'teleport'] as never, contributions: 1, mostContributions: 8 }
  }
  expect(abilityWords(peer({ card }))).toBe('passes on what it has · busy with 1 of at most 8 · Shoal 9.1')
})

test('what it says of its own link counts until it was measured here', () => {
  const card = {
    ...{ id: 'x', name: 'Attic', version: '9.1', originBytesPerSecond: 6e6, policy: '' },
    ...{ capabilities: ['contribute'] as never, contributions: 0, mostContributions: 0 }
  }
  expect(plain(abilityWords(peer({ card })))).toContain('6.00 MB/s over its own link, as it says')
  const bandwidth = { originBytesPerSecond: 5e6, lanBytesPerSecond: null, measuredAtMs: NOW }
  expect(abilityWords(peer({ card, bandwidth }))).not.toContain('as it says')
})

test('what is not as usual between two machines is a badge', () => {
  expect(termsBadge(USUAL_PEER_TERMS)).toBeNull()
  expect(termsBadge({ asks: false, contributes: true })).toBe('Not asked')
  expect(termsBadge({ asks: true, contributes: false })).toBe('Not helped')
  expect(termsBadge({ asks: false, contributes: false })).toBe('Neither asked nor helped')
})

test('what flows, in words and in signs', () => {
  const both = { hereBytesPerSecond: 1e6, thereBytesPerSecond: 2e6 }
  expect(plain(flowWords(both))).toBe('brings 1.00 MB/s, gets 2.00 MB/s')
  expect(plain(flowWords({ ...both, hereBytesPerSecond: 0 }))).toBe('gets 2.00 MB/s')
  expect(flowWords({ hereBytesPerSecond: 0, thereBytesPerSecond: 0 })).toBe('')
  expect(plain(flowSigns(both))).toBe('↓ \u20681.00 MB/s\u2069\n↑ \u20682.00 MB/s\u2069')
})
