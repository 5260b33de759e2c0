/**
 * The engine: everything between an intent ("fetch this") and bytes in a file. It knows no window, no database and
 * no peer; those come in through ports.
 */
import path from 'node:path'
import type {
  AddMany,
  AddMetalink,
  AddOutcome,
  AddTransfer,
  ChangeSettings,
  ProbeTransfer,
  TransferChange
} from '../../src-shared/contract/contract.ts'
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
import { canonicalForeign, checkOptions, isForeign } from './foreign/foreign-uri.ts'
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
import { expectedByMetalink, expectedByUser, UNPROVEN } from './integrity/verification.ts'
import type { JournalPort, TransferRecord } from './ports/journal-port.ts'
import { byteAddress, type MetalinkFile } from './metalink/metalink.ts'
import { readInTurns } from './metalink/read-metalink.ts'
import { soleFile } from './metalink/sole-file.ts'
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
import { checkedName } from './storage/file-name.ts'
import { TransferTask } from './transfer/transfer-task.ts'
import { guessedName } from './transfer/transfer-view.ts'
import { Listeners } from './told-together.ts'
import { outcomeOf } from './outcome.ts'
import { actingOnMany, type Acting } from './acting.ts'

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

export interface Engine extends Acting {
  /**
   * Starts a transfer, or resumes the unfinished one for the same URI, folder and name, with the options given now; one
   * of another URI too, when it is to be taken over. Rejects with ShoalError (`uri-invalid`, `scheme-unsupported`,
   * `name-unusable`, `transfer-busy`, journal problems, and those of `replaceUri`).
   */
  add(request: AddTransfer): Promise<TransferId>
  /**
   * The same for many: one transaction of the journal, one look at the queue. Each gets its answer; it rejects only when
   * the journal cannot be written, and then none of them was added.
   */
  addMany(request: AddMany): Promise<readonly AddOutcome[]>
  /**
   * The same for the file that a Metalink description is of. Rejects with ShoalError `metalink-invalid` or
   * `metalink-too-large`, too.
   */
  addMetalink(request: AddMetalink): Promise<TransferId>
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

  const unfinished = (uris: readonly string[], target: Target): TransferTask | undefined =>
    [...tasks.values()].find(
      ({ record }) => uris.includes(record.uri) && isAt(record, target) && record.state.kind !== 'done'
    )

  const unfinishedAt = (directory: string, name: string | null): TransferTask | undefined =>
    [...tasks.values()].find(
      ({ record }) =>
        name !== null &&
        record.name === name &&
        record.directory === directory &&
        record.state.kind !== 'done'
    )

  /** As it was asked for: when its turn comes, before it, or when somebody resumes it. */
  const begin = (begun: TransferTask, { priority, start }: Pick<AddTransfer, 'priority' | 'start'>): void => {
    if (priority !== undefined) begun.ordering({ priority, position: begun.position })()
    if (start === 'later') return
    begun.start()
    if (start === 'now' && turns.waits(begun)) turns.startNow(begun)
  }

  const targetOf = (
    uri: string,
    { directory, name }: Pick<AddTransfer, 'directory' | 'name'>,
    described: MetalinkFile | null
  ): Target => {
    const requestedName = name === undefined ? null : checkedName(name)
    const filed = directory === undefined
    return {
      directory: filed
        ? usualFolder(requestedName ?? described?.name ?? guessedName(uri))
        : path.resolve(directory),
      filed,
      requestedName
    }
  }

  /** `uris` are addresses of the file, preferred first; `described` is what a Metalink told of it. */
  const take = async (
    uris: readonly [string, ...string[]],
    request: Omit<AddTransfer, 'uri' | 'mirrors'>,
    described: MetalinkFile | null
  ): Promise<TransferId> => {
    const [uri, ...mirrors] = uris
    const target = targetOf(uri, request, described)
    const { directory, requestedName } = target
    // Said without mirrors, the command means those it was said with before.
    const revision = (of: string) =>
      mirrors.length > 0 ? { ...request, mirrors: uris.filter((each) => each !== of) } : request
    const known = unfinished(described ? uris : [uri], target)
    if (known) {
      known.revise(revision(known.record.uri), described)
      begin(known, request)
      return known.record.id
    }
    const namesake = request.unfinished === undefined ? undefined : unfinishedAt(directory, requestedName)
    if (namesake) {
      await namesake.replaceUri(new URL(uri), revision(uri))
      return namesake.record.id
    }
    const record = newRecord(uris, target, request, described, nextPosition())
    journal.insert(record)
    if (described?.pieces) journal.setPieces(record.id, described.pieces)
    const added = new TransferTask(taskPorts, record, changed)
    admit(added)
    logAdded(added)
    begin(added, { start: request.start })
    return record.id
  }

  const admit = (added: TransferTask): void => {
    tasks.set(added.record.id, added)
    listeners.tell({ kind: 'added', transfer: added.transfer })
  }
  const logAdded = (added: TransferTask): void =>
    added.event('added', { uri: added.transfer.uri, mirrors: added.record.mirrors.length })

  const nextPosition = (): number => {
    let last = 0
    for (const { position } of tasks.values()) last = Math.max(last, position)
    return last + 1
  }

  const newRecord = (
    [uri, ...mirrors]: readonly [string, ...string[]],
    { directory, filed, requestedName }: Target,
    request: Omit<AddTransfer, 'uri' | 'mirrors'>,
    described: MetalinkFile | null,
    queuePosition: number
  ): TransferRecord => {
    const asked = request.checksum ? expectedByUser(UNPROVEN, request.checksum) : UNPROVEN
    return {
      id: ports.newId(),
      uri,
      directory,
      filed,
      requestedName,
      name: null,
      connections: request.connections ?? governor.now.settings.connections,
      limitBytesPerSecond: request.limitBytesPerSecond ?? null,
      priority: request.priority ?? 'normal',
      queuePosition,
      caCertificate: request.caCertificate === undefined ? null : path.resolve(request.caCertificate),
      mirrors,
      described: false,
      told: described && { name: described.name, length: described.length },
      request: request.request ?? {},
      length: null,
      validator: null,
      anchor: null,
      verification: described ? expectedByMetalink(asked, described.digests) : asked,
      state: { kind: 'paused' },
      notices: [],
      sources: [],
      addedAtMs: clock.unixMs(),
      activeSeconds: 0,
      refetchedBytes: 0,
      retransmittedBytes: 0
    }
  }

  const takeMany = async ({ files, ...shared }: AddMany): Promise<readonly AddOutcome[]> => {
    const known = new Map<string, TransferTask[]>()
    const know = (each: TransferTask): void => {
      const { uri } = each.record
      const alike = known.get(uri)
      if (alike) alike.push(each)
      else known.set(uri, [each])
    }
    for (const each of tasks.values()) if (each.record.state.kind !== 'done') know(each)
    const added: TransferTask[] = []
    let position = nextPosition()
    const place = (file: AddMany['files'][number]): TransferTask => {
      const request = { ...shared, ...file }
      const uris = addressesOf(request)
      const target = targetOf(uris[0], request, null)
      const here = known.get(uris[0])?.find(({ record }) => isAt(record, target))
      if (here) {
        here.revise(uris.length > 1 ? { ...request, mirrors: uris.slice(1) } : request)
        return here
      }
      const fresh = new TransferTask(taskPorts, newRecord(uris, target, request, null, position), changed)
      journal.insert(fresh.record)
      position += 1
      know(fresh)
      added.push(fresh)
      return fresh
    }
    const placed = journal.together(() => files.map((file) => outcomeOf(() => place(file))))
    return listeners.together(() => {
      added.forEach(admit)
      const begun: TransferTask[] = []
      try {
        return journal.together(() => {
          added.forEach(logAdded)
          return turns.together(() =>
            placed.map((each): AddOutcome => {
              if ('problem' in each) return each
              const started = outcomeOf(() => begin(each.value, shared))
              if ('problem' in started) return started
              begun.push(each.value)
              return { id: each.value.record.id }
            })
          )
        })
      } catch (thrown) {
        // What could not be written cannot be taken back in writing, either.
        for (const each of begun) each.stop('paused').catch(() => undefined)
        throw thrown
      }
    })
  }

  return {
    ...actingOnMany({ journal, turns, listeners, tasks }),
    add: async (request) => take(addressesOf(request), request, null),
    addMany: takeMany,
    async addMetalink({ document, ...request }) {
      const file = soleFile(await readInTurns(Buffer.from(document)))
      const [first, ...others] = file.addresses
      return take([first.uri, ...others.map(({ uri }) => uri)], request, file)
    },
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

/** Where a file goes, and the name that was asked for; null: the origin's. */
interface Target {
  readonly directory: string
  /** By its name: nobody chose the folder. */
  readonly filed: boolean
  readonly requestedName: string | null
}

/** Whether it is what would be there: what was filed once is not sought in a folder that its kind goes to only now. */
const isAt = (record: TransferRecord, { directory, filed, requestedName }: Target): boolean =>
  record.requestedName === requestedName && (record.directory === directory || (filed && record.filed))

/** All addresses of the file, preferred first. Throws ShoalError. */
function addressesOf({ uri, mirrors, request }: AddTransfer): [string, ...string[]] {
  const asked = checkedUri(uri)
  checkOptions(asked, request ?? {})
  const others = new Set((mirrors ?? []).map(checkedMirror))
  others.delete(asked.href)
  if (others.size > 0 && isForeign(asked))
    throw fail('option-invalid', {
      option: 'MIRROR-URI',
      reason: `expected beside http:// and https:// addresses, not ${asked.protocol}//`
    })
  return [asked.href, ...others]
}

/** The limit for all transfers together, and whether it is that of these hours. */
function sharedLimit({ settings, inForce }: SettingsNow): Facts['limit'] {
  if (inForce.kind === 'unlimited') return null
  const bytesPerSecond = inForce.kind === 'limited' ? inForce.bytesPerSecond : settings.limitBytesPerSecond
  if (bytesPerSecond === null) return null
  return { by: bytesPerSecond === settings.limitBytesPerSecond ? 'all' : 'hours', bytesPerSecond }
}

/** A mirror's address loses its credentials: nobody but the address itself is told any. Throws as `checkedUri` does. */
function checkedMirror(text: string): string {
  const { protocol } = checkedUri(text)
  const address = byteAddress(text)
  if (address === null) throw fail('scheme-unsupported', { scheme: protocol.slice(0, -1) })
  return address
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
