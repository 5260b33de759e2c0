/**
 * What one run of a transfer works with: its record, its ports, and the ways it may speak to the outside. A run
 * reports through this and never reaches around it.
 */
import type { Notice, RunningPhase } from '../../../src-shared/model/transfer.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { BufferPool } from '../connection/buffer-pool.ts'
import type { Trust } from '../connection/trust.ts'
import type { Contributors } from '../ports/contributors.ts'
import type { Clock } from '../ports/clock.ts'
import type { Vetting } from '../ports/contribution.ts'
import type { Hasher } from '../ports/hasher.ts'
import type { Disk } from '../ports/disk.ts'
import type { JournalPort, TransferRecord } from '../ports/journal-port.ts'
import type { TcpProbe } from '../ports/tcp-probe.ts'
import type { SshHome } from '../ports/ssh-home.ts'
import type { HostBudgets } from '../schedule/host-budgets.ts'
import type { Valve } from '../schedule/rate-limits.ts'
import type { RequestTerms } from '../request/request-terms.ts'
import type { Links } from './sources/links.ts'
import type { LiveCounters } from './live-counters.ts'

export interface RunContext {
  readonly clock: Clock
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: Pick<JournalPort, 'durable' | 'checkpoint' | 'pieces' | 'setPieces'>
  readonly pool: BufferPool
  readonly trust: Trust
  readonly tcp: TcpProbe
  /** Shared with every other transfer. */
  readonly hosts: HostBudgets
  /** Where each connection gets the tap it reads through: rate limits. */
  readonly valve: Valve
  /** How much the first request of an attempt asks for. */
  readonly firstBytes: number
  /** Aborted when the transfer is paused, removed or the engine closes. */
  readonly signal: AbortSignal
  readonly live: LiveCounters
  /** Which addresses may be reached; null: all. With one, nothing goes through a proxy: that resolves names itself. */
  readonly vetting: Vetting | null
  /** PEM of the authorities trusted for this transfer alone, '' for none. */
  readonly privateAuthorities: string
  /** What requests say, and to whom they show which secret. */
  readonly terms: RequestTerms
  readonly links: Links
  /** Other machines that may help; null: nobody is to be asked. */
  readonly contributors: Contributors | null
  /** What the person's SSH programs know. */
  readonly ssh: SshHome
  /** True once, in the first attempt after a process died in the middle of this transfer. */
  takeAbandoned(): boolean
  record(): TransferRecord
  /** Where a file of this name goes now that it is begun; the folder is made if nobody chose it and it is not there. */
  folderFor(name: string): Promise<string>
  /** Journals a change and tells everyone. */
  update(patch: Partial<TransferRecord>): void
  phase(phase: RunningPhase): void
  event(kind: string, detail: TransferEvent['detail']): void
  notice(notice: Notice): void
}
