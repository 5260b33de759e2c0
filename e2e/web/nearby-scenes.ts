/** Other machines as the double engine pretends them: none, one, two, eight; what flows to and from them rises and falls. */
import type { ContributionNow } from '../../src-shared/model/contribution-now.ts'
import type { HelpNow } from '../../src-shared/model/help-now.ts'
import { DEFAULT_PEER_POLICY } from '../../src-shared/model/peer-policy.ts'
import type { PeerNetwork } from '../../src-shared/model/peer-network.ts'
import type { PeerSelf, PeerTestResult } from '../../src-shared/model/peer-self.ts'
import { USUAL_PEER_TERMS, type Peer } from '../../src-shared/model/peer.ts'

const GB = 1_000_000_000
const OWN_ID = 'MFZWI3D-BONSGYC-YLTMRWG-C43ENR5-QXGZDMM-FZWI3DP-BONSGYY-LTMRWAD'

export const selfAt = (port: number | null): PeerSelf => ({
  id: OWN_ID,
  name: 'Study',
  addresses: port === null ? [] : [{ host: '192.168.1.20', interface: 'eth0' }],
  port,
  contributing: port !== null,
  policy: DEFAULT_PEER_POLICY
})

const NAMES = [
  'Attic',
  'Kitchen',
  'Ada’s laptop',
  'Workshop',
  'مكتب ليلى',
  'build-07',
  'Living room',
  'Гостиная'
]

function peer(index: number, over: Partial<Peer> = {}): Peer {
  const host = `192.168.1.${30 + index}`
  const letter = 'ABCDEFGHIJKLMNOP'[index] ?? 'Z'
  return {
    id: `${letter}56IOI7-MZJNU2Y-IQGDREY-DM2MGTI-MGL3BXN-PQ6W5BT-BBZ4TJX-ZWICQ2D`,
    name: NAMES[index % NAMES.length] ?? '',
    trust: 'paired',
    quarantine: null,
    terms: index === 3 ? { asks: true, contributes: false } : USUAL_PEER_TERMS,
    addresses: [{ host, port: 7490, from: 'discovered', interface: 'eth0' }],
    reached: { host, port: 7490, rttMs: 0.42 + index },
    card: {
      id: '',
      name: '',
      version: '0.1.0',
      capabilities: ['contribute', 'cache'],
      originBytesPerSecond: null,
      contributions: index % 3,
      mostContributions: 8,
      policy: 'Takes up to 8 contributions at once, public addresses only.'
    },
    bandwidth: {
      originBytesPerSecond: 11_200_000,
      lanBytesPerSecond: 112_000_000,
      measuredAtMs: Date.now() - 7 * 60_000
    },
    history: {
      receivedBytes: 38 * GB,
      sentBytes: 2.1 * GB,
      failures: index % 2 ? 2 : 0,
      lastSeenAtMs: Date.now() - 4_000
    },
    ...over
  }
}

const away = { reached: null, card: null, bandwidth: null }
const stranger = (index: number, name: string): Peer =>
  peer(index, {
    name,
    trust: 'none',
    ...away,
    history: { receivedBytes: 0, sentBytes: 0, failures: 0, lastSeenAtMs: null }
  })

export const nearbyScenes: Readonly<Record<string, () => readonly Peer[]>> = {
  none: () => [],
  one: () => [peer(0)],
  two: () => [peer(0), peer(1), stranger(2, 'Ada’s laptop')],
  eight: () => [
    ...Array.from({ length: 8 }, (_, index) => peer(index, index === 5 ? { trust: 'group' } : {})),
    peer(8, {
      name: 'Old printer server',
      trust: 'quarantined',
      quarantine: {
        atMs: Date.now() - 3_600_000,
        reason: 'its bytes of ubuntu-26.04.iso were not those that two others had'
      }
    }),
    peer(9, {
      name: 'Caravan',
      ...away,
      addresses: [{ host: '192.168.1.77', port: 7490, from: 'remembered', interface: null }]
    }),
    stranger(10, '<img src=x onerror=alert(1)>\u202egnp.exe'),
    stranger(11, '')
  ]
}

export function helpingOf(peers: readonly Peer[], atMs: number): readonly HelpNow[] {
  return peers
    .filter(({ trust, reached }) => reached !== null && (trust === 'paired' || trust === 'group'))
    .filter((_, index) => index % 4 !== 3)
    .map(({ id, name }, index) => ({
      peer: id,
      name,
      transfer: 't1',
      file: 'ubuntu-26.04-desktop-amd64.iso',
      bytesPerSecond:
        [11_200_000, 3_400_000, 58_000_000, 640_000][index % 4]! * (1 + 0.1 * Math.sin(atMs / 900)),
      bytes: 1_200_000_000 / (index + 1)
    }))
}

export function contributionsOf(peers: readonly Peer[], atMs: number): readonly ContributionNow[] {
  return peers
    .filter(({ trust, reached }) => reached !== null && trust === 'paired')
    .slice(1, 4)
    .map(({ id, name }, index) => ({
      plan: `${index}`,
      peer: id,
      name,
      uri: 'https://cdn.example.net/builds/nightly.tar.zst',
      revision: 3,
      state: 'fetching',
      bytesPerSecond: 4_000_000,
      connections: 4,
      problem: null,
      fetchedBytes: atMs * 5000,
      sentBytes: atMs * (index + 1) * 4000,
      ended: false
    }))
}

export const NETWORK: PeerNetwork = {
  interfaces: [
    {
      name: 'eth0',
      kind: 'wired',
      bitsPerSecond: 2.5e9,
      addresses: ['192.168.1.20', '2001:db8:7:1:a00:27ff:fe4e:66a1']
    },
    { name: 'wlan0', kind: 'wireless', bitsPerSecond: 866.7e6, addresses: ['192.168.1.57'] },
    { name: 'docker0', kind: 'virtual', bitsPerSecond: null, addresses: ['172.17.0.1'] },
    { name: 'lo', kind: 'loopback', bitsPerSecond: null, addresses: ['127.0.0.1', '::1'] }
  ],
  named: null
}

export const TESTED: readonly PeerTestResult[] = [
  { peer: null, step: 'interfaces', ok: true, saw: 'In use, best first: eth0 (wired).', advice: null },
  {
    peer: null,
    step: 'multicast',
    ok: false,
    saw: '12 packets were sent on eth0 over IPv4, and no other machine was heard.',
    advice:
      'Where another machine runs Shoal on this network: allow UDP port 5353 there, and look whether the access point keeps its clients apart.'
  }
]
