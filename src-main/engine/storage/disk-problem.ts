/** Turns what the operating system says of files and folders into the catalogue's words. */
import { fail, ShoalError } from '../../../src-shared/errors/problem.ts'

/** Whether the operating system failed with this `code`. */
export const isCode = (thrown: unknown, code: string): boolean =>
  (thrown as NodeJS.ErrnoException).code === code

export function diskProblem(thrown: unknown, directory: string, path: string): ShoalError {
  if (thrown instanceof ShoalError) return thrown
  const error = thrown as NodeJS.ErrnoException
  switch (error.code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return fail('disk-full', { directory, needed: 'more', free: 'none' }, thrown)
    case 'ENOENT':
    case 'ENOTDIR':
      return fail('directory-missing', { directory }, thrown)
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return fail('directory-unwritable', { directory }, thrown)
    case 'ENAMETOOLONG':
      return fail(
        'name-unusable',
        { name: path, reason: 'this file system allows no name that long' },
        thrown
      )
    default:
      return fail('disk-failed', { path, reason: error.message }, thrown)
  }
}
