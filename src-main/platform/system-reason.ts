/** What the operating system said, as words for a person: "read-only file system (EROFS)". */
import { getSystemErrorMap } from 'node:util'
import { errorCode } from './error-code.ts'

export function reasonOf(thrown: unknown): string {
  const code = errorCode(thrown)
  const errno = (thrown as NodeJS.ErrnoException | null)?.errno
  const words = typeof errno === 'number' ? getSystemErrorMap().get(errno)?.[1] : undefined
  if (words && code) return `${words} (${code})`
  return thrown instanceof Error ? thrown.message : String(thrown)
}
