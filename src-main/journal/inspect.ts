/**
 * A look at a journal before anything may write to it. What is damaged, foreign or from a newer Shoal is refused
 * here, through a read-only connection, so that the refusal leaves every byte as it was.
 */
import { closeSync, openSync, statSync, unlinkSync } from 'node:fs'
import { fail } from '../../src-shared/errors/problem.ts'
import { isAlive } from '../platform/process-identity.ts'
import { APPLICATION_ID, versionOf } from './migrate.ts'
import { openerQueries } from './queries/openers.ts'
import { openSqlite, type Sqlite, type SqliteFile } from './sqlite.ts'

/** Throws what `journalProblem` makes a refusal of; returns when the journal may be opened. */
export function inspect(file: SqliteFile, knownVersion: number): void {
  assertWritable(file.path)
  if (lengthOf(file.path) === 0) return
  const db = openSqlite(file, 'read')
  try {
    // One transaction, one moment: another process may be making this very journal right now.
    db.transaction(() => judge(db, file, knownVersion))()
  } finally {
    db.close()
  }
}

function judge(db: Sqlite, file: SqliteFile, knownVersion: number): void {
  const version = versionOf(db)
  if (version > knownVersion) {
    throw fail('journal-newer', { path: file.path, found: version, known: knownVersion })
  }
  if (!isOurs(db, version)) throw corrupt(file, 'it is a database of another program')
  if (version > 0 && wasLeftUncleanly(db)) quickCheck(db, file)
}

/**
 * SQLite would only say "unable to open database file"; the system knows why. Really writing asks it everything at
 * once: rights, access lists, read-only mounts, quotas.
 */
function assertWritable(path: string): void {
  const probe = `${path}.probe-${process.pid}`
  closeSync(openSync(probe, 'w'))
  unlinkSync(probe)
  if (lengthOf(path) > 0) closeSync(openSync(path, 'r+'))
}

/** Zero for a file that is not there, and for one a crash left empty: either way there is no journal yet. */
const lengthOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

function isOurs(db: Sqlite, version: number): boolean {
  if (db.pragma('application_id', { simple: true }) === APPLICATION_ID) return true
  return version === 0 && db.prepare('SELECT count(*) FROM sqlite_schema').pluck().get() === 0
}

const wasLeftUncleanly = (db: Sqlite): boolean =>
  openerQueries(db)
    .all()
    .some((opener) => !isAlive(opener))

function quickCheck(db: Sqlite, file: SqliteFile): void {
  const verdict = db.pragma('quick_check(1)', { simple: true })
  if (verdict !== 'ok') throw corrupt(file, String(verdict).replace(/\s+/g, ' '))
}

const corrupt = ({ path }: SqliteFile, reason: string): Error => fail('journal-corrupt', { path, reason })
