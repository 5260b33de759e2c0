import { expect, test } from 'vitest'
import { USUAL_PEER_TERMS, type Peer } from '../../../src-shared/model/peer.ts'
import { MOST_STRANGERS_SHOWN, sectionsOf } from './sections.ts'

const peer = (name: string, over: Partial<Peer> = {}): Peer => ({
  id: name,
  name,
  trust: 'paired',
  quarantine: null,
  terms: USUAL_PEER_TERMS,
  addresses: [],
  reached: null,
  card: null,
  bandwidth: null,
  history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null },
  ...over
})
const here = { reached: { host: '192.0.2.1', port: 7490, rttMs: 1 } }
const heard = { addresses: [{ host: '192.0.2.1', port: 7490, from: 'discovered', interface: null }] } as const
const names = (peers: readonly Peer[]): readonly string[] => peers.map(({ name }) => name)

test('those that are here come first, then by name, numbers as numbers', () => {
  const { trusted } = sectionsOf([
    peer('b'),
    peer('node 10', here),
    peer('a'),
    peer('node 9', { ...here, trust: 'group' })
  ])
  expect(names(trusted)).toEqual(['node 9', 'node 10', 'a', 'b'])
})

test('a stranger is shown while it is near, and one in quarantine always', () => {
  const { strangers, quarantined, trusted } = sectionsOf([
    peer('gone', { trust: 'none' }),
    peer('near', { trust: 'none', ...heard }),
    peer('bad', { trust: 'quarantined' })
  ])
  expect([names(strangers), names(quarantined), trusted]).toEqual([['near'], ['bad'], []])
})

test('a flood of names is a number', () => {
  const flood = Array.from({ length: 2000 }, (_, index) => peer(`n${index}`, { trust: 'none', ...heard }))
  const { strangers, strangersLeftOut } = sectionsOf(flood)
  expect([strangers.length, strangersLeftOut]).toEqual([MOST_STRANGERS_SHOWN, 2000 - MOST_STRANGERS_SHOWN])
})
