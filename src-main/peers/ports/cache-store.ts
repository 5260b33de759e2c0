/**
 * The books of the cache: which contents lie in which file, which of their bytes are durable, and who uses them now.
 * It never touches the files themselves. Several Shoals of one user share it.
 */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { FileIdentity } from '../../engine/ports/contributors.ts'

/**
 * `cached`: fetched for others and kept; `temporary`: fetched for one plan and gone with it; `shared`: a finished file
 * of this machine's owner, kept where it is.
 */
export type ContentKind = 'cached' | 'temporary' | 'shared'

export interface ContentRecord {
  readonly id: number
  /** Canonical. */
  readonly uri: string
  readonly file: FileIdentity
  readonly kind: ContentKind
  /** Absolute for what is shared, a name inside the cache's folder for everything else. */
  readonly path: string
  /** What the file showed when it was made or shared; null: it was about to be made. */
  readonly mark: FileMark | null
  /** Durable bytes. */
  readonly bytes: number
  /** Unix time, milliseconds. */
  readonly lastUsedAtMs: number
}

/** How a file is known again. */
export interface FileMark {
  /** Device and inode. */
  readonly inode: string
  /** Nanoseconds since 1970, in digits; '' where changes are expected. */
  readonly modifiedNs: string
}

/** Calls are synchronous and atomic. Each may throw ShoalError: `journal-unwritable`, `journal-corrupt`. */
export interface CacheStore {
  /** Oldest use first. */
  all(): readonly ContentRecord[]
  /** What there is of one URI, in any version. */
  of(uri: string): readonly ContentRecord[]
  /**
   * Takes the row of this content and kind into use by this process, or makes one with `path` and no durable bytes.
   * A temporary content is always made anew.
   */
  use(content: NewContent): ContentRecord
  /** Undoes one `use` of this process. */
  release(id: number, atMs: number): void
  /** Returns false when the row is gone: then the file belongs to nobody any more. */
  mark(id: number, mark: FileMark): boolean
  durable(id: number): readonly ByteRange[]
  /**
   * Adds synced bytes. Returns the durable bytes of all that is cached or temporary, or null when the row is gone.
   */
  add(id: number, ranges: readonly ByteRange[]): number | null
  /** Durable bytes of all that is cached or temporary. */
  bytes(): number
  /** Forgets the content unless a living process uses it; returns whether it is forgotten. */
  forget(id: number): boolean
  /**
   * Makes a temporary content one that is kept, or the other way round. False: the row is gone, or there is another of
   * the same content already.
   */
  keepAs(id: number, kind: 'cached' | 'temporary'): boolean
  touch(id: number, atMs: number): void
}

export type NewContent = Pick<ContentRecord, 'uri' | 'file' | 'kind' | 'path' | 'lastUsedAtMs'>
