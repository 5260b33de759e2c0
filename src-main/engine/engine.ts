/**
 * The engine: everything between an intent ("fetch this") and bytes in a file. It knows no window, no database and
 * no peer; those come in through ports.
 */
import path from 'node:path'
import type { AddTransfer, TransferChange } from '../../src-shared/contract/contract.ts'
import { fail } from '../../src-shared/errors/problem.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import { Trust } from './connection/trust.ts'
import { canonicalForeign, checkOptions, isForeign } from './foreign/foreign-uri.ts'
import type { Clock } from './ports/clock.ts'
import type { TcpProbe } from './ports/tcp-probe.ts'
import type { Hasher } from './ports/hasher.ts'
import type { Disk } from './ports/disk.ts'
import { expectedByUser, UNPROVEN } from './integrity/verification.ts'
import type { JournalPort, TransferRecord } from './ports/journal-port.ts'
import type { SshHome } from './ports/ssh-home.ts'
import { HostBudgets } from './schedule/host-budgets.ts'
import type { NetrcFile } from './request/prepare-terms.ts'
import type { ProxyEnvironment } from './request/proxy.ts'
import { progressFrame } from './transfer/progress.ts'
import { checkedName } from './storage/file-name.ts'
import { TransferTask } from './transfer/transfer-task.ts'

export interface EnginePorts {
  readonly clock: Clock
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: JournalPort
  readonly tcp: TcpProbe
  newId(): TransferId
}

export interface EngineOptions {
  /** Folder a transfer goes to when none is named. */
  readonly downloadDirectory: string
  /** PEM certificates trusted for HTTPS; further ones may come with a transfer. */
  certificateAuthorities(): readonly string[]
  readonly userAgent: string
  /** The user's .netrc, or null when there is none; asked once a run. */
  netrc(): NetrcFile | null
  /** What the environment says of proxies; asked once a run. */
  proxyEnvironment(): ProxyEnvironment
  /** What the person's SSH programs know; asked once a run. */
  sshHome(): SshHome
  /** How long a transfer that has had bytes keeps trying without getting another, milliseconds. */
  readonly patienceMs: number
}

export interface Engine {
  /**
   * Starts a transfer, or resumes the unfinished one for the same URI, folder and name, with the options given now; one
   * of another URI too, when it is to be taken over. Rejects with ShoalError (`uri-invalid`, `scheme-unsupported`,
   * `name-unusable`, `transfer-busy`, journal problems, and those of `replaceUri`).
   */
  add(request: AddTransfer): Promise<TransferId>
  pause(id: TransferId): Promise<void>
  resume(id: TransferId): Promise<void>
  /**
   * Goes on from `uri` with what is here, once that address has shown the same bytes. Otherwise everything stays as it
   * was, and it rejects with ShoalError (`source-differs`, `transfer-busy`, whatever asking there may come to).
   */
  replaceUri(id: TransferId, uri: string): Promise<void>
  remove(id: TransferId, partial: 'keep' | 'delete'): Promise<void>
  transfers(): readonly Transfer[]
  log(id: TransferId): readonly TransferEvent[]
  frame(expanded: readonly TransferId[]): ProgressFrame
  /** Hears every change, in order. Returns a function that stops listening. */
  onChange(listener: (change: TransferChange) => void): () => void
  /** Resumes what was running when the last process ended. */
  resumeInterrupted(): Promise<void>
  /** Stops every transfer at a durable point; running ones stay recorded as running. */
  close(): Promise<void>
}

/** The engine begins with fewer and takes more only where they help. */
const DEFAULT_CONNECTIONS = 16
/** How often the rate meters look, milliseconds. */
const METER_EVERY_MS = 100

export function createEngine(ports: EnginePorts, options: EngineOptions): Engine {
  const { clock, journal } = ports
  const listeners = new Set<(change: TransferChange) => void>()
  const tell = (change: TransferChange): void => listeners.forEach((listener) => listener(change))
  const changed = (transfer: Transfer): void => tell({ kind: 'changed', transfer })
  const taskPorts = {
    ...ports,
    ...options,
    trust: new Trust(() => options.certificateAuthorities()),
    hosts: new HostBudgets(() => clock.nowMs())
  }
  const tasks = new Map<TransferId, TransferTask>()
  for (const record of journal.transfers()) tasks.set(record.id, new TransferTask(taskPorts, record, changed))

  const stopMetering = clock.every(METER_EVERY_MS, () => {
    for (const { isMoving, live } of tasks.values())
      if (isMoving) live.meter.sample(clock.nowMs(), live.fetchedBytes)
  })

  const task = (id: TransferId): TransferTask => {
    const found = tasks.get(id)
    if (!found) throw fail('transfer-unknown', { id })
    return found
  }

  const unfinished = (
    uri: string,
    directory: string,
    requestedName: string | null
  ): TransferTask | undefined =>
    [...tasks.values()].find(
      ({ record }) =>
        record.uri === uri &&
        record.directory === directory &&
        record.requestedName === requestedName &&
        record.state.kind !== 'done'
    )

  const unfinishedAt = (directory: string, name: string | null): TransferTask | undefined =>
    [...tasks.values()].find(
      ({ record }) =>
        name !== null &&
        record.name === name &&
        record.directory === directory &&
        record.state.kind !== 'done'
    )

  return {
    async add(request) {
      const asked = checkedUri(request.uri)
      checkOptions(asked, request.request ?? {})
      const uri = asked.href
      const directory = path.resolve(request.directory ?? options.downloadDirectory)
      const requestedName = request.name === undefined ? null : checkedName(request.name)
      const known = unfinished(uri, directory, requestedName)
      if (known) {
        known.revise(request)
        known.start()
        return known.record.id
      }
      const namesake = request.unfinished === undefined ? undefined : unfinishedAt(directory, requestedName)
      if (namesake) {
        await namesake.replaceUri(new URL(uri), request)
        return namesake.record.id
      }
      const record: TransferRecord = {
        id: ports.newId(),
        uri,
        directory,
        requestedName,
        name: null,
        connections: request.connections ?? DEFAULT_CONNECTIONS,
        caCertificate: request.caCertificate === undefined ? null : path.resolve(request.caCertificate),
        request: request.request ?? {},
        length: null,
        validator: null,
        verification: request.checksum ? expectedByUser(UNPROVEN, request.checksum) : UNPROVEN,
        state: { kind: 'paused' },
        notices: [],
        sources: [],
        addedAtMs: clock.unixMs(),
        activeSeconds: 0,
        refetchedBytes: 0,
        retransmittedBytes: 0
      }
      journal.insert(record)
      const added = new TransferTask(taskPorts, record, changed)
      tasks.set(record.id, added)
      tell({ kind: 'added', transfer: added.transfer })
      added.event('added', { uri: added.transfer.uri })
      added.start()
      return record.id
    },
    async pause(id) {
      await task(id).stop('paused')
    },
    async resume(id) {
      task(id).start()
    },
    async replaceUri(id, uri) {
      await task(id).replaceUri(checkedUri(uri), {})
    },
    async remove(id, partial) {
      const removed = task(id)
      await removed.stop('paused')
      if (partial === 'delete') await removed.deletePartial()
      journal.remove(id)
      tasks.delete(id)
      tell({ kind: 'removed', id })
    },
    transfers: () => [...tasks.values()].map(({ transfer }) => transfer),
    log: (id) => journal.events(task(id).record.id),
    frame: (expanded) => progressFrame(clock.nowMs(), tasks, expanded),
    onChange(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async resumeInterrupted() {
      for (const interrupted of tasks.values()) {
        if (interrupted.record.state.kind !== 'running') continue
        try {
          interrupted.start()
        } catch {
          // Another living Shoal is at it; it stays as it is here.
        }
      }
    },
    async close() {
      stopMetering()
      await Promise.all([...tasks.values()].map((each) => each.stop('running')))
    }
  }
}

/** Throws ShoalError `uri-invalid`, `scheme-unsupported` or `remote-folder`. */
function checkedUri(text: string): URL {
  let url: URL
  try {
    url = new URL(text.trim())
  } catch {
    throw fail('uri-invalid', { uri: text.slice(0, 200) })
  }
  url.hash = ''
  if (isForeign(url)) return canonicalForeign(url)
  if (url.protocol === 'http:' || url.protocol === 'https:') return url
  throw fail('scheme-unsupported', { scheme: url.protocol.slice(0, -1) })
}
