/**
 * The engine's contributions by themselves: real sockets, real files, and stores that are as simple as stores can be. What
 * a peer's service and cache will do with a contribution, a test does here by hand.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Trust } from '../../src-main/engine/connection/trust.ts'
import { createContribution } from '../../src-main/engine/contribution/contribution.ts'
import type { ContributionPorts } from '../../src-main/engine/contribution/contribution-context.ts'
import type {
  Contribution,
  ContributionOptions,
  ContributionStore
} from '../../src-main/engine/ports/contribution.ts'
import type { FileIdentity } from '../../src-main/engine/ports/contributors.ts'
import { HostBudgets } from '../../src-main/engine/schedule/host-budgets.ts'
import { RateLimits } from '../../src-main/engine/schedule/rate-limits.ts'
import { addressPolicy } from '../../src-main/peers/policy/address-policy.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemDisk } from '../../src-main/platform/system-disk.ts'
import type { ByteRange } from '../../src-shared/model/byte-range.ts'

export interface Contributor {
  readonly directory: string
  /** What stores were told is durable, by path. */
  readonly settled: ReadonlyMap<string, readonly ByteRange[]>
  /** Loopback may be reached, unless the options say otherwise. */
  contribute(uri: string, options?: Partial<ContributionOptions>): Contribution
  /** A store with what an earlier one left. */
  storeAt(name: string, durable?: readonly ByteRange[]): (file: FileIdentity) => Promise<ContributionStore>
  close(): Promise<void>
}

export const LOOPBACK_ALLOWED = addressPolicy(['127.0.0.0/8', '::1/128'])

export async function startContributor(
  options: { readonly parent?: string; readonly authorities?: readonly string[] } = {}
): Promise<Contributor> {
  const directory = await mkdtemp(path.join(options.parent ?? tmpdir(), 'shoal-contributor-'))
  const noHashing = (): never => {
    throw new Error('a contribution hashes nothing')
  }
  const ports: ContributionPorts = {
    clock: systemClock,
    disk: systemDisk,
    hasher: { begin: noHashing, open: noHashing },
    trust: new Trust(() => options.authorities ?? []),
    tcp: { read: () => null },
    hosts: new HostBudgets(() => systemClock.nowMs()),
    limits: new RateLimits(systemClock),
    userAgent: 'Shoal/test'
  }
  const running = new Set<Contribution>()
  const settled = new Map<string, readonly ByteRange[]>()
  const storeAt =
    (name: string, durable: readonly ByteRange[] = []) =>
    async (file: FileIdentity): Promise<ContributionStore> => {
      const at = path.join(directory, name)
      const handle = await open(at, 'a')
      await handle.truncate(file.length)
      await handle.close()
      return { path: at, durable, settled: (ranges) => void settled.set(at, ranges) }
    }
  let made = 0
  return {
    directory,
    settled,
    storeAt,
    contribute(uri, more = {}) {
      const contribution = createContribution(
        ports,
        {
          uri,
          file: null,
          connections: 8,
          vetting: LOOPBACK_ALLOWED,
          store: storeAt(`content-${++made}`),
          ...more
        },
        () => running.delete(contribution)
      )
      running.add(contribution)
      return contribution
    },
    async close() {
      await Promise.all([...running].map((each) => each.close()))
      await rm(directory, { recursive: true, force: true })
    }
  }
}

/** Reads a range to its end. */
export async function readAll(
  contribution: Contribution,
  range: ByteRange,
  signal = new AbortController().signal
): Promise<{ readonly sha256: string; readonly bytes: number }> {
  const hash = createHash('sha256')
  let bytes = 0
  for await (const chunk of contribution.read(range, signal)) {
    hash.update(chunk)
    bytes += chunk.length
  }
  return { sha256: hash.digest('hex'), bytes }
}
