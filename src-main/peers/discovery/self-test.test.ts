/** What a person is told of each step, and that the walk ends at the first that fails. */
import { describe, expect, it } from 'vitest'
import { testClock } from './clock.fixture.ts'
import type { Dial } from './dialler.ts'
import type { LinkReport } from './discovery.ts'
import { idOf, nic } from './interfaces.fixture.ts'
import { selfTest, type SelfTestOptions, type SelfTestReport } from './self-test.ts'

const works: Dial = () => Promise.resolve({ rttMs: 0.4 })
const refuses: Dial = () => Promise.reject(new Error('connect ECONNREFUSED'))
const lan = nic('eth0', 'wired', ['10.0.0.9/24'])
const address = { host: '10.0.0.1', port: 4000, from: 'discovered', interface: 'eth0' } as const
const link: LinkReport = {
  ...{ interface: 'eth0', kind: 'wired', family: 4 },
  ...{ sent: 4, heardOwn: 4, heardOthers: 2, problem: null }
}
const test = (change: Partial<SelfTestOptions> = {}): Promise<SelfTestReport> =>
  selfTest({
    interfaces: [lan],
    leftOut: [],
    links: [link],
    heard: [{ id: idOf('A'), version: '1', capabilities: [], addresses: [address] }],
    peers: [{ id: idOf('A'), addresses: [address] }],
    steps: { tcp: works, identity: works, card: works },
    clock: testClock,
    signal: new AbortController().signal,
    ...change
  })

describe('the self-test', () => {
  it('has no advice where all is well', async () => {
    const { machine, peers } = await test()
    const lines = [...machine, ...(peers[0]?.lines ?? [])]
    expect(lines.map(({ step }) => step)).toEqual([
      'interfaces',
      'multicast',
      'multicast',
      'tcp',
      'identity',
      'card'
    ])
    expect(lines.every((line) => line.works && line.advice === null)).toBe(true)
  })
  it.each([
    ['no interface', { interfaces: [], links: [] }, 0, /Connect to a network/],
    [
      'a socket that hears nothing',
      { links: [{ ...link, heardOwn: 0, heardOthers: 0 }] },
      1,
      /UDP port 5353/
    ],
    [
      'nobody heard on Wi-Fi',
      { links: [{ ...link, kind: 'wireless', heardOthers: 0 }] },
      1,
      /client isolation/
    ],
    ['nobody heard in a tunnel', { links: [{ ...link, kind: 'virtual', heardOthers: 0 }] }, 1, /VPN/]
  ] as const)('of the machine with %s says what to do', async (_, change, at, advice) => {
    const { machine } = await test(change)
    expect(machine[at]).toMatchObject({ works: false })
    expect(machine[at]?.advice).toMatch(advice)
  })
  it.each([
    ['not heard', { heard: [] }, 'multicast', /type its address/],
    ['refused', { steps: { tcp: refuses, identity: works, card: works } }, 'tcp', /TCP port 4000/],
    [
      'somebody else',
      { steps: { tcp: works, identity: refuses, card: works } },
      'identity',
      /Another program/
    ],
    ['not paired', { steps: { tcp: works, identity: works, card: refuses } }, 'card', /Pair the two/],
    ['without address', { peers: [{ id: idOf('A'), addresses: [] }] }, 'tcp', /Type its address/],
    [
      'behind a router',
      {
        ...{ steps: { tcp: refuses, identity: works, card: works } },
        peers: [{ id: idOf('A'), addresses: [{ ...address, host: '10.9.9.9' }] }]
      },
      ...(['tcp', /different subnet/] as const)
    ]
  ] as const)('of a peer that is %s says what to do', async (_, change, step, advice) => {
    const { peers } = await test(change)
    const failed = peers[0]?.lines.filter((line) => !line.works) ?? []
    expect(failed.map((line) => line.step)).toEqual([step])
    expect(failed[0]?.advice).toMatch(advice)
  })
  it('shows the address that works, when another does not', async () => {
    const other = { ...address, host: '10.0.0.2' }
    const tcp: Dial = ({ host }) =>
      (host === other.host ? works : refuses)(other, null, new AbortController().signal)
    const { peers } = await test({
      peers: [{ id: idOf('A'), addresses: [address, other] }],
      steps: { tcp, identity: works, card: works }
    })
    expect(peers[0]?.lines.every((line) => line.works)).toBe(true)
  })
})
