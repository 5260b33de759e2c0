/**
 * What a run of a transfer works with: the engine's ports, what all transfers share, and the transfer's own record and
 * secrets, read anew for each run.
 */
import { BufferPool } from '../connection/buffer-pool.ts'
import { readCertificates, type Trust } from '../connection/trust.ts'
import type { Clock } from '../ports/clock.ts'
import type { Contributors } from '../ports/contributors.ts'
import type { Disk } from '../ports/disk.ts'
import type { Hasher } from '../ports/hasher.ts'
import type { JournalPort } from '../ports/journal-port.ts'
import type { SshHome } from '../ports/ssh-home.ts'
import type { TcpProbe } from '../ports/tcp-probe.ts'
import { prepareTerms, type NetrcFile } from '../request/prepare-terms.ts'
import type { ProxyEnvironment } from '../request/proxy.ts'
import type { HostBudgets } from '../schedule/host-budgets.ts'
import type { RateLimits, Valve } from '../schedule/rate-limits.ts'
import { FIRST_SUB_TRANSFER_BYTES } from '../schedule/sub-transfer-size.ts'
import type { KeptRecord } from './kept-record.ts'
import { Links } from './sources/links.ts'
import type { RunContext } from './run-context.ts'
import { expectedName } from './transfer-view.ts'

/** Bytes a read can bring and a write can take at once; measured best between 256 KiB and 1 MiB. */
const BUFFER_BYTES = 512 * 1024
/** Writes under way before connections are asked to wait: 4 MiB on their way to the disk. */
const WRITES_UNDER_WAY = 8

export interface RunPorts {
  readonly clock: Clock
  readonly contributors: Contributors | null
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: JournalPort
  readonly trust: Trust
  readonly tcp: TcpProbe
  readonly hosts: HostBudgets
  readonly limits: RateLimits
  readonly userAgent: string
  /** The user's .netrc, or null when there is none. */
  netrc(): NetrcFile | null
  proxyEnvironment(): ProxyEnvironment
  /** Of transfers that name none, as the settings have it; null: the environment decides. */
  usualProxy(): string | null
  sshHome(): SshHome
  /** Where a file of this name goes when nobody chose a folder for it. */
  folderFor(name: string): string
}

/** Reads what requests to `uri` need. Rejects with ShoalError. */
export async function transferContext(
  ports: RunPorts,
  kept: KeptRecord,
  valve: Valve,
  uri: URL,
  signal: AbortSignal
): Promise<RunContext> {
  const { clock, contributors, disk, hasher, journal, trust, tcp, hosts, userAgent } = ports
  const { caCertificate, request } = kept.record
  const privateAuthorities = caCertificate === null ? '' : await readCertificates(caCertificate)
  const proxy = request.proxy ?? ports.usualProxy() ?? undefined
  const terms = await prepareTerms(
    { uri: uri.href, request: { ...request, proxy } },
    {
      userAgent,
      netrc: () => ports.netrc(),
      proxyEnvironment: () => ports.proxyEnvironment(),
      unixMs: () => clock.unixMs()
    },
    (notice) => kept.notice(notice)
  )
  return {
    clock,
    disk,
    hasher,
    journal,
    trust,
    tcp,
    hosts,
    valve,
    vetting: null,
    signal,
    firstBytes: FIRST_SUB_TRANSFER_BYTES,
    privateAuthorities,
    terms,
    ssh: ports.sshHome(),
    contributors,
    pool: new BufferPool(BUFFER_BYTES, WRITES_UNDER_WAY),
    live: kept.live,
    links: new Links(),
    takeAbandoned: () => kept.takeAbandoned(),
    record: () => kept.current,
    folderFor: (name) => folderOf(ports, kept, name),
    update: (patch) => kept.update(patch),
    phase: (phase) => kept.become({ kind: 'running', phase }),
    event: (kind, detail) => kept.event(kind, detail),
    notice: (notice) => kept.notice(notice)
  }
}

/** Where its file goes, now that its name is known. */
async function folderOf(
  { disk, folderFor }: Pick<RunPorts, 'disk' | 'folderFor'>,
  { record }: KeptRecord,
  name: string
): Promise<string> {
  if (!record.filed) return record.directory
  const usual = folderFor(name)
  // Where it was said to go, unless its real name makes it another kind of file.
  const folder = usual === folderFor(expectedName(record)) ? record.directory : usual
  // Only its last part: a missing parent may be a disk that is not plugged in. What goes wrong is told by its use.
  if (!(await disk.isDirectory(folder))) await disk.makeDirectory(folder).catch(() => undefined)
  return folder
}
