/**
 * The engine's contributions by themselves: real sockets, real files, and stores that are as simple as stores can be. What
 * a peer's service and cache will do with a contribution, a test does here by hand.
 */
import { createHash } from 'node:crypto'
import { mkdtemp, open, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createEngine } from '../../src-main/engine/engine.ts'
import type {
  Contribution,
  ContributionOptions,
  ContributionStore
} from '../../src-main/engine/ports/contribution.ts'
import type { FileIdentity } from '../../src-main/engine/ports/contributors.ts'
import { newTransferId } from '../../src-main/host/new-transfer-id.ts'
import { openJournal } from '../../src-main/journal/open-journal.ts'
import { addressPolicy } from '../../src-main/peers/policy/address-policy.ts'
import { systemClock } from '../../src-main/platform/system-clock.ts'
import { systemDisk } from '../../src-main/platform/system-disk.ts'
import { tcpProbe } from '../../src-main/platform/tcp-info.ts'
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

const notForOthers = (): never => {
  throw new Error('this is nothing for other machines')
}

export const LOOPBACK_ALLOWED = addressPolicy(['127.0.0.0/8', '::1/128'])

export async function startContributor(
  options: { readonly parent?: string; readonly authorities?: readonly string[] } = {}
): Promise<Contributor> {
  const directory = await mkdtemp(path.join(options.parent ?? tmpdir(), 'shoal-contributor-'))
  const noHashing = (): never => {
    throw new Error('a contribution hashes nothing')
  }
  const journal = openJournal({ stateDirectory: path.join(directory, 'state') })
  const engine = createEngine(
    {
      contributors: null,
      clock: systemClock,
      disk: systemDisk,
      hasher: { begin: noHashing, open: noHashing },
      journal,
      tcp: tcpProbe(),
      newId: newTransferId
    },
    {
      downloadDirectory: directory,
      certificateAuthorities: () => options.authorities ?? [],
      // What is a person's own must not be asked for.
      netrc: notForOthers,
      proxyEnvironment: notForOthers,
      sshHome: notForOthers,
      userAgent: 'Shoal/test',
      patienceMs: 0,
      settings: 'none'
    }
  )
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
      return engine.contribute({
        uri,
        file: null,
        connections: 8,
        vetting: LOOPBACK_ALLOWED,
        store: storeAt(`content-${++made}`),
        ...more
      })
    },
    async close() {
      await engine.close()
      journal.close()
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
