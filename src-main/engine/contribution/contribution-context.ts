/**
 * What the fetch of a contribution works with: the engine's own connections, budgets and limits, and nothing of the
 * person's. It knows no login, cookie, header field or client certificate and reads no .netrc, so none can travel; no
 * proxy is used, because a proxy resolves names where vetting cannot look.
 */
import type { Trust } from '../connection/trust.ts'
import { BufferPool } from '../connection/buffer-pool.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { Clock } from '../ports/clock.ts'
import type { Vetting } from '../ports/contribution.ts'
import type { Disk } from '../ports/disk.ts'
import type { Hasher } from '../ports/hasher.ts'
import type { TransferRecord } from '../ports/journal-port.ts'
import { unkeptRecord } from '../transfer/unkept-record.ts'
import type { TcpProbe } from '../ports/tcp-probe.ts'
import { RequestTerms } from '../request/request-terms.ts'
import type { HostBudgets } from '../schedule/host-budgets.ts'
import type { RateLimits } from '../schedule/rate-limits.ts'
import { FIRST_SUB_TRANSFER_BYTES } from '../schedule/sub-transfer-size.ts'
import { Links } from '../transfer/sources/links.ts'
import type { LiveCounters } from '../transfer/live-counters.ts'
import type { RunContext } from '../transfer/run-context.ts'

/** What contributions share with transfers. */
export interface ContributionPorts {
  readonly clock: Clock
  readonly disk: Disk
  readonly hasher: Hasher
  readonly trust: Trust
  readonly tcp: TcpProbe
  readonly hosts: HostBudgets
  readonly limits: RateLimits
  readonly userAgent: string
}

/** As many lanes stand ready; how many of them may connect is said while it runs. */
export const MOST_CONNECTIONS = 16

/** As for transfers. */
const BUFFER_BYTES = 512 * 1024
const WRITES_UNDER_WAY = 8

export function contributionContext(
  { clock, disk, hasher, trust, tcp, hosts, limits, userAgent }: ContributionPorts,
  uri: URL,
  vetting: Vetting,
  live: LiveCounters,
  signal: AbortSignal,
  settled: (durable: readonly ByteRange[]) => void
): RunContext {
  // A contribution is no transfer: of its record the fetch reads the address and the number of lanes.
  const record: TransferRecord = {
    ...unkeptRecord('contribution', uri, clock.unixMs()),
    connections: MOST_CONNECTIONS
  }
  const nothing = (): void => undefined
  return {
    clock,
    disk,
    hasher,
    trust,
    tcp,
    hosts,
    vetting,
    signal,
    firstBytes: FIRST_SUB_TRANSFER_BYTES,
    live,
    journal: {
      checkpoint: (_, durable) => settled(durable),
      durable: () => [],
      pieces: () => null,
      setPieces: nothing
    },
    pool: new BufferPool(BUFFER_BYTES, WRITES_UNDER_WAY),
    valve: limits.valve(null),
    privateAuthorities: '',
    contributors: null,
    terms: new RequestTerms({
      asked: uri,
      request: {},
      userAgent,
      login: null,
      cookies: [],
      identity: null,
      proxyEnvironment: {},
      unixMs: () => clock.unixMs()
    }),
    links: new Links(),
    ssh: { user: '', knownHosts: [], keys: [], agent: null },
    takeAbandoned: () => false,
    record: () => record,
    folderFor: () => Promise.resolve(record.directory),
    update: nothing,
    phase: nothing,
    event: nothing,
    notice: nothing
  }
}
