/**
 * The engine: everything between an intent ("fetch this") and bytes in a file. It knows no window, no database and
 * no peer; those come in through ports.
 */
import path from 'node:path'
import type { ChangeSettings, ProbeTransfer, TransferChange } from '../../src-shared/contract/contract.ts'
import { folderFor } from '../../src-shared/model/category.ts'
import { fail } from '../../src-shared/errors/problem.ts'
import type { FileCheck } from '../../src-shared/model/file-check.ts'
import type { HelpNow } from '../../src-shared/model/help-now.ts'
import { DEFAULT_SETTINGS, type Settings, type SettingsNow } from '../../src-shared/model/settings.ts'
import type { Plan } from '../../src-shared/model/peer.ts'
import type { Probe } from '../../src-shared/model/probe.ts'
import type { ProgressFrame } from '../../src-shared/model/progress-frame.ts'
import type { TransferDetail } from '../../src-shared/model/transfer-detail.ts'
import type { TransferEvent } from '../../src-shared/model/transfer-event.ts'
import type { Transfer, TransferId } from '../../src-shared/model/transfer.ts'
import { Trust } from './connection/trust.ts'
import { checkOptions } from './foreign/foreign-uri.ts'
import { createContribution } from './contribution/contribution.ts'
import type { Clock } from './ports/clock.ts'
import type { Contributors, FileIdentity } from './ports/contributors.ts'
import type { Contribution, ContributionOptions } from './ports/contribution.ts'
import type { TcpProbe } from './ports/tcp-probe.ts'
import type { Hasher } from './ports/hasher.ts'
import type { Disk } from './ports/disk.ts'
import { checkFile } from './integrity/check-file.ts'
import { ReadBack } from './integrity/read-back.ts'
import { storyOfCheck, storyOfProblem, type ReadBackStory } from './integrity/read-back-words.ts'
import type { JournalPort } from './ports/journal-port.ts'
import type { SshHome } from './ports/ssh-home.ts'
import { Governor } from './schedule/governor.ts'
import { HostBudgets } from './schedule/host-budgets.ts'
import { inQueueOrder, moves } from './schedule/queue-order.ts'
import { RateLimits } from './schedule/rate-limits.ts'
import { Turns } from './schedule/turns.ts'
import type { NetrcFile } from './request/prepare-terms.ts'
import type { ProxyEnvironment } from './request/proxy.ts'
import { detailOf } from './detail/detail-view.ts'
import { helpOf } from './detail/help-view.ts'
import type { Facts } from './detail/limitation.ts'
import { Probes } from './transfer/probes.ts'
import { planOf } from './transfer/bonding/plan-view.ts'
import { progressFrame } from './transfer/progress.ts'
import { TransferTask } from './transfer/transfer-task.ts'
import { Listeners } from './told-together.ts'
import { actingOnMany, type Acting } from './acting.ts'
import { adding, type Adding } from './adding.ts'
import { checkedUri } from './addresses-given.ts'

export interface EnginePorts {
  /** Other machines that may help; null: nobody is asked. */
  readonly contributors: Contributors | null
  readonly clock: Clock
  readonly disk: Disk
  readonly hasher: Hasher
  readonly journal: JournalPort
  readonly tcp: TcpProbe
  newId(): TransferId
}

export interface EngineOptions {
  /** Folder a transfer goes to when neither it nor the settings name one. */
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
  /** `kept`: as the journal has them; `none`: no limit but a transfer's own, and no queue. */
  readonly settings: 'kept' | 'none'
}

export interface FinishedFile {
  readonly path: string
  readonly uri: string
  readonly file: FileIdentity
}

export interface Engine extends Acting, Adding {
  /**
   * Asks what an address leads to, as the first request of a transfer would. Rejects with ShoalError as that transfer
   * would, or with `interrupted` once `endProbe` was called or the ticket used again.
   */
  probe(asked: ProbeTransfer): Promise<Probe>
  endProbe(ticket: string): void
  /**
   * Goes on from `uri` with what is here, once that address has shown the same bytes. Otherwise everything stays as it
   * was, and it rejects with ShoalError (`source-differs`, `transfer-busy`, whatever asking there may come to).
   */
  replaceUri(id: TransferId, uri: string): Promise<void>
  /**
   * Moves a queued transfer to a place, from 1; among those of another priority it takes theirs. Throws ShoalError
   * `transfer-not-queued`.
   */
  move(id: TransferId, place: number): void
  /** Starts a queued transfer before its turn. Throws ShoalError `transfer-not-queued`. */
  startNow(id: TransferId): void
  settings(): SettingsNow
  /** What is absent stays as it is. */
  changeSettings(change: ChangeSettings): void
  /** As onChange, for the settings and what they come to at this hour. */
  onSettings(listener: (now: SettingsNow) => void): () => void
  transfers(): readonly Transfer[]
  /** Oldest first; with `newest`, at most so many of the last. */
  log(id: TransferId, newest?: number): readonly TransferEvent[]
  /** What an open detail shows of it. */
  detail(id: TransferId): TransferDetail
  /** What peers bring to the transfers that run. */
  help(): readonly HelpNow[]
  frame(expanded: readonly TransferId[]): ProgressFrame
  /**
   * Where a finished file is, and which version of which address it is; null: it is not finished, nothing proves that,
   * or it came in a way of this machine's own.
   */
  finished(id: TransferId): FinishedFile | null
  /**
   * Reads a finished file anew and compares it with what it should be. Rejects with ShoalError `transfer-not-done`,
   * `file-missing`, `file-unreadable`.
   */
  check(id: TransferId): Promise<FileCheck>
  /** Who has or fetches which part of it now; null before its length is known. */
  plan(id: TransferId): Plan | null
  /** Hears every change, in order. Returns a function that stops listening. */
  onChange(listener: (change: TransferChange) => void): () => void
  /** Resumes what was running when the last process ended. */
  resumeInterrupted(): Promise<void>
  /** Fetches ranges of a file for somebody else, within the same limits and budgets as transfers. Never throws. */
  contribute(options: ContributionOptions): Contribution
  /** Stops every transfer at a durable point; running ones stay recorded as running. */
  close(): Promise<void>
}

/** What a single command goes by: its own options and nothing else. */
const UNGOVERNED: Settings = { ...DEFAULT_SETTINGS, mostActive: Infinity }
const MS_AN_HOUR = 3_600_000
/** How often the rate meters look, milliseconds. */
const METER_EVERY_MS = 100

export function createEngine(ports: EnginePorts, options: EngineOptions): Engine {
  const { clock, journal } = ports
  const listeners = new Listeners()
  const changed = (transfer: Transfer): void => listeners.tell({ kind: 'changed', transfer })
  const limits = new RateLimits(clock)
  const turns = new Turns<TransferTask>((shifts) => listeners.tell({ kind: 'shifted', shifts }))
  const isKept = options.settings === 'kept'
  const governor = new Governor(isKept ? journal.settings() : UNGOVERNED, {
    clock,
    limits,
    turns,
    save: (settings) => isKept && journal.saveSettings(settings)
  })
  const taskPorts = {
    ...ports,
    ...options,
    usualProxy: () => governor.now.settings.proxy,
    folderFor: (name: string) => usualFolder(name),
    get patienceMs() {
      const { patienceHours } = governor.now.settings
      return patienceHours === null ? options.patienceMs : patienceHours * MS_AN_HOUR
    },
    get userAgent() {
      return governor.now.settings.userAgent ?? options.userAgent
    },
    limits,
    turns,
    finished: (finished: TransferTask) => {
      const { id } = finished.record
      // One that was removed meanwhile has no log any more.
      const tell = (story: ReadBackStory): void => {
        if (tasks.get(id) === finished) finished.tellReadBack(story)
      }
      readBack.add({
        check: (signal) => check(id, signal),
        found: (found) => tell(storyOfCheck(found)),
        failed: (problem) => tell(storyOfProblem(problem))
      })
    },
    trust: new Trust(() => options.certificateAuthorities()),
    hosts: new HostBudgets(() => clock.nowMs())
  }
  const readBack = new ReadBack(() => governor.now.settings.readBack)
  const probes = new Probes(taskPorts)
  const tasks = new Map<TransferId, TransferTask>()
  const contributions = new Set<Contribution>()
  for (const record of journal.transfers()) tasks.set(record.id, new TransferTask(taskPorts, record, changed))

  const stopMetering = clock.every(METER_EVERY_MS, () => {
    for (const { isMoving, live } of tasks.values()) if (isMoving) live.sample(clock.nowMs())
  })

  const task = (id: TransferId): TransferTask => {
    const found = tasks.get(id)
    if (!found) throw fail('transfer-unknown', { id })
    return found
  }

  const check = async (id: TransferId, signal?: AbortSignal): Promise<FileCheck> => {
    const { state, length, verification, name } = task(id).record
    if (state.kind !== 'done') throw fail('transfer-not-done', { name: name ?? id })
    return checkFile(ports, { path: state.path, length, verification }, signal)
  }

  const queued = (id: TransferId): TransferTask => {
    const found = task(id)
    if (!turns.waits(found)) throw fail('transfer-not-queued', { name: found.transfer.name })
    return found
  }

  /** Where a file of this name goes when nobody chose a folder for it. */
  const usualFolder = (name: string): string => {
    const { categories, downloadDirectory } = governor.now.settings
    return path.resolve(folderFor(name, categories) ?? downloadDirectory ?? options.downloadDirectory)
  }

  return {
    ...actingOnMany({ journal, turns, listeners, tasks }),
    ...adding({
      journal,
      turns,
      listeners,
      tasks,
      newTask: (record) => new TransferTask(taskPorts, record, changed),
      newId: () => ports.newId(),
      nowMs: () => clock.unixMs(),
      usualFolder,
      usualConnections: () => governor.now.settings.connections
    }),
    async probe({ ticket, uri, request = {}, caCertificate }) {
      const asked = checkedUri(uri)
      checkOptions(asked, request)
      return probes.ask({
        ticket,
        uri: asked,
        request,
        caCertificate: caCertificate === undefined ? null : path.resolve(caCertificate)
      })
    },
    endProbe: (ticket) => probes.end(ticket),
    async replaceUri(id, uri) {
      await task(id).replaceUri(checkedUri(uri), {})
    },
    move(id, place) {
      const moved = queued(id)
      const others = turns.waiting.filter((each) => each !== moved)
      const kept = journal.together(() =>
        moves(moved, others, place).map(([each, order]) => each.ordering(order))
      )
      listeners.together(() => turns.together(() => kept.forEach((becomeSo) => becomeSo())))
    },
    startNow(id) {
      turns.startNow(queued(id))
    },
    settings: () => governor.now,
    changeSettings(change) {
      const given = Object.entries(change).filter(([, value]) => value !== undefined)
      governor.change({ ...governor.now.settings, ...Object.fromEntries(given) })
    },
    onSettings: (listener) => governor.onChange(listener),
    transfers: () => [...tasks.values()].map(({ transfer }) => transfer),
    log: (id, newest) => journal.events(task(id).record.id, newest),
    detail: (id) => detailOf(task(id).seen(sharedLimit(governor.now))),
    help: () =>
      [...tasks.values()]
        .filter(({ isMoving }) => isMoving)
        .flatMap(({ transfer, live }) => helpOf(transfer, live)),
    frame: (expanded) => progressFrame(clock.nowMs(), tasks, expanded),
    finished(id) {
      const { record, isPublic } = task(id)
      const { state, uri, length, validator } = record
      if (state.kind !== 'done' || length === null || validator === null || !isPublic) return null
      return { path: state.path, uri, file: { validator, length } }
    },
    check: (id) => check(id),
    plan: (id) => planOf(task(id).live),
    onChange: (listener) => listeners.add(listener),
    async resumeInterrupted() {
      const all = [...tasks.values()].filter(({ record }) => record.state.kind === 'running')
      journal.together(() =>
        turns.together(() => {
          for (const interrupted of all.sort(inQueueOrder)) {
            try {
              interrupted.start()
            } catch {
              // Another living Shoal is at it; it stays as it is here.
            }
          }
        })
      )
    },
    contribute(asked) {
      const contribution = createContribution(taskPorts, asked, () => contributions.delete(contribution))
      contributions.add(contribution)
      return contribution
    },
    async close() {
      stopMetering()
      probes.endAll()
      governor.stop()
      turns.end()
      await Promise.all([
        readBack.stop(),
        ...[...tasks.values()].map((each) => each.stop('running')),
        ...[...contributions].map((each) => each.close())
      ])
    }
  }
}

/** The limit for all transfers together, and whether it is that of these hours. */
function sharedLimit({ settings, inForce }: SettingsNow): Facts['limit'] {
  if (inForce.kind === 'unlimited') return null
  const bytesPerSecond = inForce.kind === 'limited' ? inForce.bytesPerSecond : settings.limitBytesPerSecond
  if (bytesPerSecond === null) return null
  return { by: bytesPerSecond === settings.limitBytesPerSecond ? 'all' : 'hours', bytesPerSecond }
}
