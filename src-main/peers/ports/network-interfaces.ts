/**
 * The network interfaces of this machine as peers need them: which can carry traffic now, how good each is likely to
 * be, and when that changed. src-main/platform implements it.
 */
import type { InterfaceKind } from '../../../src-shared/model/peer-network.ts'

export type { InterfaceKind }

export interface NetworkInterfaces {
  /** Up, with at least one address, and not excluded by the owner; in no particular order. */
  up(): readonly NetworkInterface[]
  /** Up, and excluded by the owner: nobody is to be reached through these. */
  leftOut(): readonly NetworkInterface[]
  /**
   * Calls when interfaces or addresses came, went or changed, when the owner chose others, and when the machine woke from sleep (whatever was open
   * then is suspect). Returns what ends it.
   */
  onChange(listener: (change: InterfaceChange) => void): () => void
}

export type InterfaceChange = 'changed' | 'woke'

export interface NetworkInterface {
  readonly name: string
  /** Tells a new device from an old one of the same name; 0 where the system does not say. */
  readonly index: number
  readonly kind: InterfaceKind
  /** Of the link itself; null where the system does not say. */
  readonly bitsPerSecond: number | null
  readonly addresses: readonly InterfaceAddress[]
}

export interface InterfaceAddress {
  readonly family: 4 | 6
  /** Without scope. */
  readonly address: string
  /** Bits of the address that its subnet shares. */
  readonly prefixLength: number
}
