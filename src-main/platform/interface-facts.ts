/**
 * What kind of link an interface is and how fast. Linux tells in sysfs; elsewhere only the name gives a hint. A wrong
 * guess must only cost order: nothing is excluded because of it.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { InterfaceKind } from '../peers/ports/network-interfaces.ts'

export interface InterfaceFacts {
  readonly kind: InterfaceKind
  /** 0: not known. */
  readonly index: number
  readonly bitsPerSecond: number | null
}

/** Bridges of bonds of VLANs: deeper than this nobody builds, and a loop ends. */
const DEEPEST_STACK = 4

/** `folder` is /sys/class/net. What it says of a device with another hardware address is of another namespace. */
export function interfaceFacts(name: string, hardwareAddress: string, folder: string): InterfaceFacts {
  const device = path.join(folder, name)
  const isOurs = read(device, 'address')?.toLowerCase() === hardwareAddress.toLowerCase()
  if (!isOurs) return { kind: kindByName(name), index: 0, bitsPerSecond: null }
  const megabits = Number(read(device, 'speed') ?? -1)
  return {
    kind: kindInSysfs(folder, name, DEEPEST_STACK),
    index: Number(read(device, 'ifindex') ?? 0),
    // -1: the driver does not know, or the link is down.
    bitsPerSecond: Number.isFinite(megabits) && megabits > 0 ? megabits * 1e6 : null
  }
}

function kindInSysfs(folder: string, name: string, depth: number): InterfaceKind {
  const device = path.join(folder, name)
  const has = (entry: string): boolean => existsSync(path.join(device, entry))
  // ARPHRD_LOOPBACK of <linux/if_arp.h>.
  if (read(device, 'type') === '772') return 'loopback'
  const kind = /^DEVTYPE=(.*)$/m.exec(read(device, 'uevent') ?? '')?.[1]
  if (kind === 'wlan' || has('wireless') || has('phy80211')) return 'wireless'
  // A modem of a mobile network behaves like a tunnel: nobody of this LAN is behind it.
  if (kind === 'wwan') return 'virtual'
  if (has('device')) return 'wired'
  // A bridge, bond or VLAN is what it stands on; one that stands on nothing real is virtual.
  const below = depth > 0 ? lowerDevices(device) : []
  const kinds = below.map((lower) => kindInSysfs(folder, lower, depth - 1))
  return kinds.find((each) => each === 'wired') ?? kinds.find((each) => each === 'wireless') ?? 'virtual'
}

const lowerDevices = (device: string): string[] => {
  try {
    return readdirSync(device)
      .filter((entry) => entry.startsWith('lower_'))
      .map((entry) => entry.slice('lower_'.length))
  } catch {
    return []
  }
}

const VIRTUAL =
  /^(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|flannel|cali|podman|tun|tap|utun|ipsec|ppp|wg|zt|tailscale|ham|nordlynx|proton|awdl|llw|anpi|gif|stf|bridge\d|vEthernet)|virtual|vpn|hyper-v|vmware|wsl/i
const WIRELESS = /^(wl|wlan|ath|ra\d|wi-?fi|airport)|wi-?fi|wireless|wlan/i

function kindByName(name: string): InterfaceKind {
  if (/^lo\d*$|^loopback/i.test(name)) return 'loopback'
  if (VIRTUAL.test(name)) return 'virtual'
  return WIRELESS.test(name) ? 'wireless' : 'wired'
}

/** Drivers answer some questions with an error: then they do not know. */
const read = (device: string, entry: string): string | null => {
  try {
    return readFileSync(path.join(device, entry), 'utf8').trim()
  } catch {
    return null
  }
}
