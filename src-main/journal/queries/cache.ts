/** Contents of the cache, their durable ranges, and which processes use them. Call what changes in a transaction. */
import type { ByteRange } from '../../../src-shared/model/byte-range.ts'
import type { ContentKind, ContentRecord, FileMark, NewContent } from '../../peers/ports/cache-store.ts'
import type { ProcessIdentity } from '../../platform/process-identity.ts'
import type { Sqlite } from '../sqlite.ts'

interface ContentRow {
  readonly id: number
  readonly uri: string
  readonly etag: string | null
  readonly lastModified: string | null
  readonly length: number
  readonly kind: ContentKind
  readonly path: string
  readonly inode: string | null
  readonly modifiedNs: string | null
  readonly lastUsedAtMs: number
  readonly bytes: number
}

type ContentKey = Pick<ContentRow, 'uri' | 'etag' | 'lastModified' | 'length' | 'kind'>

interface UseRow extends ProcessIdentity {
  readonly id: number
}

const CONTENTS = `SELECT id, uri, etag, last_modified AS lastModified, length, kind, path, inode,
    modified_ns AS modifiedNs, last_used_at_ms AS lastUsedAtMs,
    (SELECT coalesce(sum(end_byte - first_byte), 0) FROM cache_ranges WHERE content_id = id) AS bytes
  FROM cache_contents`

export function cacheQueries(db: Sqlite) {
  const all = db.prepare<[], ContentRow>(`${CONTENTS} ORDER BY last_used_at_ms, id`)
  const of = db.prepare<[string], ContentRow>(`${CONTENTS} WHERE uri = ? ORDER BY last_used_at_ms, id`)
  const one = db.prepare<[number], ContentRow>(`${CONTENTS} WHERE id = ?`)
  // A strong entity tag says all; only without one the date counts.
  const same = db.prepare<[ContentKey], ContentRow>(
    `${CONTENTS} WHERE uri = :uri AND length = :length AND kind = :kind AND etag IS :etag
       AND (:etag IS NOT NULL OR last_modified IS :lastModified)`
  )
  const insert = db
    .prepare<[Omit<ContentRow, 'id' | 'bytes' | 'inode' | 'modifiedNs'>], number>(
      `INSERT INTO cache_contents (uri, etag, last_modified, length, kind, path, last_used_at_ms)
       VALUES (:uri, :etag, :lastModified, :length, :kind, :path, :lastUsedAtMs) RETURNING id`
    )
    .pluck()
  const touch = db.prepare<[number, number]>('UPDATE cache_contents SET last_used_at_ms = ? WHERE id = ?')
  const mark = db.prepare<[FileMark & { readonly id: number }]>(
    'UPDATE cache_contents SET inode = :inode, modified_ns = :modifiedNs WHERE id = :id'
  )
  const setKind = db.prepare<[ContentKind, number]>('UPDATE cache_contents SET kind = ? WHERE id = ?')
  const remove = db.prepare<[number]>('DELETE FROM cache_contents WHERE id = ?')
  const use = db.prepare<[UseRow]>(
    `INSERT INTO cache_uses (content_id, pid, started, uses) VALUES (:id, :pid, :started, 1)
     ON CONFLICT (content_id, pid, started) DO UPDATE SET uses = uses + 1`
  )
  const unuse = db.prepare<[UseRow]>(
    'UPDATE cache_uses SET uses = uses - 1 WHERE content_id = :id AND pid = :pid AND started = :started AND uses > 1'
  )
  const endUse = db.prepare<[UseRow]>(
    'DELETE FROM cache_uses WHERE content_id = :id AND pid = :pid AND started = :started'
  )
  const endUses = db.prepare<[ProcessIdentity]>(
    'DELETE FROM cache_uses WHERE pid = :pid AND started = :started'
  )
  const users = db.prepare<[number], ProcessIdentity>(
    'SELECT pid, started FROM cache_uses WHERE content_id = ?'
  )
  const ranges = db.prepare<[number], ByteRange>(
    'SELECT first_byte AS start, end_byte AS "end" FROM cache_ranges WHERE content_id = ? ORDER BY first_byte'
  )
  // Those that overlap or touch a new range melt into it.
  const touching = db.prepare<
    [{ readonly id: number } & ByteRange],
    { start: number | null; end: number | null }
  >(
    `SELECT min(first_byte) AS start, max(end_byte) AS "end" FROM cache_ranges
     WHERE content_id = :id AND first_byte <= :end AND end_byte >= :start`
  )
  const clearTouching = db.prepare<[{ readonly id: number } & ByteRange]>(
    'DELETE FROM cache_ranges WHERE content_id = :id AND first_byte <= :end AND end_byte >= :start'
  )
  const addRange = db.prepare<[{ readonly id: number } & ByteRange]>(
    'INSERT INTO cache_ranges (content_id, first_byte, end_byte) VALUES (:id, :start, :end)'
  )
  const bytes = db
    .prepare<[], number>(
      `SELECT coalesce(sum(end_byte - first_byte), 0) FROM cache_ranges
       JOIN cache_contents ON id = content_id WHERE kind <> 'shared'`
    )
    .pluck()

  return {
    all: (): readonly ContentRecord[] => all.all().map(recordOf),
    of: (uri: string): readonly ContentRecord[] => of.all(uri).map(recordOf),
    find(id: number): ContentRecord | null {
      const row = one.get(id)
      return row ? recordOf(row) : null
    },
    /** The row of this content and kind, made if there is none; a temporary content always has a row of its own. */
    open({ uri, file, kind, path, lastUsedAtMs }: NewContent): number {
      const { etag, lastModified } = file.validator
      const row = { uri, etag, lastModified, length: file.length, kind, path, lastUsedAtMs }
      const found = kind === 'temporary' ? undefined : same.get(row)
      if (found) touch.run(lastUsedAtMs, found.id)
      return found?.id ?? (insert.get(row) as number)
    },
    use: (id: number, by: ProcessIdentity): void => void use.run({ id, ...by }),
    release(id: number, by: ProcessIdentity): void {
      if (unuse.run({ id, ...by }).changes === 0) endUse.run({ id, ...by })
    },
    releaseAll: (by: ProcessIdentity): void => void endUses.run(by),
    users: (id: number): readonly ProcessIdentity[] => users.all(id),
    touch: (id: number, atMs: number): void => void touch.run(atMs, id),
    mark: (id: number, given: FileMark): boolean => mark.run({ id, ...given }).changes > 0,
    keepAs(id: number, kind: 'cached' | 'temporary'): boolean {
      const row = one.get(id)
      if (!row) return false
      if (row.kind === kind) return true
      if (kind === 'cached' && same.get({ ...row, kind })) return false
      setKind.run(kind, id)
      return true
    },
    remove: (id: number): void => void remove.run(id),
    ranges: (id: number): readonly ByteRange[] => ranges.all(id),
    add(id: number, { start, end }: ByteRange): void {
      const old = touching.get({ id, start, end })
      clearTouching.run({ id, start, end })
      addRange.run({ id, start: Math.min(start, old?.start ?? start), end: Math.max(end, old?.end ?? end) })
    },
    bytes: (): number => bytes.get() ?? 0
  }
}

const recordOf = ({ etag, lastModified, length, inode, modifiedNs, ...row }: ContentRow): ContentRecord => ({
  ...row,
  file: { validator: { etag, lastModified }, length },
  mark: inode === null ? null : { inode, modifiedNs: modifiedNs ?? '' }
})
