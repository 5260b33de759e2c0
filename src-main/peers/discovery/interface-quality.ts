/**
 * Which interface is likely to be the better path, before anything was measured: wired before wireless before
 * virtual, then the faster link. A guess for the order of trying; what was measured says more.
 */
import type { NetworkInterface } from '../ports/network-interfaces.ts'

/** A cable this slow is no better than radio. */
const SLOW_CABLE_BITS_PER_SECOND = 10e6

/** Smaller is better. */
export type QualityClass = 0 | 1 | 2 | 3

export function qualityClass({ kind, bitsPerSecond }: NetworkInterface): QualityClass {
  if (kind === 'loopback') return 3
  if (kind === 'virtual') return 2
  return kind === 'wired' && (bitsPerSecond ?? Infinity) > SLOW_CABLE_BITS_PER_SECOND ? 0 : 1
}

/** Best first. Links that keep their rate to themselves come after those that tell it. */
export const byQuality = (interfaces: readonly NetworkInterface[]): readonly NetworkInterface[] =>
  [...interfaces].sort(
    (a, b) =>
      qualityClass(a) - qualityClass(b) ||
      (b.bitsPerSecond ?? 0) - (a.bitsPerSecond ?? 0) ||
      (a.name < b.name ? -1 : 1)
  )
