/** Interfaces and ids for tests of discovery. */
import type {
  InterfaceChange,
  InterfaceKind,
  NetworkInterface,
  NetworkInterfaces
} from '../ports/network-interfaces.ts'

export const nic = (
  name: string,
  kind: InterfaceKind,
  cidrs: readonly string[],
  bitsPerSecond: number | null = null
): NetworkInterface => ({
  name,
  index: 0,
  kind,
  bitsPerSecond,
  addresses: cidrs.map((cidr) => {
    const [address = '', prefix] = cidr.split('/')
    return { family: address.includes(':') ? 6 : 4, address, prefixLength: Number(prefix) }
  })
})

/** Interfaces that a test plugs and pulls. */
export function heldInterfaces(first: readonly NetworkInterface[]): NetworkInterfaces & {
  become(
    interfaces: readonly NetworkInterface[],
    change?: InterfaceChange,
    leftOut?: readonly NetworkInterface[]
  ): void
} {
  const listeners = new Set<(change: InterfaceChange) => void>()
  let now = first
  let leftOut: readonly NetworkInterface[] = []
  return {
    up: () => now,
    leftOut: () => leftOut,
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    become(interfaces, change = 'changed', others = []) {
      now = interfaces
      leftOut = others
      for (const listener of [...listeners]) listener(change)
    }
  }
}

/** Of the right form; its check characters are nobody's business here. */
export const idOf = (letter: string): string => Array<string>(8).fill(letter.repeat(7)).join('-')
export const readId = (text: string): string | null =>
  /^[A-Z2-7]{7}(-[A-Z2-7]{7}){7}$/.test(text) ? text : null
