/**
 * Brings a journal to this program's version: forward only, one transaction a step, with a copy set aside first.
 * It must never touch a journal that a newer Shoal wrote.
 */
import { closeSync, fchmodSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import type { Migration } from './migrations/migration.ts'
import type { Sqlite } from './sqlite.ts'

/** Marks a database as Shoal's ("Shol"), so that another program's file of the same name is never migrated. */
export const APPLICATION_ID = 0x53686f6c

export function migrate(db: Sqlite, path: string, migrations: readonly Migration[]): void {
  assertMonotonic(migrations)
  const latest = migrations.length
  const found = versionOf(db)
  if (found >= latest) return
  if (found > 0) setAside(db, `${path}.before-${latest}`)
  for (const migration of migrations) {
    // Immediate: another process may be migrating too, and the version is only certain once the lock is held.
    db.transaction(() => {
      if (versionOf(db) >= migration.version) return
      db.exec(migration.sql)
      db.pragma(`application_id = ${APPLICATION_ID}`)
      db.pragma(`user_version = ${migration.version}`)
    }).immediate()
  }
}

export const versionOf = (db: Sqlite): number => db.pragma('user_version', { simple: true }) as number

function assertMonotonic(migrations: readonly Migration[]): void {
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) {
      throw new Error(`migration number ${migration.version} stands where number ${index + 1} should`)
    }
  })
}

/** A whole, consistent copy, with what still stands in the write-ahead log. Complete under its name or not there. */
function setAside(db: Sqlite, copy: string): void {
  const unfinished = `${copy}.unfinished-${process.pid}`
  rmSync(unfinished, { force: true })
  db.prepare('VACUUM INTO ?').run(unfinished)
  const descriptor = openSync(unfinished, 'r+')
  try {
    if (process.platform !== 'win32') fchmodSync(descriptor, 0o600)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
  renameSync(unfinished, copy)
}
