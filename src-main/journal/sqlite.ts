/**
 * The one place that loads SQLite's binary. Loading it under a runtime older than the binary was built for ends the
 * process without a word, so that is checked first; nothing may open a database by another way.
 */
import Database from 'better-sqlite3'
import { fail } from '../../src-shared/errors/problem.ts'

export type Sqlite = Database.Database
export const SqliteError = Database.SqliteError

/** The Node-API version the packaged binary needs (Node 22.14). */
const PACKAGED_NODE_API = 10
/** Longest wait for another process's transaction, milliseconds; they take a few each. */
const BUSY_TIMEOUT_MS = 5_000

/** Between two tries of what SQLite does not wait for by itself. */
const TRY_AGAIN_MS = 10

export interface SqliteFile {
  readonly path: string
  /** Another binary than the packaged one, for runtimes that one does not fit. */
  readonly binding?: string | undefined
}

export function openSqlite({ path, binding }: SqliteFile, access: 'read' | 'write'): Sqlite {
  if (!binding && Number(process.versions['napi']) < PACKAGED_NODE_API) {
    throw fail('node-too-old', { needed: '22.14', found: process.versions.node })
  }
  return new Database(path, {
    timeout: BUSY_TIMEOUT_MS,
    ...(access === 'read' ? { readonly: true, fileMustExist: true } : {}),
    ...(binding ? { nativeBinding: binding } : {})
  })
}

/**
 * Tries again what was refused because another process is at the same database, for as long as a transaction would wait:
 * the change to a write-ahead log, for one, is refused at once. Blocks its thread.
 */
export function patiently<T>(work: () => T): T {
  const untilMs = performance.now() + BUSY_TIMEOUT_MS
  for (;;) {
    try {
      return work()
    } catch (thrown) {
      const isBusy = thrown instanceof SqliteError && /^SQLITE_(BUSY|LOCKED)/.test(thrown.code)
      if (!isBusy || performance.now() >= untilMs) throw thrown
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, TRY_AGAIN_MS)
    }
  }
}
