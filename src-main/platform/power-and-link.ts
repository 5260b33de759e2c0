/**
 * Whether this machine runs on its battery, and whether NetworkManager calls its link metered. Linux tells; elsewhere, and
 * where nothing tells, the answer is null. What takes a process to find out is asked in the background, and the last
 * answer stands meanwhile: nobody waits here.
 */
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import type { PowerAndLink } from '../peers/ports/power-and-link.ts'

export interface PowerAndLinkOptions {
  /** Where the kernel shows batteries and mains (sysfs, class power_supply). */
  readonly supplies: string
  /** The program that asks NetworkManager over D-Bus. */
  readonly busctl: string
  nowMs(): number
}

/** An answer about the link is asked for again after this. */
const LINK_STANDS_FOR_MS = 30_000
const ASK_TIMEOUT_MS = 2000

export function systemPowerAndLink({ supplies, busctl, nowMs }: PowerAndLinkOptions): PowerAndLink {
  let metered: boolean | null = null
  let askedAtMs = -Infinity
  return {
    onBattery: () => onBattery(supplies),
    isMetered() {
      if (nowMs() - askedAtMs > LINK_STANDS_FOR_MS) {
        askedAtMs = nowMs()
        askMetered(busctl, (answer) => (metered = answer))
      }
      return metered
    }
  }
}

/** Mains that are plugged in settle it; without any, a battery that is being used up does. */
function onBattery(supplies: string): boolean | null {
  let names: string[]
  try {
    names = readdirSync(supplies)
  } catch {
    return null
  }
  const read = (name: string, what: string): string => {
    try {
      return readFileSync(path.join(supplies, name, what), 'utf8').trim()
    } catch {
      return ''
    }
  }
  // Mice and keyboards have batteries, too; theirs are of scope Device.
  const own = names.filter((name) => read(name, 'scope') !== 'Device')
  const mains = own.filter((name) => ['Mains', 'USB', 'Wireless'].includes(read(name, 'type')))
  if (mains.some((name) => read(name, 'online') === '1')) return false
  const batteries = own.filter((name) => read(name, 'type') === 'Battery')
  if (batteries.length === 0) return null
  return batteries.some((name) => read(name, 'status') === 'Discharging')
}

/** NMMetered: 1 yes, 2 no, 3 and 4 a guess of the same, 0 unknown. */
const METERED: Readonly<Record<string, boolean>> = { '1': true, '2': false, '3': true, '4': false }

function askMetered(busctl: string, answered: (metered: boolean | null) => void): void {
  const service = 'org.freedesktop.NetworkManager'
  const command = ['--system', 'get-property', service, '/org/freedesktop/NetworkManager', service, 'Metered']
  execFile(busctl, command, { timeout: ASK_TIMEOUT_MS }, (error, text) =>
    answered(error ? null : (METERED[/^u (\d)/.exec(text)?.[1] ?? ''] ?? null))
  )
}

/** Where Linux tells, for a running Shoal. */
export const LINUX_SOURCES = { supplies: '/sys/class/power_supply', busctl: 'busctl' } as const
