/** What SQLite's failures mean to a person. Every one that leaves the journal becomes a ShoalError here. */
import { dirname } from 'node:path'
import { fail, ShoalError } from '../../src-shared/errors/problem.ts'
import { reasonOf } from '../platform/system-reason.ts'
import { SqliteError } from './sqlite.ts'

export function journalProblem(thrown: unknown, path: string): ShoalError {
  if (thrown instanceof ShoalError) return thrown
  const code = codeOf(thrown)
  if (/^SQLITE_(CORRUPT|NOTADB)/.test(code))
    return fail('journal-corrupt', { path, reason: reasonOf(thrown) }, thrown)
  if (/^SQLITE_(BUSY|LOCKED)/.test(code)) {
    return unwritable(path, 'another program keeps it locked', thrown)
  }
  if (/^SQLITE_(READONLY|CANTOPEN|PERM|IOERR|FULL|NOLFS|AUTH)/.test(code)) {
    return unwritable(path, reasonOf(thrown), thrown)
  }
  // A column kept as JSON that is none: somebody else wrote it, or the disk did.
  if (thrown instanceof SyntaxError) return fail('journal-corrupt', { path, reason: thrown.message }, thrown)
  return fail('internal', { reason: `the journal: ${reasonOf(thrown)}` }, thrown)
}

export const unwritable = (path: string, reason: string, cause: unknown): ShoalError =>
  fail('journal-unwritable', { path: dirname(path), reason }, cause)

const codeOf = (thrown: unknown): string => (thrown instanceof SqliteError ? thrown.code : '')
