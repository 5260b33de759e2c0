import { expect, test } from 'vitest'
import { DEFAULT_PEER_POLICY } from './peer-policy.ts'
import { isProxyAddress } from './proxy-choice.ts'
import { policyRefusal, settingRefusal } from './settings-checks.ts'
import { DEFAULT_SETTINGS } from './settings.ts'

const hours = {
  days: ['mon'],
  fromMinute: 0,
  toMinute: 1439,
  rule: { kind: 'limited', bytesPerSecond: 1024 }
}

test('the defaults are allowed', () => {
  for (const [name, value] of Object.entries(DEFAULT_SETTINGS))
    expect(settingRefusal(name, value), name).toBeNull()
  for (const [name, value] of Object.entries(DEFAULT_PEER_POLICY))
    expect(policyRefusal(name, value), name).toBeNull()
})

test.each([
  ['limitBytesPerSecond', 1023, 'rate'],
  ['limitBytesPerSecond', '5', 'rate'],
  ['mostActive', 0, 'number'],
  ['mostActive', 1.5, 'number'],
  ['mostActive', null, 'number'],
  ['connections', 65, 'number'],
  ['hours', {}, 'hours'],
  ['hours', [{ ...hours, days: ['someday'] }], 'hours'],
  ['hours', [{ ...hours, toMinute: 1440 }], 'hours'],
  ['hours', [{ ...hours, colour: 'red' }], 'hours'],
  ['hours', [{ ...hours, rule: { kind: 'limited' } }], 'hours'],
  ['hours', [{ ...hours, rule: { kind: 'paused', bytesPerSecond: 5000 } }], 'hours'],
  ['hours', Array.from({ length: 169 }, () => hours), 'hours'],
  ['downloadDirectory', 'films', 'folder'],
  ['downloadDirectory', '/a\0b', 'folder'],
  ['downloadDirectory', `/${'a'.repeat(4096)}`, 'folder'],
  ['proxy', 'proxy:3128', 'proxy'],
  ['peerInterfaces', [], 'interfaces'],
  ['peerInterfaces', ['eth0', 'eth0'], 'interfaces'],
  ['peerInterfaces', ['eth0\n'], 'interfaces'],
  ['peerInterfaces', 'eth0', 'interfaces'],
  ['peerInterfaces', Array.from({ length: 65 }, (_, place) => `eth${place}`), 'interfaces'],
  ['peerPort', 1023, 'number'],
  ['peerPort', 65_536, 'number'],
  ['peerPort', '7490', 'number'],
  ['welcomed', 1, 'choice'],
  ['colour', 'red', 'unknown'],
  ['constructor', 'red', 'unknown']
] as const)('the setting %s may not be %j', (name, value, kind) => {
  expect(settingRefusal(name, value)?.kind).toBe(kind)
})

test.each([
  ['hours', [hours]],
  ['downloadDirectory', '/films'],
  ['downloadDirectory', 'D:\\Films'],
  ['downloadDirectory', '\\\\nas\\films'],
  ['peerInterfaces', ['Ethernet 2', 'شبكة']],
  ['peerPort', 65_535],
  ['proxy', 'none']
] as const)('the setting %s may be %j', (name, value) => {
  expect(settingRefusal(name, value)).toBeNull()
})

test.each([
  ['allowPrivate', ['10.0.0.0/8', 'office'], { kind: 'network', text: 'office' }],
  ['allowPrivate', '10.0.0.0/8', { kind: 'networks', most: 256 }],
  ['bytesPerDay', -1, { kind: 'bytes', mostBytes: 1e18 }],
  ['cacheBytes', null, { kind: 'bytes', mostBytes: 1e18 }],
  ['mostContributions', 65, { kind: 'number', least: 0, most: 64 }],
  ['onBattery', 'perhaps', { kind: 'choice' }],
  ['shareFinished', 'yes', { kind: 'choice' }]
] as const)('the rule %s may not be %j', (name, value, refusal) => {
  expect(policyRefusal(name, value)).toEqual(refusal)
})

test.each([
  'http://proxy',
  'http://proxy:3128',
  'HTTPS://10.0.0.1:443/',
  'socks5://[::1]:1080',
  'socks5h://h'
])('%s is the address of a proxy', (text) => expect(isProxyAddress(text)).toBe(true))

test.each([
  'proxy:3128',
  'ftp://proxy',
  'http://',
  'http://me:secret@proxy',
  'http://proxy:0',
  'http://proxy:65536',
  'http://proxy/path',
  'http://pro xy',
  ' http://proxy'
])('%s is none', (text) => expect(isProxyAddress(text)).toBe(false))
