/**
 * What this machine can pass on without asking a data server: contents fetched for others, one sparse file each, and
 * finished files their owner shares. It chooses every name itself, checks every file before it believes its books, and
 * gives up what was used longest ago when space runs short. It never keeps what was marked private, and never touches a
 * shared file.
 */
import { randomBytes } from 'node:crypto'
import path from 'node:path'
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { PeerPolicy } from '../../../src-shared/model/peer-policy.ts'
import type { TransferEvent } from '../../../src-shared/model/transfer-event.ts'
import type { Clock } from '../../engine/ports/clock.ts'
import type { ContributionStore } from '../../engine/ports/contribution.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'
import type { CacheStore, ContentRecord } from '../ports/cache-store.ts'
import type { ContentFile, ContentFiles, FileLook } from '../ports/content-files.ts'
import { canonicalUri, isProven, isSameFile } from './content-identity.ts'

/** Below this the cache gives way, so that its owner does not feel it. */
const LEAST_FREE_BYTES = 512 * 1024 ** 2
/** Below this nothing is begun for others. */
const NO_BEGINNING_BELOW_BYTES = 64 * 1024 ** 2
const LOOK_AT_DISK_EVERY_MS = 1_000
/** Large enough that a call costs little beside it, small enough that many readers share the memory. */
const READ_BYTES = 256 * 1024
const OWN_NAME = /^[0-9a-f]{32}$/

export interface CacheParts {
  readonly store: CacheStore
  readonly files: ContentFiles
  readonly clock: Clock
  /** Of the cache alone; it is made if it is not there. */
  readonly directory: string
  readonly policy: () => PeerPolicy
  /** What the cache decided, for the log. */
  readonly tells: (kind: string, detail: TransferEvent['detail']) => void
}

export interface HeldHere {
  readonly file: FileIdentity
  /** Sorted, not touching. */
  readonly ranges: readonly ByteRange[]
}

/** A content in use; nobody gives it up until it is released. */
export interface OpenedContent extends ContributionStore {
  /** Whether others may have it. */
  readonly isKept: boolean
  /** Others may have it, from now on and after it is released. */
  keep(): void
  /** Nobody else may have it, and it is gone when it is released. */
  doNotKeep(): void
  release(): Promise<void>
}

/** A content that can be read and is not written to. */
export interface ReadableContent {
  readonly file: FileIdentity
  /** As the books have it now. Sorted, not touching. */
  held(): readonly ByteRange[]
  /**
   * The bytes of `range`, all of which must be held, in chunks that stay as they are until the next is asked for. Throws
   * ShoalError `cache-content-gone` when the file is not the one it was.
   */
  read(range: ByteRange, signal: AbortSignal): AsyncIterable<Uint8Array>
  release(): Promise<void>
}

export interface ContentCache {
  /**
   * A place for the bytes of a file, with those that are kept already. What is new is nobody else's, and gone when it
   * is released, unless it is kept. Rejects with ShoalError: `content-unnamed`, `cache-unwritable`, `cache-disk-full`.
   */
  open(uri: string, file: FileIdentity): Promise<OpenedContent>
  /** A content of which something is held, and may be passed on; null: there is none. */
  find(uri: string, file: FileIdentity): Promise<ReadableContent | null>
  /** Every version of it that may be passed on. */
  held(uri: string): Promise<readonly HeldHere[]>
  /** Passes on a finished file where it lies, if the policy says so, until it changes. */
  share(absolutePath: string, uri: string, file: FileIdentity): Promise<void>
  /** Passes on no finished files any more, until others are shared. */
  unshare(): void
  /** Contents it keeps, and the bytes they take. */
  info(): { readonly contents: number; readonly bytes: number }
  /** Bytes it takes now. */
  bytes(): number
  /** Gives up everything that is not in use, and returns how many bytes that were. Shared files stay shared. */
  clear(): Promise<number>
  /** Gives up what the policy, which may have changed, leaves no room for. */
  fit(): Promise<void>
}

/** Opens it as the last run, or a crash, left it. Rejects with ShoalError: `cache-unwritable`, `journal-…`. */
export async function openCache(parts: CacheParts): Promise<ContentCache> {
  const { store, files, clock, directory, policy, tells } = parts
  let turn: Promise<unknown> = Promise.resolve()
  let lookedAtDiskMs = Number.NEGATIVE_INFINITY

  const fileOf = (record: ContentRecord): string =>
    record.kind === 'shared' ? record.path : path.join(directory, record.path)

  const unwritable = (thrown: unknown): ShoalError =>
    thrown instanceof ShoalError
      ? thrown
      : fail('cache-unwritable', { directory, reason: reasonOf(thrown) }, thrown)

  /** Forgets a content nobody uses, and its file if that is ours. */
  const giveUp = async (record: ContentRecord, reason: string): Promise<boolean> => {
    // The row goes first: a file without a row is found at the next start, a row must never lead to another's file.
    if (!store.forget(record.id)) return false
    if (record.kind !== 'shared') await files.remove(fileOf(record))
    if (record.kind !== 'temporary')
      tells('content-given-up', { uri: record.uri, bytes: record.bytes, reason })
    return true
  }

  /** Why a file is not the one in the books; null: it is. */
  const objection = (record: ContentRecord, look: FileLook | null): string | null => {
    if (!record.mark) return 'it was never made'
    if (!look) return 'its file is missing'
    if (look.length !== record.file.length) return 'its file has another length'
    if (look.inode !== record.mark.inode) return 'its file was replaced'
    if (record.kind === 'shared' && look.modifiedNs !== record.mark.modifiedNs) return 'its file was changed'
    return null
  }

  const objectionNow = async (record: ContentRecord): Promise<string | null> =>
    objection(record, await files.look(fileOf(record)))

  const mayBePassedOn = (record: ContentRecord): boolean => record.bytes > 0 && record.kind !== 'temporary'

  /** Frees at least `surplus` bytes, if there is that much unused, oldest use first. */
  const free = async (surplus: number, reason: string): Promise<void> => {
    let left = surplus
    for (const record of left > 0 ? store.all() : []) {
      if (left <= 0) return
      if (record.kind !== 'cached') continue
      if (await giveUp(record, reason)) left -= record.bytes
    }
  }

  const fit = async (): Promise<void> => {
    await free(store.bytes() - policy().cacheBytes, 'the cache was full')
    if (clock.nowMs() - lookedAtDiskMs < LOOK_AT_DISK_EVERY_MS) return
    lookedAtDiskMs = clock.nowMs()
    await free(LEAST_FREE_BYTES - (await files.freeBytes(directory)), 'the disk was almost full')
  }

  /** In one process, places are made one after the other: of two for one content the second finds the first. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work, work)
    turn = mine.catch(() => undefined)
    return mine
  }

  const make = async (uri: string, file: FileIdentity): Promise<ContentRecord> => {
    const name = randomBytes(16).toString('hex')
    const record = store.use({ uri, file, kind: 'temporary', path: name, lastUsedAtMs: clock.unixMs() })
    try {
      const { inode } = await files.create(fileOf(record), file.length)
      store.mark(record.id, { inode, modifiedNs: '' })
      return record
    } catch (thrown) {
      store.release(record.id, clock.unixMs())
      await giveUp(record, 'its file could not be made')
      throw thrown
    }
  }

  /** A use of a content that is kept, if its file is what the books say. */
  const takeKept = async (record: ContentRecord): Promise<ContentRecord | null> => {
    const used = store.use({ ...record, lastUsedAtMs: clock.unixMs() })
    const against = await objectionNow(used)
    if (against === null) return used
    store.release(used.id, clock.unixMs())
    await giveUp(used, against)
    return null
  }

  const releaseOnce = (record: ContentRecord): (() => Promise<void>) => {
    let isReleased = false
    return async () => {
      if (isReleased) return
      isReleased = true
      store.release(record.id, clock.unixMs())
      // It may have been kept meanwhile, or the other way round; the last of its users removes what is not.
      const now = store.of(record.uri).find(({ id }) => id === record.id)
      if (now?.kind === 'temporary') await giveUp(now, 'its plan ended')
      await fit()
    }
  }

  async function* read(
    record: ContentRecord,
    range: ByteRange,
    signal: AbortSignal
  ): AsyncGenerator<Uint8Array> {
    const gone = (reason: string): ShoalError => fail('cache-content-gone', { uri: record.uri, reason })
    let opened: ContentFile
    try {
      opened = await files.open(fileOf(record))
    } catch (thrown) {
      throw gone(reasonOf(thrown))
    }
    try {
      const against = objection(record, await opened.look())
      if (against !== null) throw gone(against)
      const room = Buffer.allocUnsafe(Math.min(READ_BYTES, range.end - range.start))
      for (let at = range.start; at < range.end;) {
        signal.throwIfAborted()
        const length = Math.min(room.length, range.end - at)
        const bytes = await opened.read(room.subarray(0, length), at)
        // Looked at after the bytes were read: then they are of the file as it was.
        const changed = objection(record, await opened.look())
        if (changed !== null || bytes.length < length) throw gone(changed ?? 'its file was cut short')
        yield bytes
        at += length
      }
    } finally {
      await opened.close()
    }
  }

  const share: ContentCache['share'] = async (absolutePath, uri, file) => {
    if (!policy().shareFinished || !isProven(file) || file.length === 0) return
    const look = await files.look(absolutePath)
    if (look?.length !== file.length) return
    const content = { uri: canonicalUri(uri), file, kind: 'shared', path: absolutePath } as const
    const record = store.use({ ...content, lastUsedAtMs: clock.unixMs() })
    if (record.path === absolutePath) {
      store.mark(record.id, { inode: look.inode, modifiedNs: look.modifiedNs })
      store.add(record.id, [{ start: 0, end: file.length }])
    }
    store.release(record.id, clock.unixMs())
    if (record.path === absolutePath) return
    // The same content lies elsewhere already; if that is not so any more, it lies here now.
    const against = await objectionNow(record)
    if (against !== null && (await giveUp(record, against))) await share(absolutePath, uri, file)
  }

  /** Brings books and folder together. Names come first: what has no row after that belongs to nobody. */
  const tidy = async (): Promise<void> => {
    await files.prepare(directory)
    const names = await files.names(directory)
    const records = store.all()
    for (const record of records) {
      const against = record.kind === 'temporary' ? 'its plan ended' : await objectionNow(record)
      if (against !== null) await giveUp(record, against)
    }
    const known = new Set(store.all().map((record) => record.path))
    for (const name of names) {
      if (OWN_NAME.test(name) && !known.has(name)) await files.remove(path.join(directory, name))
    }
    await fit()
  }

  try {
    await tidy()
  } catch (thrown) {
    throw unwritable(thrown)
  }

  return {
    open: (uri, file) =>
      inTurn(async () => {
        if (!isProven(file)) throw fail('content-unnamed', { host: new URL(uri).host })
        try {
          await fit()
          const freeBytes = await files.freeBytes(directory)
          if (freeBytes < NO_BEGINNING_BELOW_BYTES)
            throw fail('cache-disk-full', { directory, free: freeBytes })
          const canonical = canonicalUri(uri)
          const kept = store
            .of(canonical)
            .find((record) => record.kind === 'cached' && isSameFile(record.file, file))
          const record = (kept && (await takeKept(kept))) ?? (await make(canonical, file))
          let kind = record.kind
          const keepAs = (wanted: 'cached' | 'temporary'): void => {
            if (kind !== wanted && store.keepAs(record.id, wanted)) kind = wanted
          }
          return {
            path: fileOf(record),
            durable: store.durable(record.id),
            get isKept() {
              return kind === 'cached'
            },
            keep: () => keepAs('cached'),
            doNotKeep: () => keepAs('temporary'),
            settled(durable) {
              const bytes = store.add(record.id, durable)
              // A cache that cannot give way just now is tried again with the next bytes.
              if (bytes !== null) fit().catch(() => undefined)
            },
            release: releaseOnce(record)
          }
        } catch (thrown) {
          throw unwritable(thrown)
        }
      }),

    async find(uri, file) {
      const found = store.of(canonicalUri(uri)).filter((record) => isSameFile(record.file, file))
      // A whole file before parts of it.
      const best = found.filter(mayBePassedOn).sort((a, b) => b.bytes - a.bytes)
      for (const candidate of best) {
        const record = await takeKept(candidate)
        if (!record) continue
        return {
          file: record.file,
          held: () => store.durable(record.id),
          read: (range, signal) => read(record, range, signal),
          release: releaseOnce(record)
        }
      }
      return null
    },

    async held(uri) {
      const held: HeldHere[] = []
      for (const record of store.of(canonicalUri(uri)).filter(mayBePassedOn)) {
        const against = await objectionNow(record)
        if (against === null) held.push({ file: record.file, ranges: store.durable(record.id) })
        else await giveUp(record, against)
      }
      return held
    },

    share,

    unshare() {
      for (const record of store.all()) if (record.kind === 'shared') store.forget(record.id)
    },

    info() {
      const contents = store.all().filter(({ kind }) => kind === 'cached').length
      return { contents, bytes: store.bytes() }
    },

    bytes: () => store.bytes(),

    async clear() {
      let freed = 0
      for (const record of store.all()) {
        if (record.kind === 'cached' && (await giveUp(record, 'its owner cleared the cache')))
          freed += record.bytes
      }
      return freed
    },

    fit
  }
}

const reasonOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
