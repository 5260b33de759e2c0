/** Back-pressure: bytes are written and waited for until they have left, and a reader that does not read is given up. */
import type http from 'node:http'
import { fail } from '../../../src-shared/errors/problem.ts'

/**
 * Resolves when `bytes` have been handed to the operating system: they may be overwritten then. Rejects with
 * `interrupted` when `signal` aborts, as it does when the connection breaks, or nothing has been taken for `stallMs`.
 */
export function writeOut(
  response: http.ServerResponse,
  bytes: Uint8Array | string,
  stallMs: number,
  signal: AbortSignal
): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (outcome: () => void): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', giveUp)
      outcome()
    }
    const giveUp = (): void => settle(() => reject(fail('interrupted')))
    const timer = setTimeout(giveUp, stallMs)
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    // A connection that broke aborts the signal, too.
    response.write(bytes, (error) => error || settle(resolve))
  })
}
