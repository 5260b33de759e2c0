/** What a packet may have us dial, and what it may not. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { advertised, judgeHeardAddress, onSubnetOf } from './addresses.ts'
import { nic } from './interfaces.fixture.ts'

const lan = nic('eth0', 'wired', ['192.168.7.20/24', '2001:db8:7::20/64', 'fe80::20/64'])
const loopback = nic('lo', 'loopback', ['127.0.0.1/8', '::1/128'])

describe('an address heard on a LAN', () => {
  it.each(['192.168.7.1', '192.168.7.254', '2001:db8:7::1'])('%s is local', (address) => {
    expect(judgeHeardAddress(address, lan)).toBe('local')
  })
  it.each(['192.168.8.1', '10.1.2.3', '172.31.0.1', '169.254.3.3', 'fd12::1'])('%s is a hint', (address) => {
    expect(judgeHeardAddress(address, lan)).toBe('hint')
  })
  it.each([
    ...['127.0.0.1', '127.9.9.9', '0.0.0.0', '0.1.2.3', '224.0.0.251', '239.1.1.1', '255.255.255.255'],
    ...['192.168.7.255', '192.168.7.0', '8.8.8.8', '169.254.169.254.1', '', 'localhost', '0x7f.1', '127.1'],
    ...['::', '::1', '::127.0.0.1', '::ffff:127.0.0.1', '::ffff:192.168.7.1', 'ff02::fb', 'fe80::1'],
    ...['fe80::1%eth0', '2001:db8:8::1', '64:ff9b::7f00:1']
  ])('%s is never dialled', (address) => {
    expect(judgeHeardAddress(address, lan)).toBe('refused')
  })
  it('is believed of loopback on loopback alone', () => {
    expect(judgeHeardAddress('127.0.0.5', loopback)).toBe('local')
    expect(judgeHeardAddress('192.168.7.1', loopback)).toBe('refused')
  })
  it('never throws, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.ipV4(), fc.ipV6()), (address) => {
        expect(['local', 'hint', 'refused']).toContain(judgeHeardAddress(address, lan))
      })
    )
  })
})

describe('an interface', () => {
  it('knows its own address on a subnet', () => {
    expect(onSubnetOf('192.168.7.9', lan)?.address).toBe('192.168.7.20')
    expect(onSubnetOf('192.168.6.9', lan)).toBeNull()
    expect(onSubnetOf('peer.example', lan)).toBeNull()
  })
  it('tells others neither its loopback nor its link-local addresses', () => {
    expect(advertised(lan).map(({ address }) => address)).toEqual(['192.168.7.20', '2001:db8:7::20'])
    expect(advertised(nic('tun0', 'virtual', ['fe80::1/64']))).toEqual([])
  })
})
