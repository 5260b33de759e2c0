/**
 * The interfaces that are up, as the operating system lists them, and a watch that asks again every two seconds: Node
 * hears of no changes by itself. Loopback is not used unless asked for by name. It must never leave an interface out
 * because it looks unlikely: in a container the only one may be virtual.
 */
import os from 'node:os'
import type { Clock } from '../engine/ports/clock.ts'
import type {
  InterfaceAddress,
  InterfaceChange,
  NetworkInterface,
  NetworkInterfaces
} from '../peers/ports/network-interfaces.ts'
import { interfaceFacts } from './interface-facts.ts'

const POLL_MS = 2000
/** A poll this late means that the machine slept, or that nothing ran for as long. */
const SLEPT_MS = 10_000
const SYSFS = '/sys/class/net'

type Listed = ReturnType<typeof os.networkInterfaces>

export interface SystemInterfacesOptions {
  readonly clock: Clock
  /** Names of the interfaces to use; null: all but loopback. Loopback is used when it is named. */
  readonly only: readonly string[] | null
}

export interface SystemInterfaces extends NetworkInterfaces {
  /** All that are up, used or not. */
  all(): readonly NetworkInterface[]
  /** From now on, as `only`. */
  use(only: readonly string[] | null): void
}

export function systemInterfaces({ clock, ...given }: SystemInterfacesOptions): SystemInterfaces {
  const listeners = new Set<(change: InterfaceChange) => void>()
  let { only } = given
  let listed = ''
  let all: readonly NetworkInterface[] = []
  let chosen = choose(all, only)
  let polledAtMs = clock.unixMs()
  let stop: (() => void) | null = null

  /** Whether anything is different from the last time. Facts are read anew only then: some drivers answer slowly. */
  function look(): boolean {
    const now = os.networkInterfaces()
    const text = JSON.stringify(now)
    if (text === listed) return false
    listed = text
    all = describeInterfaces(now, SYSFS)
    return chooseAnew()
  }

  function chooseAnew(): boolean {
    const before = JSON.stringify(chosen)
    chosen = choose(all, only)
    return JSON.stringify(chosen) !== before
  }

  /** While nobody watches, nothing else would notice. */
  function lookUnlessWatched(): void {
    if (stop === null) look()
  }

  function tell(change: InterfaceChange): void {
    for (const listener of [...listeners]) listener(change)
  }

  function poll(): void {
    const nowMs = clock.unixMs()
    const slept = nowMs - polledAtMs > SLEPT_MS
    polledAtMs = nowMs
    const changed = look()
    if (changed || slept) tell(slept ? 'woke' : 'changed')
  }

  return {
    all() {
      lookUnlessWatched()
      return all
    },
    up() {
      lookUnlessWatched()
      return chosen.up
    },
    leftOut() {
      lookUnlessWatched()
      return chosen.leftOut
    },
    use(names) {
      only = names
      if (chooseAnew()) tell('changed')
    },
    onChange(listener) {
      listeners.add(listener)
      if (stop === null) {
        look()
        polledAtMs = clock.unixMs()
        stop = clock.every(POLL_MS, poll)
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        stop?.()
        stop = null
      }
    }
  }
}

/** Loopback is reached whatever was chosen: it leads nowhere else. */
export function choose(
  all: readonly NetworkInterface[],
  only: readonly string[] | null
): { readonly up: readonly NetworkInterface[]; readonly leftOut: readonly NetworkInterface[] } {
  if (only === null) return { up: all.filter(({ kind }) => kind !== 'loopback'), leftOut: [] }
  return {
    up: all.filter(({ name }) => only.includes(name)),
    leftOut: all.filter(({ name, kind }) => kind !== 'loopback' && !only.includes(name))
  }
}

export function describeInterfaces(listed: Listed, folder: string): readonly NetworkInterface[] {
  const described: NetworkInterface[] = []
  for (const [name, entries = []] of Object.entries(listed)) {
    const [first] = entries
    if (first === undefined) continue
    const facts = interfaceFacts(name, first.mac, folder)
    described.push({
      name,
      kind: first.internal ? 'loopback' : facts.kind,
      index: facts.index || (entries.map(scopeOf).find((scope) => scope > 0) ?? 0),
      bitsPerSecond: facts.bitsPerSecond,
      addresses: entries.map(addressOf)
    })
  }
  return described
}

/** The number of the device, as link-local IPv6 addresses carry it. */
const scopeOf = (entry: os.NetworkInterfaceInfo): number => (entry.family === 'IPv6' ? entry.scopeid : 0)

const addressOf = (entry: os.NetworkInterfaceInfo): InterfaceAddress => ({
  family: entry.family === 'IPv6' ? 6 : 4,
  address: entry.address.replace(/%.*$/, ''),
  prefixLength: Number(entry.cidr?.split('/')[1] ?? (entry.family === 'IPv6' ? 64 : 24))
})
