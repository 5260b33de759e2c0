/** What SQLite's failures mean to a person. Every one that leaves the journal becomes a ShoalError here. */
import { dirname } from 'node:path'
import { fail, ShoalError } from '../../src-shared/errors/problem.ts'
import { reasonOf } from '../platform/system-reason.ts'
import { SqliteError } from './sqlite.ts'

export function journalProblem(thrown: unknown, path: string): ShoalError {
  if (thrown instanceof ShoalError) return thrown
  const unwritable = (reason: string): ShoalError =>
    fail('journal-unwritable', { path: dirname(path), reason }, thrown)
  const corrupt = (): ShoalError => fail('journal-corrupt', { path, reason: reasonOf(thrown) }, thrown)

  const code = thrown instanceof SqliteError ? thrown.code : ''
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code)) return corrupt()
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) return unwritable('another program keeps it locked')
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR|FULL|NOLFS|AUTH)/.test(code)) return unwritable(reasonOf(thrown))
  if (isSystemError(thrown)) return unwritable(reasonOf(thrown))
  // A column kept as JSON that is none: somebody else wrote it, or the disk did.
  if (thrown instanceof SyntaxError) return corrupt()
  return fail('internal', { reason: `the journal: ${reasonOf(thrown)}` }, thrown)
}

const isSystemError = (thrown: unknown): boolean =>
  typeof (thrown as NodeJS.ErrnoException | null)?.errno === 'number'
