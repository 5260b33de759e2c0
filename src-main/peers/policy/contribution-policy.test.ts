import { describe, expect, it } from 'vitest'
import { DEFAULT_PEER_POLICY, type PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import { ContributionPolicy, type Asker, type Decision, type Running } from './contribution-policy.ts'

const NONE: Running = { all: 0, forAsker: 0 }
const PAIRED: Asker = { trust: 'paired', quarantineReason: null }

function policyWith(
  given: Partial<PeerPolicy> = {},
  facts: { allowedNow?: boolean; fetched?: number; battery?: boolean | null; metered?: boolean | null } = {}
): ContributionPolicy {
  return new ContributionPolicy({
    policy: () => ({ ...DEFAULT_PEER_POLICY, ...given }),
    isAllowedNow: () => facts.allowedNow ?? true,
    usage: { fetchedToday: () => facts.fetched ?? 0, add: () => undefined },
    power: { onBattery: () => facts.battery ?? null, isMetered: () => facts.metered ?? null }
  })
}

const code = (decision: Decision): string => (decision.kind === 'allowed' ? 'allowed' : decision.problem.code)

describe('a contribution', () => {
  it('is for trusted peers only', () => {
    const policy = policyWith()
    expect(code(policy.mayBegin(PAIRED, NONE))).toBe('allowed')
    expect(code(policy.mayBegin({ ...PAIRED, trust: 'group' }, NONE))).toBe('allowed')
    expect(code(policy.mayBegin({ ...PAIRED, trust: 'none' }, NONE))).toBe('policy-untrusted')
    const bad = policy.mayBegin({ trust: 'quarantined', quarantineReason: 'wrong bytes on Monday' }, NONE)
    expect(code(bad)).toBe('policy-quarantined')
    expect(bad.kind === 'refused' && bad.problem.message).toContain('wrong bytes on Monday')
  })

  it('begins beside fewer others than the owner allows', () => {
    const policy = policyWith({ mostContributions: 2 })
    expect(code(policy.mayBegin(PAIRED, { all: 1, forAsker: 0 }))).toBe('allowed')
    expect(code(policy.mayBegin(PAIRED, { all: 2, forAsker: 0 }))).toBe('policy-busy')
    expect(code(policyWith({ mostContributions: 0 }).mayBegin(PAIRED, NONE))).toBe('policy-busy')
    expect(code(policyWith({ mostContributions: 1 }).mayBegin(PAIRED, NONE))).toBe('allowed')
  })

  it('leaves the last place to a machine that has none', () => {
    const policy = policyWith({ mostContributions: 3 })
    expect(code(policy.mayBegin(PAIRED, { all: 1, forAsker: 1 }))).toBe('allowed')
    expect(code(policy.mayBegin(PAIRED, { all: 2, forAsker: 2 }))).toBe('policy-busy')
    expect(code(policy.mayBegin(PAIRED, { all: 2, forAsker: 0 }))).toBe('allowed')
  })

  it('runs in its hours', () => {
    expect(code(policyWith({}, { allowedNow: false }).mayGoOn())).toBe('policy-hours')
  })

  it('stops when the bytes of a day are used up', () => {
    const policy = policyWith({ bytesPerDay: 1000 }, { fetched: 999 })
    expect(code(policy.mayGoOn())).toBe('allowed')
    expect(policy.bytesLeftToday).toBe(1)
    expect(code(policyWith({ bytesPerDay: 1000 }, { fetched: 1000 }).mayGoOn())).toBe('policy-quota')
    expect(policyWith({ bytesPerDay: 1000 }, { fetched: 1200 }).bytesLeftToday).toBe(0)
    expect(policyWith().bytesLeftToday).toBe(Infinity)
  })

  it.each([
    [true, 'policy-power'],
    [false, 'allowed'],
    [null, 'allowed']
  ])('on battery (%s) goes by the owner’s word', (battery, expected) => {
    expect(code(policyWith({}, { battery }).mayGoOn())).toBe(expected)
    expect(code(policyWith({ onBattery: 'contribute' }, { battery }).mayGoOn())).toBe('allowed')
  })

  it.each([
    [true, 'policy-metered'],
    [false, 'allowed'],
    [null, 'allowed']
  ])('over a metered link (%s) goes by the owner’s word', (metered, expected) => {
    expect(code(policyWith({}, { metered }).mayGoOn())).toBe(expected)
    expect(code(policyWith({ onMeteredLink: 'contribute' }, { metered }).mayGoOn())).toBe('allowed')
  })

  it('is described in one sentence', () => {
    expect(policyWith({ bytesPerDay: 5e9, allowPrivate: ['10.0.0.0/8'] }).summary).toBe(
      'Takes up to 8 contributions at once, 5.0 GB a day, not on battery, not over metered links, public addresses and some private ones.'
    )
  })
})
