import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isIn, parseAddress, parseNetwork } from './ip-address.ts'
import { specialKind } from './special-networks.ts'

const value = (text: string): string | undefined => parseAddress(text)?.value.toString(16)
const message = (text: string): string => {
  try {
    parseNetwork(text, '--allow-private')
    return 'taken'
  } catch (thrown) {
    return (thrown as Error).message
  }
}

describe('an address', () => {
  it('is read in every form that Node takes', () => {
    expect(value('1.2.3.4')).toBe('1020304')
    expect(value('::')).toBe('0')
    expect(value('1::')).toBe('10000000000000000000000000000')
    expect(value('2001:db8::5:0:0:1')).toBe('20010db8000000000005000000000001'.replace(/^0+/, ''))
    expect(value('::ffff:127.0.0.1')).toBe('ffff7f000001')
    expect(value('64:ff9b::192.0.2.1')).toBe(value('64:ff9b::c000:201'))
    expect(value('fe80::1%eth0')).toBe(value('fe80::1'))
  })

  it.each(['', 'localhost', '127.1', '0x7f.0.0.1', '256.1.1.1', '1.2.3.4.5', ':::', '[::1]', '::1/128'])(
    'is not "%s"',
    (text) => expect(parseAddress(text)).toBeNull()
  )

  it('is in the networks whose first bits it has', () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.ipV4(), fc.integer({ min: 0, max: 32 }), (a, b, prefix) => {
        const bits = (text: string): string => (parseAddress(text)?.value ?? 0n).toString(2).padStart(32, '0')
        const first = parseInt(bits(b).slice(0, prefix).padEnd(32, '0'), 2)
        const text = [24, 16, 8, 0].map((shift) => Math.floor(first / 2 ** shift) % 256).join('.')
        const network = parseNetwork(`${text}/${prefix}`, 'test')
        const address = parseAddress(a)
        expect(address && isIn(address, network)).toBe(bits(a).startsWith(bits(b).slice(0, prefix)))
      })
    )
  })

  it('of one family is in no network of the other', () => {
    const address = parseAddress('::7f00:1')
    expect(address && isIn(address, parseNetwork('127.0.0.0/8', 'test'))).toBe(false)
  })
})

describe('a network', () => {
  it.each([
    ['192.168.0.0/16', 'taken'],
    [' fd00::/8 ', 'taken'],
    ['10.1.2.3', 'taken'],
    ['::/0', 'taken'],
    ['10.1.2.3/8', 'the network is 10.0.0.0/8'],
    ['fd00:1::5/32', 'the network is fd00:1::/32'],
    ['10.0.0.0/33', 'has no length from /0 to /32'],
    ['fd00::/129', 'has no length from /0 to /128'],
    ['10.0.0.0/', 'has no length'],
    ['10.0.0.0/8/8', 'is no network'],
    ['10.0.0.0/-1', 'has no length'],
    ['example.org', 'is no network'],
    ['', 'is no network']
  ])('written as "%s": %s', (text, expected) => {
    expect(message(text)).toContain(expected)
  })
})

describe('addresses of the public internet', () => {
  it.each([
    '1.1.1.1',
    '8.8.8.8',
    '93.184.215.14',
    '100.63.255.255',
    '100.128.0.0',
    '126.255.255.255',
    '128.0.0.0',
    '169.253.255.255',
    '172.15.255.255',
    '172.32.0.0',
    '192.167.255.255',
    '192.169.0.0',
    '198.17.255.255',
    '198.20.0.0',
    '223.255.255.255',
    '2606:4700::1111',
    '2001:4860:4860::8888',
    '2a00:1450:4001::1',
    '2620:fe::fe',
    '2003::1'
  ])('%s is one of them', (text) => {
    const address = parseAddress(text)
    expect(address && specialKind(address)).toBeNull()
  })
})
