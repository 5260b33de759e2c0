/** What an interface is, from fixtures of sysfs and from this machine; and that changes are told. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from '../engine/ports/clock.ts'
import { systemClock } from './system-clock.ts'
import { interfaceFacts } from './interface-facts.ts'
import { choose, describeInterfaces, systemInterfaces } from './network-interfaces.ts'

const MAC = '02:00:00:00:00:07'
let sysfs = ''
beforeEach(() => {
  sysfs = mkdtempSync(path.join(os.tmpdir(), 'shoal-sysfs-'))
})
afterEach(() => rmSync(sysfs, { recursive: true }))

/** A device as Linux shows it; an entry that ends with `/` is a folder. */
function device(name: string, entries: Readonly<Record<string, string>> = {}): void {
  const folder = path.join(sysfs, name)
  mkdirSync(folder)
  const all = { address: MAC, ifindex: '7', type: '1', uevent: `INTERFACE=${name}`, ...entries }
  for (const [entry, text] of Object.entries(all)) {
    if (entry.endsWith('/')) mkdirSync(path.join(folder, entry))
    else writeFileSync(path.join(folder, entry), `${text}\n`)
  }
}
const kindOf = (name: string): string => interfaceFacts(name, MAC, sysfs).kind

describe('the kind of an interface in sysfs', () => {
  it.each([
    ['a network card', 'enp3s0', { 'device/': '', speed: '1000' }, 'wired'],
    ['a Wi-Fi card', 'wlp2s0', { 'device/': '', uevent: 'DEVTYPE=wlan\nINTERFACE=wlp2s0' }, 'wireless'],
    ['an old Wi-Fi card', 'ath0', { 'device/': '', 'wireless/': '' }, 'wireless'],
    ['a modem', 'wwan0', { 'device/': '', uevent: 'DEVTYPE=wwan' }, 'virtual'],
    ['a bridge of containers', 'docker0', { uevent: 'DEVTYPE=bridge' }, 'virtual'],
    ['one end of a cable between containers', 'veth12', { speed: '10000' }, 'virtual'],
    ['WireGuard', 'home', { type: '65534', uevent: 'DEVTYPE=wireguard' }, 'virtual'],
    ['a tunnel', 'tun0', { type: '65534', tun_flags: '0x1001' }, 'virtual'],
    ['loopback', 'lo', { type: '772' }, 'loopback']
  ])('%s (%s)', (_, name, entries, kind) => {
    device(name, entries)
    expect(kindOf(name)).toBe(kind)
  })
  it('of a bridge, bond or VLAN is that of what it stands on', () => {
    device('eno1', { 'device/': '' })
    device('veth1')
    device('bond0', { 'lower_eno1/': '' })
    device('bond0.7', { 'lower_bond0/': '', uevent: 'DEVTYPE=vlan' })
    device('br0', { 'lower_bond0.7/': '', 'lower_veth1/': '', uevent: 'DEVTYPE=bridge' })
    device('br1', { 'lower_veth1/': '', uevent: 'DEVTYPE=bridge' })
    expect(kindOf('br0')).toBe('wired')
    expect(kindOf('br1')).toBe('virtual')
  })
  it('ends where devices stand on each other in a circle', () => {
    device('a', { 'lower_b/': '' })
    device('b', { 'lower_a/': '' })
    expect(kindOf('a')).toBe('virtual')
  })
  it('comes with its rate and number', () => {
    device('eno1', { 'device/': '', speed: '2500' })
    device('eno2', { 'device/': '', speed: '-1' })
    expect(interfaceFacts('eno1', MAC, sysfs)).toEqual({ kind: 'wired', index: 7, bitsPerSecond: 2.5e9 })
    expect(interfaceFacts('eno2', MAC, sysfs).bitsPerSecond).toBeNull()
  })
  it('is guessed by name where sysfs is of another namespace or missing', () => {
    device('eth0', { 'device/': '', speed: '1000' })
    expect(interfaceFacts('eth0', '02:00:00:00:00:99', sysfs)).toEqual({
      ...{ kind: 'wired', index: 0, bitsPerSecond: null }
    })
    for (const name of ['docker0', 'utun3', 'vEthernet (WSL)', 'tailscale0', 'wg0', 'VMware Network Adapter'])
      expect([name, kindOf(name)]).toEqual([name, 'virtual'])
    for (const name of ['wlan0', 'Wi-Fi', 'Wi-Fi 2', 'wlp3s0']) expect(kindOf(name)).toBe('wireless')
    for (const name of ['en0', 'Ethernet', 'Local Area Connection']) expect(kindOf(name)).toBe('wired')
  })
})

describe('the interfaces of this machine', () => {
  const listed = {
    lo: [
      {
        address: '127.0.0.1',
        netmask: '255.0.0.0',
        family: 'IPv4',
        mac: '00:00:00:00:00:00',
        internal: true,
        cidr: '127.0.0.1/8'
      }
    ],
    veth0: [
      {
        address: '10.0.0.2',
        netmask: '255.255.255.0',
        family: 'IPv4',
        mac: MAC,
        internal: false,
        cidr: '10.0.0.2/24'
      },
      {
        address: 'fe80::2',
        netmask: 'ffff::',
        family: 'IPv6',
        mac: MAC,
        internal: false,
        cidr: 'fe80::2/64',
        scopeid: 9
      }
    ]
  } as const
  const all = () => describeInterfaces(listed as unknown as ReturnType<typeof os.networkInterfaces>, sysfs)
  const described = (only: readonly string[] | null): readonly string[] =>
    choose(all(), only).up.map(({ name }) => name)
  it('are all but loopback, virtual ones too', () => {
    expect(described(null)).toEqual(['veth0'])
  })
  it('are those that were named, loopback too', () => {
    expect(described(['lo'])).toEqual(['lo'])
    expect(described(['eth7'])).toEqual([])
  })
  it('leave out what its owner did not choose, and loopback without a word', () => {
    const leftOut = (only: readonly string[] | null): readonly string[] =>
      choose(all(), only).leftOut.map(({ name }) => name)
    expect(leftOut(null)).toEqual([])
    expect(leftOut(['veth0'])).toEqual([])
    expect(leftOut(['eth7'])).toEqual(['veth0'])
  })
  it.runIf(process.platform === 'linux')('are others as soon as others are chosen, and that is told', () => {
    const interfaces = systemInterfaces({ clock: systemClock, only: ['lo'] })
    const told: (readonly string[])[] = []
    const stop = interfaces.onChange(() => told.push(interfaces.up().map(({ name }) => name)))
    interfaces.use(['nothing-such'])
    interfaces.use(['nothing-such', 'nor-such'])
    interfaces.use(['lo'])
    stop()
    expect(told).toEqual([[], ['lo']])
    expect(interfaces.all().map(({ name }) => name)).toContain('lo')
  })
  it('carry subnets, and the number that IPv6 knows them by', () => {
    const [veth] = choose(all(), null).up
    expect(veth).toMatchObject({ kind: 'virtual', index: 9 })
    expect(veth?.addresses[0]).toEqual({ family: 4, address: '10.0.0.2', prefixLength: 24 })
  })
  it.runIf(process.platform === 'linux')('hold loopback when it is asked for', () => {
    const interfaces = systemInterfaces({ clock: systemClock, only: ['lo'] })
    expect(interfaces.up()).toMatchObject([{ name: 'lo', kind: 'loopback' }])
  })
  it('are looked at again every two seconds, and a sleep is noticed', () => {
    let tick = (): void => undefined
    let stopped = false
    let unixMs = 1e12
    const clock: Clock = {
      ...systemClock,
      unixMs: () => unixMs,
      every(ms, given) {
        expect(ms).toBe(2000)
        tick = given
        return () => void (stopped = true)
      }
    }
    const changes: string[] = []
    const stop = systemInterfaces({ clock, only: ['lo'] }).onChange((change) => changes.push(change))
    unixMs += 2000
    tick()
    expect(changes).toEqual([])
    unixMs += 3_600_000
    tick()
    expect(changes).toEqual(['woke'])
    stop()
    expect(stopped).toBe(true)
  })
})
