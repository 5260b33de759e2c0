import Database from 'better-sqlite3'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { migrate, versionOf } from './migrate.ts'
import { migrations } from './migrations/all.ts'
import type { Migration } from './migrations/migration.ts'
import { openJournal } from './open-journal.ts'

let stateDirectory: string
let path: string
beforeEach(() => {
  stateDirectory = mkdtempSync(join(tmpdir(), 'shoal-migrate-'))
  path = join(stateDirectory, 'journal.sqlite')
})
afterEach(() => rmSync(stateDirectory, { recursive: true }))

const latest = migrations.length
/** A version this program has not got yet. */
const next: Migration = { version: latest + 1, sql: 'ALTER TABLE transfers ADD COLUMN colour TEXT' }
const broken: Migration = {
  version: latest + 1,
  sql: 'CREATE TABLE half (a INTEGER); INSERT INTO nowhere VALUES (1)'
}

/** A journal as version `version` of the program left it, with one transfer if it had any. */
function journalOfVersion(version: number): void {
  const db = new Database(path)
  migrate(db, path, migrations.slice(0, version))
  if (version > 0) {
    db.exec(`INSERT INTO transfers (id, uri, directory, connections, state, state_detail, notices, sources,
               added_at_ms, active_seconds, refetched_bytes, retransmitted_bytes)
             VALUES ('a', 'http://example.org/a', '/files', 8, 'paused', '{}', '[]', '[]', 1, 0, 0, 0);
             INSERT INTO ranges VALUES ('a', 0, 100)`)
  }
  db.close()
}

describe.each(migrations.map(({ version }) => version - 1).concat(latest))('from version %i', (version) => {
  test('a journal comes up to date with what was in it', () => {
    journalOfVersion(version)
    const journal = openJournal({ stateDirectory })
    expect(journal.transfers().map(({ id }) => id)).toEqual(version > 0 ? ['a'] : [])
    expect(journal.durable('a')).toEqual(version > 0 ? [{ start: 0, end: 100 }] : [])
    journal.close()
    const db = new Database(path)
    expect(versionOf(db)).toBe(latest)
    db.close()
  })
})

test('transfers from before there were checksums are unproven', () => {
  journalOfVersion(1)
  const journal = openJournal({ stateDirectory })
  expect(journal.transfers()[0]?.verification).toEqual({ kind: 'unproven' })
  journal.close()
})

test('transfers from before there was a queue stand in it as they were added, without a limit', () => {
  journalOfVersion(3)
  const db = new Database(path)
  const insert =
    db.prepare(`INSERT INTO transfers (id, uri, directory, connections, state, state_detail, notices, sources,
      added_at_ms, active_seconds, refetched_bytes, retransmitted_bytes)
    VALUES (?, 'http://example.org/', '/files', 8, 'paused', '{}', '[]', '[]', ?, 0, 0, 0)`)
  for (const [id, addedAtMs] of Object.entries({ late: 9, early: 0.5, second: 1 })) insert.run(id, addedAtMs)
  db.close()
  const journal = openJournal({ stateDirectory })
  const found = journal
    .transfers()
    .map(({ id, queuePosition, priority, limitBytesPerSecond }) => [
      id,
      queuePosition,
      priority,
      limitBytesPerSecond
    ])
  expect(found).toEqual([
    ['early', 1, 'normal', null],
    ['a', 2, 'normal', null],
    ['second', 3, 'normal', null],
    ['late', 4, 'normal', null]
  ])
  journal.close()
})

test('an existing journal is set aside before it is migrated, whole', () => {
  journalOfVersion(latest)
  openJournal({ stateDirectory }, [...migrations, next]).close()
  expect(readdirSync(stateDirectory).sort()).toEqual([
    'journal.sqlite',
    `journal.sqlite.before-${latest + 1}`
  ])

  // The copy is a journal of the old version that an old program can take up.
  const old = mkdtempSync(join(tmpdir(), 'shoal-migrate-old-'))
  writeFileSync(join(old, 'journal.sqlite'), readFileSync(`${path}.before-${latest + 1}`))
  const journal = openJournal({ stateDirectory: old })
  expect(journal.durable('a')).toEqual([{ start: 0, end: 100 }])
  journal.close()
  rmSync(old, { recursive: true })
})

test('a journal that needs no migration is not copied', () => {
  openJournal({ stateDirectory }).close()
  openJournal({ stateDirectory }).close()
  expect(readdirSync(stateDirectory)).toEqual(['journal.sqlite'])
})

test('a migration that fails leaves the version before it, and the next try starts clean', () => {
  journalOfVersion(latest)
  expect(() => openJournal({ stateDirectory }, [...migrations, broken])).toThrow('no such table: nowhere')
  const db = new Database(path)
  expect(versionOf(db)).toBe(latest)
  expect(db.prepare("SELECT name FROM sqlite_schema WHERE name = 'half'").all()).toEqual([])
  db.close()
  openJournal({ stateDirectory }, [...migrations, next]).close()
  expect(readdirSync(stateDirectory).sort()).toEqual([
    'journal.sqlite',
    `journal.sqlite.before-${latest + 1}`
  ])
})

test('migrations out of order are a fault of the program, found before anything is touched', () => {
  const gap: Migration = { version: latest + 2, sql: 'SELECT 1' }
  expect(() => openJournal({ stateDirectory }, [...migrations, gap])).toThrow(
    `number ${latest + 2} stands where`
  )
})

test('the published migrations are numbered as their files are', () => {
  const files = readdirSync(new URL('migrations/', import.meta.url)).filter((name) => /^\d{3}-/.test(name))
  expect(files.sort().map((name) => Number(name.slice(0, 3)))).toEqual(
    migrations.map(({ version }) => version)
  )
})
