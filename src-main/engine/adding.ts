/**
 * Transfers that are added: which file is meant and where it goes, whether it is in the list already, what is kept of a
 * new one, and when it begins. Many are written in one transaction of the journal, looked at once by the queue, and told
 * once each.
 */
import path from 'node:path'
import type { AddMany, AddMetalink, AddOutcome, AddTransfer } from '../../src-shared/contract/contract.ts'
import type { TransferId } from '../../src-shared/model/transfer.ts'
import { addressesOf } from './addresses-given.ts'
import { expectedByMetalink, expectedByUser, UNPROVEN } from './integrity/verification.ts'
import type { MetalinkFile } from './metalink/metalink.ts'
import { readInTurns } from './metalink/read-metalink.ts'
import { soleFile } from './metalink/sole-file.ts'
import { outcomeOf } from './outcome.ts'
import type { JournalPort, TransferRecord } from './ports/journal-port.ts'
import type { Turns } from './schedule/turns.ts'
import { checkedName } from './storage/file-name.ts'
import type { Listeners } from './told-together.ts'
import type { TransferTask } from './transfer/transfer-task.ts'
import { guessedName } from './transfer/transfer-view.ts'

export interface Adding {
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
}

export interface AddingParts {
  readonly journal: Pick<JournalPort, 'insert' | 'setPieces' | 'together'>
  readonly turns: Pick<Turns<TransferTask>, 'waits' | 'startNow' | 'together'>
  readonly listeners: Pick<Listeners, 'tell' | 'together'>
  readonly tasks: Map<TransferId, TransferTask>
  newTask(record: TransferRecord): TransferTask
  newId(): TransferId
  /** Unix time, milliseconds. */
  nowMs(): number
  /** Where a file of this name goes when nobody chose a folder for it. */
  usualFolder(name: string): string
  usualConnections(): number
}

export function adding(parts: AddingParts): Adding {
  const { journal, turns, listeners, tasks, newTask, newId, nowMs, usualFolder, usualConnections } = parts

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
    const added = newTask(record)
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
      id: newId(),
      uri,
      directory,
      filed,
      requestedName,
      name: null,
      connections: request.connections ?? usualConnections(),
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
      addedAtMs: nowMs(),
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
      const fresh = newTask(newRecord(uris, target, request, null, position))
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
    add: async (request) => take(addressesOf(request), request, null),
    addMany: takeMany,
    async addMetalink({ document, ...request }) {
      const file = soleFile(await readInTurns(Buffer.from(document)))
      const [first, ...others] = file.addresses
      return take([first.uri, ...others.map(({ uri }) => uri)], request, file)
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
