/** The network interfaces of this machine, for whoever chooses where other machines are met. Plain data. */

/** `virtual`: bridges of containers, tunnels, VPNs: used as any other, but they lose to real ones. */
export type InterfaceKind = 'wired' | 'wireless' | 'virtual' | 'loopback'

export interface PeerNetwork {
  /** Those that are up, best first, chosen or not. Loopback is used only where it is chosen. */
  readonly interfaces: readonly InterfaceNow[]
  /** Named for this run alone, and over what is kept; null: what is kept holds. */
  readonly named: readonly string[] | null
}

export interface InterfaceNow {
  readonly name: string
  readonly kind: InterfaceKind
  /** Of the link itself; null where the system does not say. */
  readonly bitsPerSecond: number | null
  /** By which others can reach it. */
  readonly addresses: readonly string[]
}
